"""Trains the decoders of the example on simulated sessions, judges them on one that none has seen, and writes

    ../decoder-ann.npz  ../decoder-wiener.npz  ../decoder-kalman.npz   and the table in ../MODEL_CARD.md

    python train.py                      # about a minute on one core

Split: one session of 480 s for training, one of 60 s that early stopping and the ridge look at, one of 120 s that is judged
once. They differ in movement, spikes and drift; the population is the same. The bundled recording is a fourth.
"""

import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "simulator"))
import judge  # noqa: E402
import simulate  # noqa: E402
from judge import WINDOW, r2  # noqa: E402

LAGS, BIN_MS = 16, 4.0
AXES = np.array(["vx", "vy"])


def windowed(counts):
    """Spikes of each channel in the last WINDOW bins; as the decoder, which gives zero until its window is full."""
    total = np.vstack((np.zeros((1, counts.shape[1])), np.cumsum(counts, 0)))
    sums = total[1:].copy()
    sums[WINDOW:] -= total[1:-WINDOW]
    return sums


class Ann:
    """96 -> 32 -> 48 -> 2 with rectifiers, by Adam on the mean square error; velocity in units of its deviation."""

    def __init__(self, counts, velocity, held_counts, held_velocity):
        rng = np.random.default_rng(1)
        x, self.scale = windowed(counts), velocity.std(0)
        self.mean, self.deviation = x.mean(0), x.std(0)
        x = (x - self.mean) / self.deviation
        y = velocity / self.scale
        sizes = (x.shape[1], 32, 48, 2)
        p = [np.r_[rng.standard_normal((o, i)) * np.sqrt(2 / i)] for i, o in zip(sizes, sizes[1:])]
        p += [np.zeros(o) for o in sizes[1:]]
        moments = [[np.zeros_like(w), np.zeros_like(w)] for w in p]
        best, step = (-np.inf, None), 0
        for epoch in range(12):
            order = rng.permutation(len(x))
            for at in range(0, len(order) - 255, 256):
                step += 1
                batch = order[at : at + 256]
                noisy = x[batch] + 0.3 * rng.standard_normal((256, sizes[0]))
                rate = 2e-3 * (1 - epoch / 12)
                for k, g in enumerate(self.gradients(p, noisy, y[batch])):
                    m = moments[k]
                    m[0] = 0.9 * m[0] + 0.1 * g
                    m[1] = 0.999 * m[1] + 0.001 * g * g
                    p[k] = p[k] - rate * (m[0] / (1 - 0.9**step)) / (np.sqrt(m[1] / (1 - 0.999**step)) + 1e-8)
            self.p = p
            score = r2(held_velocity[WINDOW:], self.decode(held_counts)[WINDOW:]).mean()
            if score > best[0]:
                best = (score, [w.copy() for w in p])
        self.p = best[1]

    @staticmethod
    def gradients(p, x, y):
        w1, w2, w3, b1, b2, b3 = p
        h1 = np.maximum(0, x @ w1.T + b1)
        h2 = np.maximum(0, h1 @ w2.T + b2)
        e = 2 * (h2 @ w3.T + b3 - y) / len(x)
        d2 = (e @ w3) * (h2 > 0)
        d1 = (d2 @ w2) * (h1 > 0)
        return d1.T @ x, d2.T @ h1, e.T @ h2, d1.sum(0), d2.sum(0), e.sum(0)

    def arrays(self):
        """Norms and scales are folded into the layers, so the decoder takes spike counts and gives mm/s."""
        w1, w2, w3, b1, b2, b3 = self.p
        w1 = w1 / self.deviation
        return {
            "fc1.weight": w1, "fc1.bias": b1 - w1 @ self.mean, "fc2.weight": w2, "fc2.bias": b2,
            "fc3.weight": w3 * self.scale[:, None], "fc3.bias": b3 * self.scale,
        }

    def decode(self, counts):
        a = self.arrays()
        x = windowed(counts)
        x = np.maximum(0, x @ a["fc1.weight"].T + a["fc1.bias"])
        x = np.maximum(0, x @ a["fc2.weight"].T + a["fc2.bias"])
        y = x @ a["fc3.weight"].T + a["fc3.bias"]
        y[: WINDOW - 1] = 0
        return y

    def save(self):
        arrays = {k: v.astype(np.float32) for k, v in self.arrays().items()}
        np.savez(HERE.parent / "decoder-ann.npz", topology="ann-2d", window_bins=WINDOW, bin_ms=BIN_MS, unit="mm/s", axes=AXES, **arrays)


def lagged(counts, lags):
    padded = np.vstack((np.zeros((lags - 1, counts.shape[1])), counts))
    return np.hstack([padded[lags - 1 - k : len(padded) - k] for k in range(lags)])


class Wiener:
    def __init__(self, counts, velocity, held_counts, held_velocity, lags=LAGS):
        self.lags = lags
        n = counts.shape[1] * lags
        gram, cross, total = np.zeros((n, n)), np.zeros((n, 2)), np.zeros(n)
        for at in range(0, len(counts), 20_000):
            x = lagged(counts[max(0, at - lags + 1) : at + 20_000], lags)[min(at, lags - 1) :]
            gram += x.T @ x
            cross += x.T @ velocity[at : at + 20_000]
            total += x.sum(0)
        mean, centre = total / len(counts), velocity.mean(0)
        gram -= len(counts) * np.outer(mean, mean)
        cross -= len(counts) * np.outer(mean, centre)
        best = -np.inf
        for ridge in (1e2, 1e3, 3e3, 1e4):
            self.weight = np.linalg.solve(gram + ridge * np.eye(n), cross).T
            self.bias = centre - self.weight @ mean
            score = r2(held_velocity, self.decode(held_counts)).mean()
            if score > best:
                best, kept = score, (self.weight, self.bias)
        self.weight, self.bias = kept

    def decode(self, counts):
        return lagged(counts, self.lags) @ self.weight.T + self.bias

    def save(self):
        np.savez(HERE.parent / "decoder-wiener.npz", topology="wiener", lags=self.lags, bin_ms=BIN_MS, unit="mm/s", axes=AXES,
                 weight=self.weight.astype(np.float32), bias=self.bias.astype(np.float32))


class Kalman:
    """States: velocity and acceleration."""

    def __init__(self, counts, velocity):
        x = self.states(velocity)
        self.a = np.linalg.lstsq(x[:-1], x[1:], rcond=None)[0].T
        self.w = np.cov((x[1:] - x[:-1] @ self.a.T).T) + 1e-6 * np.eye(x.shape[1])
        self.d = counts.mean(0)
        z = counts - self.d
        self.c = np.linalg.lstsq(x, z, rcond=None)[0].T
        self.q = np.cov((z - x @ self.c.T).T)

    @staticmethod
    def states(velocity):
        return np.hstack((velocity, np.gradient(velocity, axis=0) * simulate.RATE_HZ / 10))

    def decode(self, counts):
        s = self.a.shape[0]
        evidence = np.linalg.solve(self.q, self.c).T
        information = evidence @ self.c
        x, p, out = np.zeros(s), 1e4 * np.eye(s), []
        for z in counts - self.d:
            x = self.a @ x
            p = self.a @ p @ self.a.T + self.w
            p = np.linalg.solve(np.eye(s) + p @ information, p)
            x = x + p @ (evidence @ z - information @ x)
            out.append(x[:2])
        return np.array(out)

    def save(self):
        s = self.a.shape[0]
        np.savez(HERE.parent / "decoder-kalman.npz", topology="kalman", bin_ms=BIN_MS, unit="mm/s", axes=AXES,
                 A=self.a, W=self.w, C=self.c, Q=self.q.astype(np.float32), d=self.d, P0=1e4 * np.eye(s), H=np.eye(2, s))


def coarse(counts, velocity, factor):
    bins = len(counts) // factor
    shape = (bins, factor, -1)
    return counts[: bins * factor].reshape(shape).sum(1), velocity[: bins * factor].reshape(shape)[:, -1]


def main():
    train, held, test = (simulate.session(*part)[:2] for part in (judge.TRAIN, judge.VALIDATE, judge.TEST))
    models = [("ANN (`decoder-ann.npz`)", Ann(*train, *held)), ("Wiener (`decoder-wiener.npz`)", Wiener(*train, *held)),
              ("Kalman (`decoder-kalman.npz`)", Kalman(*train))]
    lines = ["Bins of 4 ms, mean of the two axes' R2 over the session that was held out:", "", *judge.HEAD]
    for name, model in models:
        model.save()
        lines.append(judge.row(name, test[1], model.decode(test[0])))
    lines += ["", "Bins of 48 ms, a Wiener filter of 4 lags trained on them, the same Bessel designs in Hz as far as the rate",
              "allows (corner 0.6 of half the rate, block of 16):", "", *judge.HEAD]
    parts = [coarse(*part, 12) for part in (train, held, test)]
    wiener = Wiener(*parts[0], *parts[1], lags=4)
    lines.append(judge.row("Wiener, coarse", parts[2][1], wiener.decode(parts[2][0]), corner=0.6, block=16))
    judge.write("train", lines)


main()
