"""Golden vectors of io.millrace.kernels.spikes. Neurons are computed in float64 by the equations of other simulators, as
published; where a membrane comes close to its threshold, float32 could decide otherwise, so the script refuses such data."""

import numpy as np
from scipy import signal

import golden

CLOSE = 1e-5


def splitmix(seed, count):
    """The first `count` numbers of SplitMix64 (Steele, Lea, Flood 2014)."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def encoders():
    rng = np.random.default_rng(11)
    p = rng.random((80, 5)).astype(np.float32)
    draws = (splitmix(42, p.size) >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-24)
    x = np.cumsum(0.2 * rng.standard_normal((80, 5)), axis=0).astype(np.float32)
    sent, spikes = np.zeros(5, np.float32), []
    for row in x:
        n = np.clip(np.trunc((row - sent) / np.float32(0.125)), -3, 3).astype(np.float32)
        sent = sent + n * np.float32(0.125)
        spikes.append(n + 0.0)  # no negative zeros
    counts = rng.poisson(0.3, (80, 3)).astype(float)
    keep = np.exp(-1 / 4.5)
    rate, exponential = np.zeros(3), []
    for row in counts:
        rate = keep * rate + (1 - keep) * 250 * row
        exponential.append(rate)
    rectangular = [250 / 8 * counts[max(0, i - 7) : i + 1].sum(axis=0) for i in range(80)]
    return {
        "probability": p,
        "rate": (draws.reshape(p.shape) < p),
        "value": x,
        "sigma_delta": np.array(spikes),
        "counts": counts,
        "exponential": np.array(exponential),
        "rectangular": np.array(rectangular),
    }


def bins():
    """Counts by numpy.histogram2d: another way to the same numbers."""
    rng = np.random.default_rng(12)
    times = np.sort(rng.integers(0, 200_000_000, 900))
    address = rng.integers(0, 6, 900)
    polarity = rng.choice([-1, 1], 900)
    edges = np.arange(0, 200_000_001, 4_000_000)
    grid = (edges, np.arange(7))
    counts, _, _ = np.histogram2d(times, address, bins=grid)
    signed, _, _ = np.histogram2d(times, address, bins=grid, weights=polarity)
    return {"times": times, "address": address, "polarity": polarity, "counts": counts, "signed": signed}


def margin(v, threshold):
    close = np.min(np.abs(v - threshold))
    if close < CLOSE:
        raise SystemExit(f"a membrane is too close to its threshold: distance={close} (expected {CLOSE}): other seed")


def cuba_nir(x, p, dt):
    """The NIR paper's reference of CubaLIF: explicit Euler on both equations, subtractive reset in the same step."""
    v, i, out, trace = np.zeros(x.shape[1]), np.zeros(x.shape[1]), [], []
    for row in x:
        old = i
        i = i + dt / p["tau_syn"] * (-i + p["w_in"] * row)
        v = v + dt / p["tau_mem"] * (p["v_leak"] - v + p["r"] * old)
        margin(v, p["v_threshold"])
        z = v > p["v_threshold"]
        v = v - z * p["v_threshold"]
        out.append(z)
        trace.append(v)
    return np.array(out, float), np.array(trace)


def cuba_norse(x, p, dt):
    """Norse, LIF feed-forward cell: the input jumps, drives, decays; reset to v_reset in the same step."""
    v, i, out, trace = np.zeros(x.shape[1]), np.zeros(x.shape[1]), [], []
    for row in x:
        jumped = i + p["w_in"] * dt / p["tau_syn"] * row
        v = v + dt / p["tau_mem"] * ((p["v_leak"] - v) + p["r"] * jumped)
        i = jumped - dt / p["tau_syn"] * jumped
        margin(v, p["v_threshold"])
        z = v > p["v_threshold"]
        v = np.where(z, p["v_reset"], v)
        out.append(z)
        trace.append(v)
    return np.array(out, float), np.array(trace)


def snntorch(x, beta, threshold, reset, delay, alpha=None):
    """snnTorch Leaky and Synaptic: the reset is decided by the former membrane; reset_delay=False adds the difference."""
    v, i, out, trace = np.zeros(x.shape[1]), np.zeros(x.shape[1]), [], []
    for row in x:
        margin(v, threshold)
        r = v > threshold
        if alpha is not None:
            i = alpha * i + row
        drive = row if alpha is None else i
        if reset == "subtract":
            v = beta * v + drive - r * threshold
        elif reset == "zero" and alpha is None:
            v = beta * ((1 - r) * v) + drive
        elif reset == "zero":
            v = beta * v + drive
            v = v - r * v
        else:
            v = beta * v + drive
        margin(v, threshold)
        s = v > threshold
        if not delay:
            difference = s.astype(float) - r
            v = v - difference * (threshold if reset == "subtract" else v if reset == "zero" else 0)
        out.append(s)
        trace.append(v)
    return np.array(out, float), np.array(trace)


def drives(rng, steps, n):
    """Sparse inputs of random size, exact in float32."""
    return ((rng.random((steps, n)) < 0.3) * rng.uniform(0.5, 1.5, (steps, n))).astype(np.float32).astype(float)


def neurons():
    rng = np.random.default_rng(17)
    n, dt = 4, 1e-4
    x = drives(rng, 150, n)
    p = {
        "tau_mem": rng.uniform(1e-3, 4e-3, n),
        "tau_syn": rng.uniform(5e-4, 2e-3, n),
        "r": rng.uniform(0.5, 2, n),
        "v_leak": rng.uniform(-0.05, 0.05, n),
        "v_threshold": rng.uniform(0.05, 0.15, n),
        "v_reset": rng.uniform(-0.1, 0, n),
        "w_in": rng.uniform(0.5, 1.5, n),
    }
    p = {k: v.astype(np.float32).astype(float) for k, v in p.items()}
    arrays = {"x": x, **p}
    arrays["nir_spikes"], arrays["nir_v"] = cuba_nir(x, p, dt)
    arrays["norse_spikes"], arrays["norse_v"] = cuba_norse(x, p, dt)
    return arrays


def snntorch_neurons():
    rng = np.random.default_rng(18)
    x = drives(rng, 90, 3)
    arrays = {"x": x}
    for reset in ("subtract", "zero", "none"):
        for delay in (True, False):
            for alpha in (None, 0.6):
                name = f"{reset}_{'delay' if delay else 'now'}_{'leaky' if alpha is None else 'synaptic'}"
                arrays[name + "_spikes"], arrays[name + "_v"] = snntorch(x, 0.85, 1.0, reset, delay, alpha)
    return arrays


def convolution(x, w, b, stride, pad, dilation, groups):
    """Conv2d by scipy.signal.correlate2d: channels one by one, then every stride-th output."""
    x = np.pad(x, ((0, 0), pad[0], pad[1]))
    kernel = np.zeros(w.shape[:2] + tuple(d * (k - 1) + 1 for d, k in zip(dilation, w.shape[2:])))
    kernel[:, :, :: dilation[0], :: dilation[1]] = w
    outs, ins = w.shape[0] // groups, w.shape[1]
    result = []
    for co in range(w.shape[0]):
        first = co // outs * ins
        y = sum(signal.correlate2d(x[first + ci], kernel[co, ci], "valid") for ci in range(ins))
        result.append(b[co] + y[:: stride[0], :: stride[1]])
    return np.array(result)


def layers():
    rng = np.random.default_rng(41)
    x = ((rng.random((4, 7, 9)) < 0.3) * rng.choice([1, -1, 0.5], (4, 7, 9))).astype(float)
    arrays = {"x": x}
    cases = {
        "plain": dict(w=(6, 4, 3, 3), stride=(1, 1), pad=((0, 0), (0, 0)), dilation=(1, 1), groups=1),
        "strided": dict(w=(6, 2, 3, 2), stride=(2, 3), pad=((1, 1), (2, 2)), dilation=(1, 1), groups=2),
        "dilated": dict(w=(4, 1, 2, 3), stride=(1, 2), pad=((2, 2), (0, 0)), dilation=(3, 2), groups=4),
        "same": dict(w=(3, 4, 4, 2), stride=(1, 1), pad=((1, 2), (0, 1)), dilation=(1, 1), groups=1),
    }
    for name, case in cases.items():
        w = rng.standard_normal(case.pop("w")).astype(np.float32).astype(float)
        b = rng.standard_normal(w.shape[0]).astype(np.float32).astype(float)
        arrays[name + "_w"], arrays[name + "_b"] = w, b
        arrays[name + "_y"] = convolution(x, w, b, **case)
    padded = np.pad(x, ((0, 0), (1, 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 2), axis=(1, 2))[:, ::2, ::2]
    arrays["sum_pool"] = windows.sum(axis=(-1, -2))
    arrays["avg_pool"] = windows.mean(axis=(-1, -2))
    return arrays


CHANNELS, SAMPLES, CALIBRATION, REFRACTORY, RATE_HZ = 8, 6000, 2000, 30, 30_000


def broadband():
    """Noise (a sum of four uniform integers), what all channels share, and a spike of three samples now and then: integers
    from SplitMix64, so that the Java test makes the same signal without a file of it."""
    uniform = (splitmix(99, SAMPLES * CHANNELS * 4) >> np.uint64(48)).astype(np.int64).reshape(SAMPLES, CHANNELS, 4)
    x = uniform.sum(axis=2) - 2 * 65535
    x += ((splitmix(98, SAMPLES) >> np.uint64(46)).astype(np.int64) - 131072)[:, None]
    when = splitmix(97, SAMPLES * CHANNELS).reshape(SAMPLES, CHANNELS) % np.uint64(700) == 0
    for t, c in zip(*np.nonzero(when[:-2])):
        x[t : t + 3, c] += np.array([-200_000, -600_000, -300_000])
    x[:, 5] = x[:, 4] * 0  # a dead channel
    return x / 1024.0


def detect(x, reference, band, threshold, robust, masked):
    live = [c for c in range(CHANNELS) if c not in masked]
    x = x.astype(np.float32)
    if reference == "mean":
        x = x - x[:, live].astype(float).mean(axis=1).astype(np.float32)[:, None]
    if reference == "median":
        x = x - np.sort(x[:, live], axis=1)[:, (len(live) - 1) // 2][:, None]
    if band:
        sos = signal.butter(2, band, "band", output="sos", fs=RATE_HZ)
        zi = signal.sosfilt_zi(sos)
        x, _ = signal.sosfilt(sos, x.astype(float), axis=0, zi=zi[:, :, None] * x[0].astype(float)[None, None, :])
        x = x.astype(np.float32)
    y = np.sign(threshold) * x
    rows = [0] * 512
    for i in range(CALIBRATION):
        rows[i * 512 // CALIBRATION] = i
    first = y[:CALIBRATION].astype(float)
    noise = np.median(np.abs(y[rows].astype(float)), axis=0) / 0.6745 if robust else np.sqrt((first**2).mean(axis=0))
    limit = np.abs(threshold) * noise
    limit[noise == 0] = np.inf
    limit[list(masked)] = np.inf
    distance = np.abs(y[CALIBRATION:] - limit)[:, np.isfinite(limit)]
    if (distance < 1e-4).any():
        raise SystemExit(f"a sample is too close to the threshold: {distance.min()}: other seed")
    last, events = np.full(CHANNELS, -(10**9)), []
    for t in range(CALIBRATION, SAMPLES):
        for c in np.nonzero((y[t] > limit) & (y[t - 1] <= limit))[0]:
            if t - last[c] > REFRACTORY:
                last[c] = t
                events.append((t, c))
    return np.array(events), noise


def detection():
    x = broadband()
    arrays = {"check": x[:5]}
    for name, arguments in {
        "plain": ("none", None, -4.0, False, ()),
        "mean": ("mean", None, -4.5, False, (2,)),
        "median": ("median", (300, 6000), -4.5, True, (0, 7)),
        "rising": ("mean", (300, 5000), 3.5, True, ()),
    }.items():
        arrays[name + "_events"], arrays[name + "_noise"] = detect(x, *arguments)
    return arrays


if __name__ == "__main__":
    golden.write("spike-encoders", encoders())
    golden.write("spike-bins", bins())
    golden.write("neurons", neurons())
    golden.write("neurons-snntorch", snntorch_neurons())
    golden.write("spike-layers", layers())
    golden.write("spike-detection", detection())
