"""Golden vectors of io.millrace.kernels.pointcloud.PoseMotion: scipy's Rotation and Slerp, one point after the other.

The sensor moves from pose 0 to pose 1 in GAP seconds, then goes on like that for a sweep of SWEEP seconds. Two pairs of
poses: a gentle turn, and a steep one whose quaternions have opposite signs.
"""

import numpy as np
from scipy.spatial.transform import Rotation, Slerp

import golden

SWEEP = 0.1
GAP = 0.125
LATEST = 0.2


def sweep(rng, count):
    """x, y, z in m, reflectivity, time in s; some at both ends of the sweep, before and after it."""
    points = np.empty((count, 5))
    points[:, :3] = rng.uniform(-50, 50, (count, 3))
    points[:, 3] = rng.integers(0, 256, count)
    points[:, 4] = rng.uniform(0, SWEEP, count)
    points[::11, 4] = 0
    points[1::11, 4] = SWEEP
    points[2::11, 4] = -0.02
    points[3::11, 4] = LATEST
    points[4, :3] = 0
    return points.astype(np.float32).astype(float)


def moved(points, velocity, turn):
    """In the frames of start and end; velocity in m/s in the start's axes, turn in rad/s."""
    low = -0.05
    # Slerp between two rotations around all times; within it, it knows nothing of turn rates.
    slerp = Slerp([low, LATEST + 0.05], Rotation.from_rotvec([turn * low, turn * (LATEST + 0.05)]))
    times = points[:, 4]
    start = slerp(times).apply(points[:, :3]) + times[:, None] * velocity
    end = slerp(SWEEP).inv().apply(start - SWEEP * velocity)
    return start, end


rng = np.random.default_rng(20261125)
points = sweep(rng, 120)
arrays = {"points": points, "sweep": SWEEP, "gap": GAP}

poses = np.array(
    [
        np.r_[10.0, -20.0, 1.5, Rotation.from_euler("zyx", [0.7, 0.02, -0.01]).as_quat()],
        np.r_[11.9, -18.6, 1.52, Rotation.from_euler("zyx", [0.82, 0.01, 0.0]).as_quat()],
        np.r_[-3.0, 4.0, 0.0, Rotation.from_euler("xyz", [2.9, -0.4, 1.2]).as_quat()],
        np.r_[-1.5, 3.0, 0.4, -Rotation.from_euler("xyz", [-2.9, -0.2, 1.6]).as_quat()],
    ]
).astype(np.float32)
arrays["poses"] = poses
for pair in range(2):
    before, now = poses[2 * pair].astype(float), poses[2 * pair + 1].astype(float)
    turned = Rotation.from_quat(before[3:]), Rotation.from_quat(now[3:])
    turn = (turned[0].inv() * turned[1]).as_rotvec() / GAP
    velocity = turned[1].inv().apply((now[:3] - before[:3]) / GAP)
    start, end = moved(points, velocity, turn)
    if pair == 0:
        untimed = points.copy()
        untimed[:, 4] = 0
        arrays["end_untimed"] = moved(untimed, velocity, turn)[1]
    arrays[f"start_{pair}"] = start
    arrays[f"end_{pair}"] = end
    arrays[f"world_{pair}"] = turned[1].apply(start) + now[:3]
golden.write("pose-motion", arrays)
