"""Golden vectors of io.millrace.kernels.time: a line below the least delays, solved as a linear programme by scipy."""

import numpy as np
from scipy import optimize

import golden

BLOCK = 1_000_000_000
BLOCKS = 64


def records(rng, skew_ppm, seconds, rate_hz):
    """Sensor and arrival times in ns: a drifting clock of whole microseconds, delays with a long tail and bursts."""
    true = np.cumsum(rng.uniform(0.5, 1.5, int(seconds * rate_hz)) / rate_hz * 1e9)
    sensor = np.round(true * (1 - skew_ppm * 1e-6) / 1000) * 1000
    delay = 2e6 + rng.exponential(4e6, true.size) + (rng.random(true.size) < 0.05) * rng.uniform(0, 80e6, true.size)
    arrival = np.maximum.accumulate(np.round(true + delay))
    return sensor, arrival


def block_minima(sensor, difference):
    time = sensor - sensor[0]
    blocks, began, least = [], 0.0, (0.0, difference[0])
    for t, d in zip(time, difference):
        if t - began >= BLOCK:
            blocks.append(least)
            began, least = t, (t, d)
        elif d < least[1]:
            least = (t, d)
    return np.array(blocks[-BLOCKS:])


def fit(blocks):
    """The line o + k t below all blocks with the least sum of distances."""
    t, d = blocks[:, 0], blocks[:, 1]
    scale = t.max()
    a = np.column_stack([np.ones_like(t), t / scale])
    solved = optimize.linprog(-a.sum(0), A_ub=a, b_ub=d, bounds=[(None, None)] * 2, method="highs")
    offset, slope = solved.x
    return offset + slope * t.mean() / scale, slope / scale


if __name__ == "__main__":
    rng = np.random.default_rng(7)
    arrays = {}
    for skew_ppm in (40, -120):
        sensor, arrival = records(rng, skew_ppm, 80, 15)
        difference = (arrival - sensor) - (arrival[0] - sensor[0])
        blocks = block_minima(sensor, difference)
        at_mean, slope = fit(blocks)
        arrays[f"sensor_{skew_ppm}"] = sensor
        arrays[f"arrival_{skew_ppm}"] = arrival
        arrays[f"fit_{skew_ppm}"] = np.array([blocks[:, 0].mean(), at_mean, slope * 1e6])
    golden.write("clock-fit", arrays)
