#!/usr/bin/env python3
"""What tracks of real sweeps say, without truth: most things stand, so their velocities should be one and the same, that of the
road under the sensor; and the sweeps themselves, laid over each other (point to point, numpy and scipy), tell it again. Usage:

./millrace run examples/lidar-tracking/sweeps.yaml --input 0.pcd ... --speed max --json | sweeps-score.py 0.pcd ...
"""

import gzip
import json
import statistics
import sys

import numpy as np
from scipy.spatial import cKDTree

FIELDS = 12
PERIOD_S = 0.1


def cloud(name):
    data = (gzip.open(name) if name.endswith(".gz") else open(name, "rb")).read()
    head, data = data.split(b"DATA binary\n", 1)
    count = int(head.split(b"POINTS ")[1].split(b"\n")[0])
    points = np.frombuffer(data, "<f4", 4 * count).reshape(-1, 4)[:, :3].astype(float)
    far = np.hypot(points[:, 0], points[:, 1])
    return points[(points[:, 2] > -1.2) & (points[:, 2] < 1.5) & (far > 4) & (far < 40)][::4]


def moved(one, other):
    """How far what stands moved from one sweep to the next, m: rotation about z and shift, the worst third left out."""
    tree, points = cKDTree(other), one.copy()
    for _ in range(60):
        distance, index = tree.query(points)
        good = distance < np.quantile(distance, 0.67)
        a, b = points[good, :2], other[index[good], :2]
        ca, cb = a.mean(0), b.mean(0)
        u, _, vt = np.linalg.svd((a - ca).T @ (b - cb))
        turn = vt.T @ np.diag([1, np.sign(np.linalg.det(vt.T @ u.T))]) @ u.T
        points[:, :2] = (points[:, :2] - ca) @ turn.T + cb
    return (points - one)[:, :2].mean(0)


def main():
    sweeps = []
    for line in sys.stdin:
        frame = json.loads(line)
        if frame.get("type") == "frame" and frame["port"] == "tracks":
            values = frame["values"]
            sweeps.append([values[i : i + FIELDS] for i in range(0, len(values), FIELDS)])
    if not sweeps or len(sweeps) < 3:
        sys.exit("too few frames: frames=%d (expected the JSON lines of a run of sweeps.yaml)" % len(sweeps))
    kept = [t for t in sweeps[-1] if t[10] >= len(sweeps) - 1]
    vx, vy = statistics.median(t[8] for t in kept), statistics.median(t[9] for t in kept)
    off = sorted(float(np.hypot(t[8] - vx, t[9] - vy)) for t in kept)
    print(f"tracks in the last of {len(sweeps)} sweeps     {len(sweeps[-1])}, {len(kept)} of them seen in {len(sweeps) - 1} or more")
    print(f"velocity of these, median       {vx:.2f}, {vy:.2f} m/s; half of them within {off[len(off) // 2]:.2f} m/s of it")
    clouds = [cloud(name) for name in sys.argv[1:]]
    steps = np.array([moved(a, b) for a, b in zip(clouds, clouds[1:])]) / PERIOD_S
    if len(steps):
        mean = steps.mean(0)
        print(f"the sweeps over each other      {mean[0]:.2f}, {mean[1]:.2f} m/s; single pairs {steps[:, 0].min():.2f} to {steps[:, 0].max():.2f}")


main()
