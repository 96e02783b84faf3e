"""Golden vectors of io.millrace.kernels.audio. Needs librosa beside what the others need."""

import librosa
import numpy as np
from scipy import signal, special

import golden

CROSSINGS, REJECTION_DB = 48, 100.0


def low_pass(up, down):
    """The filter of KaiserSinc on the grid of the upsampled signal, from its description, by scipy's Kaiser window."""
    rate = min(1, up / down)  # the lower rate in units of the input's
    beta = 0.1102 * (REJECTION_DB - 8.7)
    transition = (REJECTION_DB - 8) / (2.285 * 2 * np.pi * 2 * CROSSINGS)
    cut_off = rate * (1 - transition)
    half = int(np.ceil(CROSSINGS / rate)) * up
    distance = np.arange(-half, half + 1) / up
    x = np.clip(distance * rate / CROSSINGS, -1, 1)
    window = special.i0(beta * np.sqrt(1 - x**2)) / special.i0(beta)
    window[np.abs(distance * rate / CROSSINGS) >= 1] = 0
    return cut_off * np.sinc(cut_off * distance) * window


def resampled():
    rng = np.random.default_rng(61)
    x = rng.standard_normal((2, 400)).astype(np.float32).astype(float)
    arrays = {"x": x}
    for up, down in ((3, 1), (1, 3), (2, 3), (160, 147)):
        # a window that is an array is taken as the filter itself, to be multiplied by up
        arrays[f"y_{up}_{down}"] = signal.resample_poly(x, up, down, axis=1, window=low_pass(up, down) / up)
    return arrays


def mel():
    rng = np.random.default_rng(62)
    arrays = {}
    power = (rng.standard_normal(257) ** 2).astype(np.float32)
    arrays["power"] = power
    for name, rate, length, bands, low, high, htk in (
        ("slaney_160", 16000, 513, 160, 0, 8000, False),
        ("slaney_80", 16000, 512, 80, 20, 7600, False),
        ("htk_40", 8000, 512, 40, 0, 4000, True),
    ):
        bank = librosa.filters.mel(sr=rate, n_fft=length, n_mels=bands, fmin=low, fmax=high, htk=htk, norm="slaney", dtype=np.float64)
        arrays[name] = bank @ power
    return arrays


def dc():
    rng = np.random.default_rng(64)
    x = (0.3 + 0.1 * rng.standard_normal(300)).astype(np.float32).astype(float)
    b, a = signal.butter(1, 50, "highpass", fs=8000)
    return {"x": x, "y": signal.lfilter(b, a, x)}


if __name__ == "__main__":
    golden.write("resampled", resampled())
    golden.write("mel", mel())
    golden.write("dc", dc())
