"""Golden vectors of io.millrace.kernels.fusion, and of io.millrace.kernels.vision.RegionMotion."""

import numpy as np

import golden

MOST_GAIN = 16.0


def modulated(drive, context, strength, most_gain):
    """R (1 + exp(2 s R C)) / 2 after Kay and Phillips 1997, its gain cut off."""
    with np.errstate(over="ignore"):
        gain = (1 + np.exp(2 * strength * drive * context)) / 2
    return drive * np.minimum(gain, most_gain)


def context_modulation():
    """A grid with the axes' zeros, random pairs, and pairs far beyond where the exponential would overflow."""
    rng = np.random.default_rng(21)
    grid = np.linspace(-2, 2, 17)
    far = np.array([1e3, -1e3, 1e30, -1e30, 3e38, -3e38, 1e-40, -1e-40])
    drive = np.concatenate([np.repeat(grid, 17), rng.normal(0, 1.5, 200), np.repeat(far, 8)]).astype(np.float32)
    context = np.concatenate([np.tile(grid, 17), rng.normal(0, 1.5, 200), np.tile(far, 8)]).astype(np.float32)
    arrays = {"drive": drive, "context": context}
    for name, strength in (("published", 1.0), ("weak", 0.25), ("none", 0.0)):
        out = modulated(drive.astype(float), context.astype(float), strength, MOST_GAIN)
        arrays[name] = np.clip(out, -np.finfo(np.float32).max, np.finfo(np.float32).max)
    return arrays


def above(amplitudes, rate, quietest, margin, unit, limit, release, fall, rise):
    """One channel, straight from the definition in AboveFloor."""
    level = 20 * np.log10(np.maximum(amplitudes.astype(float), 10 ** (quietest / 20)))
    keep_release, keep_fall = np.exp(-1 / (rate * release)), np.exp(-1 / (rate * fall))
    envelope = floor = level[0]
    out = []
    for value in level:
        envelope = max(value, value + (envelope - value) * keep_release)
        if envelope < floor:
            floor = envelope + (floor - envelope) * keep_fall
        else:
            floor = min(envelope, floor + rise / rate)
        out.append((envelope - floor - margin) / unit)
    return np.clip(out, -limit, limit)


def above_floor():
    """Three channels at 25 Hz whose noise has bursts; one has digital silence in it, one a floor that rises."""
    rng = np.random.default_rng(22)
    noise = np.abs(rng.normal(0, 1, (200, 3))) + 0.1
    bursts = np.ones((200, 3))
    bursts[40:70] = [10, 3, 30]
    bursts[120:130] = 100
    noise *= bursts * [1e-3, 1, 1e-2]
    noise[80:100, 0] = 0
    noise[100:, 2] *= 3
    noise = noise.astype(np.float32)
    settings = dict(rate=25, quietest=-70, margin=6, unit=10, limit=2, release=0.2, fall=0.5, rise=2)
    return {"amplitudes": noise, "above": np.stack([above(c, **settings) for c in noise.T], axis=1)}


def region_motion():
    """Four pictures of 9 x 7 pixels with 3 channels; regions left, top, width, height."""
    rng = np.random.default_rng(23)
    pictures = rng.integers(0, 256, (4, 7, 9, 3))
    pictures[2, :4] = pictures[1, :4]  # the upper half stands still once
    regions = np.array([[0, 0, 9, 7], [2, 1, 3, 3], [8, 6, 1, 1], [0, 4, 9, 2]])
    motion = np.zeros((3, len(regions)))
    for r, (left, top, width, height) in enumerate(regions):
        part = pictures[:, top : top + height, left : left + width].astype(float)
        motion[:, r] = np.sqrt(np.mean(np.diff(part, axis=0) ** 2, axis=(1, 2, 3)))
    return {"pictures": pictures, "regions": regions, "motion": motion}


golden.write("context-modulation", context_modulation())
golden.write("above-floor", above_floor())
golden.write("region-motion", region_motion())
