"""Decoder files and golden outputs of io.millrace.kernels.decoding, in float64 from the definitions of the models.

The files in resources/decoders are small random decoders in the shapes of NeuroBench's primate-reaching models, written
as a user would write one; weights are multiples of 1/256 so that they compress.
"""

import pathlib

import numpy as np
import scipy.linalg
from scipy import signal

import golden
import movement

OUT = pathlib.Path(__file__).resolve().parent.parent / "kernels/src/test/resources/decoders"
CHANNELS, BINS, WINDOW, STEPS = 96, 120, 50, 7
RUN = WINDOW // STEPS
rng = np.random.default_rng(7)


def coarse(*shape, scale=1.0):
    return (np.round(rng.standard_normal(shape) * scale * 256) / 256).astype(np.float32)


def save(name, **arrays):
    OUT.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(OUT / f"{name}.npz", **arrays)
    # numpy stamps its archives with 1980-01-01, so that the same arrays give the same file.
    assert (OUT / f"{name}.npz").stat().st_size < 100 * 1024, name


def f64(weights):
    return {k: np.asarray(v, float) for k, v in weights.items() if np.asarray(v).dtype.kind != "U"}


def linear(name, outputs, inputs, scale, bias=True):
    layer = {f"{name}.weight": coarse(outputs, inputs, scale=scale)}
    if bias:
        layer[f"{name}.bias"] = coarse(outputs, scale=0.1)
    return layer


def batchnorm(name, n):
    return {
        f"{name}.weight": 1 + coarse(n, scale=0.1),
        f"{name}.bias": coarse(n, scale=0.1),
        f"{name}.running_mean": coarse(n, scale=0.2),
        f"{name}.running_var": np.abs(coarse(n)) + np.float32(0.25),
        f"{name}.num_batches_tracked": np.int64(100),
    }


def leaky(name, beta, threshold, reset=1):
    return {
        f"{name}.threshold": threshold,
        f"{name}.graded_spikes_factor": np.float32(1),
        f"{name}.reset_mechanism_val": np.int64(reset),
        f"{name}.beta": np.float32(beta),
    }


def mlp(w, x):
    x = np.maximum(w["fc1.weight"] @ x + w["fc1.bias"], 0)
    for k, fc in ((1, "fc2"), (2, "fc3")):
        n = f"batchnorm{k}"
        x = (x - w[f"{n}.running_mean"]) / np.sqrt(w[f"{n}.running_var"] + 1e-5) * w[f"{n}.weight"] + w[f"{n}.bias"]
        x = w[f"{fc}.weight"] @ x + w[f"{fc}.bias"]
        x = np.maximum(x, 0) if fc == "fc2" else x
    return x


def windows(spikes):
    """NeuroBench's buffer: one row of zeros at first, never more than WINDOW rows."""
    buffer = np.zeros((1, spikes.shape[1]))
    for row in spikes:
        buffer = np.vstack((buffer, row))
        full = len(buffer) > WINDOW
        buffer = buffer[-WINDOW:]
        yield full, buffer


def runs(buffer):
    return np.array([buffer[RUN * i : RUN * (i + 1)].sum(0) for i in range(STEPS)])


class Neurons:
    """snnTorch's Leaky: the reset of a step is that of the spike before."""

    def __init__(self, n, beta, threshold, reset):
        self.u, self.beta, self.threshold, self.reset = np.zeros(n), float(beta), float(threshold), reset
        self.spikes = 0

    def step(self, current):
        fired = (self.u > self.threshold).astype(float)
        if self.reset == "zero":
            self.u = self.beta * (1 - fired) * self.u + current
        else:
            self.u = self.beta * self.u + current - (fired * self.threshold if self.reset == "subtract" else 0)
        spikes = (self.u > self.threshold).astype(float)
        self.spikes += spikes.sum()
        return spikes


def neural(channels, spikes):
    """The four NeuroBench decoders for a number of channels; without spikes only the files, all zeros."""
    zero = spikes is None
    suffix = f"-{channels}"
    common = dict(bin_ms=4.0, unit="mm/s", axes=np.array(["vx", "vy"]))
    out = {}

    def finish(name, topology, weights, run, **more):
        if zero:
            weights = {k: v * 0 if np.asarray(v).dtype == np.float32 else v for k, v in weights.items()}
        save(name + suffix, topology=topology, **common, **more, **weights)
        if not zero:
            out[name] = np.array(list(run(f64(weights))))

    def head(first):
        return {**linear("fc1", 32, first, 0.2), **linear("fc2", 48, 32, 0.2), **linear("fc3", 2, 48, 0.2)}

    norms = {**batchnorm("batchnorm1", 32), **batchnorm("batchnorm2", 48)}
    finish("ann-2d", "ann-2d", {**head(channels), **norms},
           lambda w: (mlp(w, b.sum(0)) if full else np.zeros(2) for full, b in windows(spikes)), window_bins=WINDOW)
    finish("ann-3d", "ann-3d", {**head(channels * STEPS), **norms},
           lambda w: (mlp(w, runs(b).T.ravel()) for _, b in windows(spikes)), window_bins=WINDOW, steps=STEPS)

    def flat(w):
        for _, b in windows(spikes):
            x = runs(b)
            x = (x - x.mean()) / np.sqrt(x.var() + 1e-5) * w["norm_layer.weight"] + w["norm_layer.bias"]
            layers = [Neurons(n, 0.5, 0.5, r) for n, r in ((32, "subtract"), (48, "subtract"), (2, "none"))]
            for row in x:
                for k, layer in enumerate(layers, 1):
                    row = layer.step(w[f"fc{k}.weight"] @ row + w[f"fc{k}.bias"])
            yield layers[2].u * np.array([w["v_x"][0], w["v_y"][0]])

    half = np.float32(0.5)
    finish("snn-3", "snn-flat",
           {**head(channels), "norm_layer.weight": 1 + coarse(STEPS, channels, scale=0.1),
            "norm_layer.bias": coarse(STEPS, channels, scale=0.1), "v_x": coarse(1), "v_y": coarse(1),
            **leaky("lif1", 0.5, half), **leaky("lif2", 0.5, half), **leaky("lif3", 0.5, half, 2),
            "lif3.reset": "none"}, flat, window_bins=WINDOW, steps=STEPS)

    def streaming(w):
        layers = [Neurons(50, w["lif1.beta"], 1, "zero"), Neurons(2, w["lif2.beta"], 1, "none")]
        for row in spikes:
            for k, layer in enumerate(layers, 1):
                row = layer.step(w[f"fc{k}.weight"] @ row)
            yield layers[1].u.copy()
        assert 100 < layers[0].spikes < 5000, layers[0].spikes

    one = np.int64(1)
    finish("snn-2", "snn-streaming",
           {**linear("fc1", 50, channels, 0.3, bias=False), **linear("fc2", 2, 50, 0.3, bias=False),
            **leaky("lif1", 0.96, one, 0), "lif1.reset": "zero", **leaky("lif2", 0.96, one, 2)}, streaming)

    def cityu(w):
        layers = [Neurons(32, w["lif1.beta"], w["lif1.threshold"], "subtract"),
                  Neurons(48, w["lif2.beta"], w["lif2.threshold"], "none"),
                  Neurons(2, w["lif3.beta"], w["lif3.threshold"], "none")]
        for row in spikes:
            row = (row > 0).astype(float)
            for k, layer in enumerate(layers, 1):
                row = layer.step(w[f"fc{k}.weight"] @ row + w[f"fc{k}.bias"])
            yield layers[2].u * np.array([w["v_x"][0], w["v_y"][0]])

    finish("snn-streaming", "snn-streaming",
           {**head(channels), "v_x": coarse(1), "v_y": coarse(1), **leaky("lif1", 0.9, np.float32(0.4)),
            **leaky("lif2", 0.7, np.float32(0.6), 2), "lif2.reset": "none", **leaky("lif3", 0.8, half, 2)},
           cityu, binarise=1)
    return out


def classical(spikes):
    n, out = 24, {}
    z = spikes[:, :n]
    dt = 0.004
    a = np.array([[1, 0, dt, 0], [0, 1, 0, dt], [0, 0, 0.96, 0], [0, 0, 0, 0.96]])
    w = np.diag([0, 0, 0.02, 0.03])
    c = rng.standard_normal((n, 4)) * 0.2
    mix = rng.standard_normal((n, n)) * 0.1
    q = 0.1 * np.eye(n) + mix @ mix.T
    d = rng.random(n) * 0.2
    h = np.array([[0, 0, 1, 0], [0, 0, 0, 1.0]])
    x, p, y = np.zeros(4), np.eye(4), []
    for row in z:
        x = a @ x
        p = a @ p @ a.T + w
        k = p @ c.T @ np.linalg.inv(c @ p @ c.T + q)
        x = x + k @ (row - d - c @ x)
        p = (np.eye(4) - k @ c) @ p
        y.append(h @ x)
    save("kalman", topology="kalman", A=a, W=w, C=c, Q=q, d=d, H=h, unit="m/s", bin_ms=4.0)
    out["kalman"] = np.array(y)

    lags, weight, bias = 5, rng.standard_normal((2, n * 5)), rng.standard_normal(2)
    padded = np.vstack((np.zeros((lags - 1, n)), z))
    out["wiener"] = np.array([weight @ padded[t : t + lags][::-1].ravel() + bias for t in range(len(z))])
    save("wiener", topology="wiener", lags=lags, weight=weight, bias=bias)

    m1, m2, m0, v = np.array([[0.8, -0.01], [0.02, 0.7]]), rng.standard_normal((2, n)), rng.standard_normal(2), np.array([1.0, 2])
    save("linear-recurrence", topology="linear-recurrence", M1=m1, M2=m2, m0=m0, v0=v)
    y = []
    for row in z:
        v = m1 @ v + m2 @ row + m0
        y.append(v)
    out["linear-recurrence"] = np.array(y)

    order, theta, units, memories = 6, 20.0, 16, 3
    ad, bd = legendre(order, theta)
    weights = {
        "e_x.weight": coarse(memories, n, scale=0.3), "e_h.weight": coarse(memories, units, scale=0.2),
        "e_m.weight": coarse(memories, memories * order, scale=0.1), "W_x.weight": coarse(units, n, scale=0.3),
        "W_x.bias": coarse(units, scale=0.1), "W_h.weight": coarse(units, units, scale=0.2),
        "W_m.weight": coarse(units, memories * order, scale=0.3), "fc.weight": coarse(2, units), "fc.bias": coarse(2),
    }
    save("lmu", topology="lmu", order=order, theta=theta, **weights)
    g = f64(weights)
    hidden, m, y = np.zeros(units), np.zeros((memories, order)), []
    for row in z:
        u = g["e_x.weight"] @ row + g["e_h.weight"] @ hidden + g["e_m.weight"] @ m.ravel()
        m = m @ ad.T + np.outer(u, bd)
        hidden = np.tanh(g["W_x.weight"] @ row + g["W_x.bias"] + g["W_h.weight"] @ hidden + g["W_m.weight"] @ m.ravel())
        y.append(g["fc.weight"] @ hidden + g["fc.bias"])
    out["lmu"] = np.array(y)
    return out


def legendre(order, theta):
    i, j = np.arange(order)[:, None], np.arange(order)[None, :]
    a = (2 * i + 1) * np.where(i < j, -1.0, (-1.0) ** (i - j + 1)) / theta
    b = (2 * i + 1) * (-1.0) ** i / theta
    ad, bd, *_ = signal.cont2discrete((a, b, np.eye(order), np.zeros((order, 1))), 1.0, method="zoh")
    return ad, bd[:, 0]


def memory():
    arrays = {}
    for order, theta in ((4, 7), (6, 50), (12, 100), (24, 100)):
        ad, bd = legendre(order, theta)
        arrays[f"system_{order}_{theta}"] = np.hstack((ad, bd[:, None]))
    t = np.arange(3000)
    u = np.sin(0.031 * t) + 0.6 * np.sin(0.0573 * t + 1) + 0.4 * np.cos(0.0911 * t)
    for order, theta in ((6, 50), (12, 100)):
        ad, bd = legendre(order, theta)
        m, x = np.zeros(order), []
        for value in u:
            m = ad @ m + bd * value
            x.append(np.polynomial.legendre.legval(1.0, m))
        shift = theta - 1
        error = np.array(x)[shift:] - u[:-shift]
        arrays[f"nrmse_{order}_{theta}"] = np.sqrt(np.mean(error**2) / np.mean(u**2))
    return arrays


def scores():
    """The table of R2 by filter: rows are the noises, columns raw, causal 2, causal 4, last, middle, both ways."""
    v = movement.movement(30_000)
    b, a = signal.bessel(4, 0.05)
    b2, a2 = signal.bessel(2, 0.5)
    taps_last = signal.filtfilt(b, a, np.eye(33), axis=0)[-1]
    taps_middle = signal.filtfilt(b, a, np.eye(32), axis=0)[15]
    view = np.lib.stride_tricks.sliding_window_view
    table = []
    for level, colour in ((0.5, 0.6), (0.7, 0.8), (1.0, 0.0)):
        x = v + level * v.std() * movement.noise(len(v), colour)
        last, middle = x.copy(), x.copy()
        last[32:] = view(x, 33, axis=0) @ taps_last
        filtered = view(np.vstack((np.zeros((1, 2)), x)), 32, axis=0) @ taps_middle
        middle[14 : 14 + len(filtered)] = filtered
        outs = (x, signal.lfilter(b2, a2, x, axis=0), signal.lfilter(b, a, x, axis=0), last, middle,
                signal.filtfilt(b, a, x, axis=0))
        table.append([np.mean(1 - ((v - o) ** 2).sum(0) / (len(v) * v.var(0))) for o in outs])
    published = ((.7553, .8130, .7433, .9033, .9646, .9725), (.5246, .5803, .6351, .7867, .8843, .8960),
                 (.0059, .5842, .7424, .7384, .9281, .9722))
    furthest = np.abs(np.array(table) - published).max()
    assert furthest < 1e-3, furthest
    return np.array(table)


def main():
    spikes = (np.random.default_rng(8).random((BINS, CHANNELS)) < 0.1).astype(float)
    spikes[spikes > 0] += np.random.default_rng(9).random(int(spikes.sum())) < 0.1
    arrays = {"spikes": spikes, **neural(CHANNELS, spikes), **classical(spikes)}
    neural(192, None)
    golden.write("decoders", arrays)
    golden.write("legendre-memory", memory())
    golden.write("decoder-scores", {"r2": scores()})


main()
