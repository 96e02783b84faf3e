"""Golden vectors of io.millrace.kernels.csi."""

import numpy as np
from scipy import signal

import golden

# Guards and the carrier frequency left out of the 64 sub-carriers of a 20 MHz channel.
INDEX = np.arange(-32, 32)
VALID = (np.abs(INDEX) <= 26) & (INDEX != 0)


def amplitude():
    rng = np.random.default_rng(6)
    iq = rng.integers(-128, 128, (12, 64, 2)).astype(float)
    h = iq[..., 0] + 1j * iq[..., 1]
    magnitude = np.abs(h)
    chosen = [12, 14, 16, 18, 20, 24, 28, 36, 40, 44, 48, 52]
    masked = np.where(VALID, magnitude, 0)
    return {
        "h": h,
        "magnitude": magnitude,
        "chosen": np.array(chosen),
        "sigma": np.std(magnitude[:, chosen], axis=1),
        "cv": np.std(magnitude[:, chosen], axis=1) / np.mean(magnitude[:, chosen], axis=1),
        "masked": masked,
        "masked_sigma": np.array([np.std(row[row > 0]) for row in masked]),
    }


def phase():
    rng = np.random.default_rng(7)
    rows, slopes, intercepts, residuals = [], [], [], []
    for slope, offset in ((0.3, 1.0), (-1.7, 2.5), (0.0, -3.0), (2.4, 0.2)):
        line = slope * INDEX + offset
        h = (20 + 5 * rng.random(64)) * np.exp(1j * (line + 0.3 * rng.standard_normal(64)))
        h = (h.real.astype(np.float32) + 1j * h.imag.astype(np.float32)).astype(complex)
        h[~VALID] = 0
        h[20] = 0  # a valid sub-carrier without a phase
        used = VALID & (h != 0)
        unwrapped = np.unwrap(np.angle(h[used]))
        a = np.stack([INDEX[used], np.ones(used.sum())], axis=1)
        (m, c), *_ = np.linalg.lstsq(a, unwrapped, rcond=None)
        residual = np.zeros(64)
        residual[used] = unwrapped - (m * INDEX[used] + c)
        rows.append(h)
        slopes.append(m)
        intercepts.append(c)
        residuals.append(residual)
    h = np.array(rows)
    lines = np.array(slopes)[:, None] * INDEX + np.array(intercepts)[:, None]
    return {
        "valid": VALID.astype(float),
        "h": h,
        "slope": np.array(slopes),
        "intercept": np.array(intercepts),
        "residual": np.array(residuals),
        "rotated": h * np.exp(-1j * lines),
    }


def gain():
    rng = np.random.default_rng(8)
    agc = rng.integers(20, 60, 60)
    fft = rng.integers(-30, 30, 60)
    order = np.argsort(agc[:50], kind="stable")
    agc0, fft0 = agc[order[25]], fft[order[25]]
    return {"agc": agc, "fft": fft, "factor": 10.0 ** (-((agc - agc0) + (fft - fft0) / 4) / 20)}


def ranking():
    rng = np.random.default_rng(9)
    level = rng.uniform(5, 40, 30)
    x = (level + rng.uniform(0.2, 3, 30) * rng.standard_normal((80, 30))).astype(np.float32).astype(float)
    x[:, 3] = 0
    mu, sigma = x.mean(axis=0), x.std(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(mu > 0, 0.75 * sigma / mu**2 + 0.25 * sigma / mu, np.inf)
    chosen = []
    for i in np.argsort(score, kind="stable"):
        if len(chosen) < 6 and np.isfinite(score[i]) and all(abs(i - j) >= 3 for j in chosen):
            chosen.append(i)
    return {"x": x, "score": np.where(np.isfinite(score), score, -1), "best_6_3": np.sort(chosen)}


def presence():
    rng = np.random.default_rng(10)
    turbulence = 2 + 0.1 * rng.standard_normal(300)
    turbulence[200:260] += rng.standard_normal(60)
    skip, window, calibration = 20, 15, 100
    kept = turbulence[skip:]
    score = np.array([np.var(kept[i - window + 1 : i + 1]) for i in range(window - 1, len(kept))])
    threshold = 1.1 * np.percentile(score[: calibration - window + 1], 95)
    return {"turbulence": turbulence, "score": score, "threshold": threshold, "present": score > threshold}


def doppler():
    rng = np.random.default_rng(11)
    time = np.arange(70)
    moving = np.exp(2j * np.pi * 0.15 * time)[:, None] * rng.uniform(0.5, 2, 5)
    h = 8 + moving + 0.1 * (rng.standard_normal((70, 5)) + 1j * rng.standard_normal((70, 5)))
    h = h.real.astype(np.float32).astype(float) + 1j * h.imag.astype(np.float32).astype(float)
    arrays = {"h": h}
    for length, hop in ((32, 16), (25, 9)):
        arrays[f"complex_{length}_{hop}"] = doppler_power(h, length, hop)
        arrays[f"real_{length}_{hop}"] = doppler_power(h.real, length, hop)
    return arrays


def doppler_power(h, length, hop):
    window = signal.get_window("hann", length)
    rows = []
    for start in range(0, len(h) - length + 1, hop):
        still = signal.detrend(h[start : start + length], axis=0, type="constant")
        spectrum = np.fft.fft(still * window[:, None], axis=0) / window.sum()
        rows.append(np.fft.fftshift((np.abs(spectrum) ** 2).mean(axis=1)))
    return np.array(rows)


if __name__ == "__main__":
    golden.write("csi-amplitude", amplitude())
    golden.write("csi-phase", phase())
    golden.write("csi-gain", gain())
    golden.write("csi-ranking", ranking())
    golden.write("csi-presence", presence())
    golden.write("csi-doppler", doppler())
