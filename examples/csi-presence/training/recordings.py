"""Reads the labelled recordings and turns them into the windows that the runtime would hand to the model."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
from pathlib import Path

import numpy as np

FRAMES = 100
"""Frames in a window."""
HOP = 50
"""Frames from one window to the next."""
POSITIONS = 64
"""Positions of the canonical HT20 grid: position p is the signed sub-carrier p - 32."""
CHIPS = ("c3", "c5", "c6", "s3", "esp32")
LABELS = ("quiet", "motion")


@dataclasses.dataclass(frozen=True)
class Recording:
    """One labelled take of one chip."""

    name: str
    chip: str
    label: int
    order: str
    sha256: str
    iq: np.ndarray
    """int8 as stored [packets, 64, 2], imaginary first, on the canonical grid; invalid carriers are 0"""


def energy_order(values: np.ndarray) -> str:
    """Returns ``fft`` or ``centred``: where the empty guard carriers are tells the order of the buffer.

    :param values: [packets, 64, 2] in the order of the buffer
    """
    level = np.hypot(values[..., 0].astype(float), values[..., 1]).mean(axis=0)
    used = np.median(level)
    if level[30:35].max() < 0.1 * used <= level[[2, 3, 61, 62]].min():
        return "fft"
    if level[[1, 2, 62, 63]].max() < 0.1 * used <= level[[30, 31, 33, 34]].min():
        return "centred"
    raise ValueError(f"sub-carrier order not recognisable: level={np.round(level, 1).tolist()}")


def read_recording(path: Path) -> Recording:
    """Reads an .npz take: ``csi_data`` int8 [packets, 128] (imaginary, real), ``label``, ``chip``."""
    with np.load(path) as stored:
        values = stored["csi_data"].reshape(-1, POSITIONS, 2)
        chip, label = str(stored["chip"]).lower(), str(stored["label"])
    order = energy_order(values)
    values = values.copy()
    if chip == "esp32":
        # The first four bytes of the classic ESP32's buffer are garbage: two sub-carriers, whichever they are.
        values[:, :2] = 0
    if order == "fft":
        values = np.roll(values, POSITIONS // 2, axis=1)
    number = LABELS.index({"baseline": "quiet", "movement": "motion"}[label])
    return Recording(path.name, chip, number, order, hashlib.sha256(path.read_bytes()).hexdigest(), values)


def digest(takes: list[Recording]) -> str:
    """Returns the SHA-256 of the lines that ``sha256sum`` prints for the takes, in their order."""
    return hashlib.sha256("".join(f"{take.sha256}  {take.name}\n" for take in takes).encode("ascii")).hexdigest()


def read_all(folder: Path) -> list[Recording]:
    """Reads every labelled 64-carrier take of the folder, sorted by name."""
    paths = sorted([*folder.glob("baseline_*_64sc_*.npz"), *folder.glob("movement_*_64sc_*.npz")])
    if not paths:
        expected = "baseline_*_64sc_*.npz, movement_*_64sc_*.npz"
        raise FileNotFoundError(f"no recordings: folder={folder} (expected {expected})")
    return [read_recording(path) for path in paths]


def amplitude(iq: np.ndarray) -> np.ndarray:
    """Returns float32 amplitudes [packets, 64] of (imaginary, real) pairs."""
    return np.hypot(iq[..., 0].astype(np.float32), iq[..., 1].astype(np.float32))


def hampel(values: np.ndarray, length: int = 7, threshold: float = 5.0) -> np.ndarray:
    """Returns the columns of values [n, k] cleaned by the runtime's causal Hampel filter.

    The window holds the current and up to ``length`` - 1 earlier raw samples; a sample further than ``threshold`` times
    1.4826 MAD from the median becomes the median. Of an even number the upper median is taken; fewer than three samples
    or a MAD of at most 1e-6 leave the sample alone.
    """
    cleaned = values.copy()
    for last in range(2, len(values)):
        window = values[max(0, last - length + 1) : last + 1]
        middle = len(window) >> 1
        median = np.sort(window, axis=0)[middle]
        deviation = np.sort(np.abs(window - median), axis=0)[middle]
        outlier = (deviation > 1e-6) & (np.abs(values[last] - median) > threshold * 1.4826 * deviation)
        cleaned[last] = np.where(outlier, median, values[last])
    return cleaned


def windows(frames: np.ndarray, start: int = 0, hop: int = HOP) -> np.ndarray:
    """Returns the overlapping windows [n, 100, 64] of frames [packets, 64], float32."""
    starts = range(start, len(frames) - FRAMES + 1, hop)
    return np.stack([frames[first : first + FRAMES] for first in starts]).astype(np.float32)


def read_simulated(recording: Path, truth: Path) -> tuple[np.ndarray, np.ndarray]:
    """Reads the simulated recording; returns windows [n, 100, 64] and each one's label, ``mixed`` where it changes.

    Rows that are cut or have an odd count are left out, as the runtime does.
    """
    times, frames = [], []
    for line in gzip.decompress(recording.read_bytes()).decode("ascii").splitlines():
        place = line.find("CSI_DATA")
        if place < 0 or not line.endswith(']"'):
            continue
        fields, data = line[place:].split(',"', 1)
        values = json.loads(data[:-1])
        if len(values) == 2 * POSITIONS:
            times.append(int(fields.split(",")[9]))
            frames.append(values)
    seconds = np.unwrap(np.array(times, float), period=2.0**32) / 1e6
    seconds -= seconds[0]
    iq = np.roll(np.array(frames).reshape(-1, POSITIONS, 2), POSITIONS // 2, axis=1)
    changes = [line.split(",") for line in truth.read_text(encoding="ascii").splitlines()[1:]]
    starts, names = np.array([float(change[0]) for change in changes]), np.array([change[1] for change in changes])
    labels = names[np.searchsorted(starts, seconds, side="right") - 1]
    cut = windows(hampel(amplitude(iq)))
    spans = [labels[index * HOP : index * HOP + FRAMES] for index in range(len(cut))]
    return cut, np.array([span[0] if (span == span[0]).all() else "mixed" for span in spans])
