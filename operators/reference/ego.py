"""Points moved by a sensor with constant velocity: scipy's matrix exponential of the twist, point by point."""

import numpy as np
from scipy.linalg import expm

import golden

random = np.random.default_rng(7)
motions = np.array(
    [[0, 0, 0, 0, 0, 0], [15, 0.2, -0.1, 0, 0, 0], [12, -1, 0.5, 0.1, -0.2, 0.9], [0, 0, 0, 0, 0, 1e-3], [3, 1, 2, 4, -30, 11]],
    float,
)  # m/s, rad/s: still, straight, a bend, barely turning, tumbling
points = random.uniform(-80, 80, (40, 3)).astype(np.float32)
seconds = np.concatenate([[0.0, -0.1, 1e-6], random.uniform(-0.1, 0.1, 37)])
moved = np.empty((len(motions), len(points), 3))
for m, (vx, vy, vz, wx, wy, wz) in enumerate(motions):
    twist = np.array([[0, -wz, wy, vx], [wz, 0, -wx, vy], [-wy, wx, 0, vz], [0, 0, 0, 0]])
    for i, point in enumerate(points):
        moved[m, i] = (expm(twist * seconds[i]) @ np.append(point.astype(float), 1))[:3]
golden.write("ego", {"motions": motions, "points": points.astype(float), "seconds": seconds, "moved": moved})
