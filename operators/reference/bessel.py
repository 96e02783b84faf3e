"""Golden vectors of the filter designs and block filters of io.millrace.kernels.filter."""

import numpy as np
from scipy import signal

import golden

CORNERS = (0.01, 0.05, 0.2, 0.5, 0.9)
BANDS = ((0.05, 0.2), (0.3, 0.8), (0.02, 0.7))


def one_band(btype):
    arrays = {}
    for order in range(1, 11):
        for corner in CORNERS:
            for norm in ("phase", "delay", "mag"):
                sos = signal.bessel(order, corner, btype, norm=norm, output="sos")
                arrays[f"{norm}_{order}_{corner}"] = sos[:, [0, 1, 2, 4, 5]]
    return arrays


def bands():
    arrays = {}
    for order in (1, 2, 3, 4, 7):
        for low, high in BANDS:
            for btype in ("bandpass", "bandstop"):
                for norm in ("phase", "mag"):
                    sos = signal.bessel(order, (low, high), btype, norm=norm, output="sos")
                    arrays[f"bessel-{norm}_{btype}_{order}_{low}_{high}"] = sos[:, [0, 1, 2, 4, 5]]
    return arrays


def classical():
    designs = {
        "chebyshev1": lambda n, w, b: signal.cheby1(n, 0.5, w, b, output="sos"),
        "chebyshev2": lambda n, w, b: signal.cheby2(n, 40, w, b, output="sos"),
        "elliptic": lambda n, w, b: signal.ellip(n, 0.5, 40, w, b, output="sos"),
        "butterworth": lambda n, w, b: signal.butter(n, w, b, output="sos"),
    }
    arrays = {}
    for name, design in designs.items():
        for order in (1, 2, 3, 4, 5, 8):
            for btype, corners in (("lowpass", (0.05, 0.5)), ("highpass", (0.2,)), ("bandpass", BANDS[:2]), ("bandstop", BANDS[:2])):
                for corner in corners:
                    sos = design(order, corner, btype)
                    label = "_".join(str(c) for c in np.atleast_1d(corner))
                    arrays[f"{name}_{btype}_{order}_{label}"] = sos[:, [0, 1, 2, 4, 5]]
    return arrays


def delays():
    arrays = {}
    for order, corner, norm in ((4, 0.05, "phase"), (2, 0.5, "phase"), (7, 0.2, "mag"), (10, 0.5, "delay")):
        b, a = signal.bessel(order, corner, norm=norm)
        _, delay = signal.group_delay((b, a), w=np.array([0.001, 0.05, 0.2]) * 2 * np.pi)
        arrays[f"delay_{norm}_{order}_{corner}"] = delay
    return arrays


def sliding(x, b, a, window, variant):
    """As the published decoder filters: filtfilt over the last window, anew for each sample."""
    buffer = [np.zeros(x.shape[1])]
    out = []
    half = window // 2
    for i, row in enumerate(x):
        buffer.append(row)
        if variant == "last":
            buffer = buffer[-(window + 1):]
            out.append(row if i < window else signal.filtfilt(b, a, np.array(buffer), axis=0)[-1])
        else:
            buffer = buffer[-window:]
            if i < half - 2:
                out.append(row)
            elif len(buffer) == window:
                out.append(signal.filtfilt(b, a, np.array(buffer), axis=0)[half - 1])
    if variant == "middle":
        out.extend(x[-half:])
    return np.array(out)


def blocks():
    rng = np.random.default_rng(4)
    x = np.cumsum(rng.standard_normal((120, 2)), axis=0).astype(np.float32).astype(float)
    arrays = {"x": x}
    for order, corner, window in ((4, 0.05, 32), (2, 0.15, 16), (3, 0.2, 24)):
        b, a = signal.bessel(order, corner)
        identity = np.eye(window)
        arrays[f"taps_middle_{order}_{corner}_{window}"] = signal.filtfilt(b, a, identity, axis=0)[window // 2 - 1]
        arrays[f"taps_last_{order}_{corner}_{window}"] = signal.filtfilt(b, a, np.eye(window + 1), axis=0)[-1]
        for variant in ("last", "middle"):
            y = sliding(x, b, a, window, variant)
            assert y.shape == x.shape, (y.shape, x.shape)
            arrays[f"y_{variant}_{order}_{corner}_{window}"] = y
        arrays[f"whole_{order}_{corner}_{window}"] = signal.filtfilt(b, a, x, axis=0)
    return arrays


def streamed():
    rng = np.random.default_rng(5)
    x = (rng.standard_normal((200, 2)) + np.array([3, -1])).astype(np.float32).astype(float)
    arrays = {"x": x}
    for order, corner, norm in ((4, 0.05, "phase"), (10, 0.2, "mag")):
        sos = signal.bessel(order, corner, norm=norm, output="sos")
        zi = signal.sosfilt_zi(sos)
        y, _ = signal.sosfilt(sos, x, axis=0, zi=zi[:, :, None] * x[0])
        arrays[f"y_{norm}_{order}_{corner}"] = y
    return arrays


if __name__ == "__main__":
    golden.write("bessel-low", one_band("low"))
    golden.write("bessel-high", one_band("high"))
    golden.write("bessel-band", bands())
    golden.write("filter-designs", classical())
    golden.write("bessel-delay", delays())
    golden.write("block-filter", blocks())
    golden.write("bessel-streamed", streamed())
