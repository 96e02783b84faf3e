"""Fits the rational function of SmoothFunctions.java: tanh(x) = x P(x^2) / Q(x^2) on 0..8.5, relative error.

Iteratively reweighted least squares (Lawson): linear in the coefficients of P and Q, weights raised where the error is
large. Prints the coefficients and the largest error in single precision.

    python operators/reference/delta.py
"""

import numpy as np

LIMIT = 8.5
DEGREE = 4

x = np.cos(np.linspace(0, np.pi / 2, 4001)) * LIMIT
x = x[x > 1e-9]
y = np.tanh(x)
u = (x / LIMIT) ** 2
weight = np.ones_like(x)
denominator = np.ones_like(x)
for _ in range(300):
    system = np.stack(
        [x * u**k for k in range(DEGREE + 1)] + [-y * u**k for k in range(1, DEGREE + 1)], axis=1
    )
    w = weight / denominator
    c, *_ = np.linalg.lstsq(system * w[:, None], y * w, rcond=None)
    p = sum(c[k] * u**k for k in range(DEGREE + 1))
    q = 1 + sum(c[DEGREE + k] * u**k for k in range(1, DEGREE + 1))
    denominator = np.abs(q)
    error = np.abs(x * p / q - y) / y.clip(1e-3)
    weight = weight * (error / error.max() + 0.02) ** 0.5
    weight /= weight.max()

P = [np.float32(c[k] / LIMIT ** (2 * k)) for k in range(DEGREE + 1)]
Q = [np.float32(1)] + [np.float32(c[DEGREE + k] / LIMIT ** (2 * k)) for k in range(1, DEGREE + 1)]


def tanh(values):
    t = np.clip(values.astype(np.float32), np.float32(-LIMIT), np.float32(LIMIT))
    v = t * t
    a, b = P[-1] * np.ones_like(t), Q[-1] * np.ones_like(t)
    for k in range(DEGREE - 1, -1, -1):
        a, b = a * v + P[k], b * v + Q[k]
    return t * a / b


grid = np.linspace(-20, 20, 400001)
print("P", [float(v) for v in P])
print("Q", [float(v) for v in Q])
print("largest error", np.abs(tanh(grid).astype(float) - np.tanh(grid.astype(np.float32).astype(float))).max())
