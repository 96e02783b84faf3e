"""Golden vectors of io.millrace.kernels.fft."""

import numpy as np
from scipy import signal

import golden

SIZES = (1, 2, 3, 4, 6, 8, 13, 16, 25, 32, 207)
WINDOWS = {"hann": "hann", "hamming": "hamming", "blackman": "blackman", "rectangular": "boxcar"}


def transforms():
    """The long length is given by a formula and a few bins only, to keep the file small."""
    rng = np.random.default_rng(4)
    arrays = {}
    for n in SIZES:
        x = rng.standard_normal(n) + 1j * rng.standard_normal(n)
        arrays[f"x_{n}"] = x
        arrays[f"fft_{n}"] = np.fft.fft(x)
        arrays[f"rfft_{n}"] = np.fft.rfft(x.real)
    for n in (1024, 1000, 2048):
        i = np.arange(n)
        x = (i * 37 % 101) / 101 + 1j * (i * 53 % 89) / 89
        arrays[f"fft_{n}"] = np.fft.fft(x)[::16]
        arrays[f"rfft_{n}"] = np.fft.rfft(x.real)[::16]
    return arrays


def windows():
    arrays = {}
    for name, scipy_name in WINDOWS.items():
        for n in (1, 2, 7, 16):
            arrays[f"{name}_periodic_{n}"] = signal.get_window(scipy_name, n)
            arrays[f"{name}_symmetric_{n}"] = signal.get_window(scipy_name, n, fftbins=False)
    for n in (1, 2, 7, 16):
        arrays[f"root_hann_periodic_{n}"] = np.sqrt(signal.get_window("hann", n))
        arrays[f"root_hann_symmetric_{n}"] = np.sqrt(signal.get_window("hann", n, fftbins=False))
    return arrays


def stft():
    rng = np.random.default_rng(5)
    x = rng.standard_normal((2, 150)).astype(np.float32).astype(float)
    arrays = {"x": x}
    for name, length, hop in (("hann", 32, 8), ("hamming", 25, 25), ("blackman", 16, 20)):
        window = signal.get_window(WINDOWS[name], length)
        plain = signal.ShortTimeFFT(window, hop, fs=1, phase_shift=None)
        slices = [
            np.fft.rfft(x[:, s : s + length] * window) for s in range(0, x.shape[1] - length + 1, hop)
        ]
        spectra = np.stack(slices, axis=1)
        # The definition above and both of scipy's implementations have to agree before anything is written.
        first = -(-plain.m_num_mid // hop)
        if plain.m_num_mid % hop == 0:
            inside = plain.stft(x, p0=first, p1=first + spectra.shape[1])
            assert np.allclose(np.moveaxis(inside, 1, 2), spectra, atol=1e-12)
        if hop <= length:
            _, _, scaled = signal.stft(
                x, window=window, nperseg=length, noverlap=length - hop, boundary=None, padded=False
            )
            assert np.allclose(np.moveaxis(scaled, 1, 2), spectra / window.sum(), atol=1e-12)
        arrays[f"{name}_{length}_{hop}"] = spectra
        arrays[f"{name}_{length}_{hop}_sum"] = window.sum()
    return arrays


def istft():
    """Random spectra, which no signal has: the least-squares signal (Griffin and Lim), where every overlap is there."""
    rng = np.random.default_rng(6)
    arrays = {}
    for name, length, hop in (("hann", 32, 8), ("root_hann", 32, 16), ("hamming", 24, 12)):
        window = signal.get_window("hann" if name == "root_hann" else name, length)
        window = np.sqrt(window) if name == "root_hann" else window
        spectra = rng.standard_normal((12, length // 2 + 1)) + 1j * rng.standard_normal((12, length // 2 + 1))
        spectra[:, [0, -1]] = spectra[:, [0, -1]].real
        spectra = spectra.astype(np.complex64).astype(complex)
        _, x = signal.istft(
            spectra.T / window.sum(), window=window, nperseg=length, noverlap=length - hop, boundary=False
        )
        arrays[f"{name}_{length}_{hop}"] = spectra
        arrays[f"{name}_{length}_{hop}_x"] = x[length - hop : 12 * hop]
    return arrays


if __name__ == "__main__":
    golden.write("transforms", transforms())
    golden.write("windows", windows())
    golden.write("stft", stft())
    golden.write("istft", istft())
