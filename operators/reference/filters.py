"""Golden vectors of io.millrace.kernels.filter."""

import numpy as np
from scipy import signal

import golden


def butterworth():
    arrays = {}
    for order in range(1, 11):
        for corner in (0.01, 0.11, 0.4):
            arrays[f"low_{order}_{corner}"] = signal.butter(order, corner, "low", output="sos", fs=1)
            arrays[f"high_{order}_{corner}"] = signal.butter(order, corner, "high", output="sos", fs=1)
        # The last band is so wide that an odd order has two real poles.
        for low, high in ((0.02, 0.05), (0.1, 0.3), (0.01, 0.45)):
            arrays[f"band_{order}_{low}_{high}"] = signal.butter(
                order, (low, high), "band", output="sos", fs=1
            )
    return arrays


def sosfilt():
    rng = np.random.default_rng(1)
    x = (rng.standard_normal((60, 3)) + np.array([0, 5, -2])).astype(np.float32).astype(float)
    arrays = {"x": x}
    designs = {
        "low": signal.butter(4, 6.25, "low", output="sos", fs=250),
        "high": signal.butter(3, 20, "high", output="sos", fs=250),
        "band": signal.butter(2, (10, 40), "band", output="sos", fs=250),
    }
    for name, sos in designs.items():
        zi = signal.sosfilt_zi(sos)
        steady, _ = signal.sosfilt(sos, x, axis=0, zi=zi[:, :, None] * x[0][None, None, :])
        arrays[f"{name}_sos"] = sos
        arrays[f"{name}_zi"] = zi
        arrays[f"{name}_zero"] = signal.sosfilt(sos, x, axis=0)
        arrays[f"{name}_steady"] = steady
    return arrays


def hampel():
    """By the definition, on float32 samples: sort the whole window for every sample."""
    rng = np.random.default_rng(2)
    x = rng.standard_normal(240)
    x[rng.integers(0, 240, 25)] *= 40
    x[100:130] = 1.5  # MAD 0: nothing is replaced
    x[110] = 9.0
    x = x.astype(np.float32).astype(float)
    arrays = {"x": x}
    for window, threshold in ((1, 3), (2, 3), (7, 5), (8, 2), (25, 3)):
        out = x.copy()
        for i in range(len(x)):
            seen = np.sort(x[max(0, i - window + 1) : i + 1])
            median = seen[len(seen) // 2]
            mad = np.sort(np.abs(seen - median))[len(seen) // 2]
            if len(seen) >= 3 and mad > 1e-6 and abs(x[i] - median) > threshold * 1.4826 * mad:
                out[i] = median
        arrays[f"y_{window}_{threshold}"] = out
    return arrays


def statistics():
    rng = np.random.default_rng(3)
    x = 1000 + rng.standard_normal(200)
    arrays = {"x": x}
    for window in (1, 4, 75):
        arrays[f"variance_{window}"] = np.array([np.var(x[max(0, i - window + 1) : i + 1]) for i in range(len(x))])
    q = np.array([0, 1, 5, 33.3, 50, 75, 95, 99.9, 100])
    arrays["percentiles"] = q
    for n in (1, 2, 3, 10, 200):
        arrays[f"percentile_{n}"] = np.percentile(x[:n], q)
    return arrays


if __name__ == "__main__":
    golden.write("butterworth", butterworth())
    golden.write("sosfilt", sosfilt())
    golden.write("hampel", hampel())
    golden.write("statistics", statistics())
