"""Trains the activity classifier of this example, tells honestly how good it is, and writes the model.

    pip install -r requirements.txt
    python train.py --data FOLDER-WITH-THE-RECORDINGS

Every chip is held out once. The model that is written is the fold without the test chip, so its test figure is that
chip's row. Results go to the terminal and between the markers of ../MODEL_CARD.md.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

import activity
import recordings
from recordings import CHIPS, FRAMES, HOP, LABELS

SEED = 7
TEST_CHIP = "c6"
"""Held out for good, chosen before any feature was computed on it: the sensor that the example imitates."""
BEGIN, END = "<!-- results: written by training/train.py -->", "<!-- end of results -->"


@dataclasses.dataclass(frozen=True)
class Windows:
    """All windows of one chip."""

    frames: np.ndarray
    labels: np.ndarray
    starts: np.ndarray
    """Number of each window's first frame within its take"""


def chip_windows(takes: list[recordings.Recording], chip: str) -> Windows:
    """Returns the chip's windows; the filter starts afresh with every take and no window spans two takes."""
    cut = [recordings.windows(recordings.hampel(recordings.amplitude(take.iq))) for take in takes if take.chip == chip]
    labels = np.repeat([take.label for take in takes if take.chip == chip], [len(part) for part in cut])
    return Windows(np.concatenate(cut), labels, np.concatenate([HOP * np.arange(len(part)) for part in cut]))


def fit_without(data: dict[str, Windows], held_out: str) -> activity.Classifier:
    """Returns the classifier trained on all chips but one."""
    rest = [windows for chip, windows in data.items() if chip != held_out]
    inputs = np.concatenate([activity.features(windows.frames) for windows in rest])
    return activity.train(inputs, np.concatenate([windows.labels for windows in rest]), SEED)


def spread(window: np.ndarray) -> np.ndarray:
    """Returns the obvious single number to compare with: mean over carriers of the normalised amplitude's deviation."""
    used = window[:, :, activity.CARRIERS].astype(float)
    used = used / used.mean(axis=2, keepdims=True)
    return np.log(used.std(axis=1).mean(axis=1))


def threshold_without(data: dict[str, Windows], held_out: str) -> float:
    """Returns the threshold on ``spread`` half-way between the classes' medians over all chips but one."""
    rest = [windows for chip, windows in data.items() if chip != held_out]
    values = np.concatenate([spread(windows.frames) for windows in rest])
    labels = np.concatenate([windows.labels for windows in rest])
    return float(np.mean([np.median(values[labels == label]) for label in (0, 1)]))


def confusion(labels: np.ndarray, decided: np.ndarray) -> np.ndarray:
    """Returns counts [2, 2]: row the truth, column the decision, in the order of LABELS."""
    return np.array([[np.sum((labels == row) & (decided == column)) for column in (0, 1)] for row in (0, 1)])


def wrong_windows(data: dict[str, Windows]) -> list[str]:
    """Returns where the held-out decisions were wrong, as Markdown lines."""
    lines = ["Wrongly decided windows, by the number of their first packet in the recording:", ""]
    for chip, windows in data.items():
        decided = fit_without(data, chip).probabilities(activity.features(windows.frames)).argmax(axis=1)
        for label, name in enumerate(LABELS):
            wrong = windows.starts[(windows.labels == label) & (decided != label)]
            if len(wrong):
                lines.append(f"- {chip}, {name}: {', '.join(map(str, wrong))}")
    return lines


def fold_row(data: dict[str, Windows], chip: str) -> str:
    """Returns the held-out chip's row of the results table."""
    windows = data[chip]
    probability = fit_without(data, chip).probabilities(activity.features(windows.frames))
    counts = confusion(windows.labels, probability.argmax(axis=1))
    simple = confusion(windows.labels, (spread(windows.frames) > threshold_without(data, chip)).astype(int))
    loss = -np.mean(np.log(probability[np.arange(len(windows.labels)), windows.labels]))
    name = f"**{chip}** (test)" if chip == TEST_CHIP else chip
    return (
        f"| {name} | {counts[0].sum()} / {counts[1].sum()} | {counts[0, 0]} | {counts[0, 1]} | {counts[1, 1]} "
        f"| {counts[1, 0]} | {np.trace(counts)}/{counts.sum()} = {np.trace(counts) / counts.sum():.1%} | {loss:.3f} "
        f"| {np.trace(simple) / simple.sum():.1%} |"
    )


def results_table(data: dict[str, Windows]) -> list[str]:
    """Returns the leave-one-chip-out table as Markdown lines."""
    head = [
        "| held-out chip | windows quiet / motion | quiet right | quiet called motion | motion right "
        "| motion called quiet | accuracy | log loss | accuracy of one threshold |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    return head + [fold_row(data, chip) for chip in CHIPS]


def takes_table(takes: list[recordings.Recording]) -> list[str]:
    """Returns what was read, as Markdown lines."""
    lines = ["| recording | chip | label | packets | order found by energy |", "|---|---|---|---|---|"]
    return lines + [f"| {t.name} | {t.chip} | {LABELS[t.label]} | {len(t.iq)} | {t.order} |" for t in takes]


def run(session: onnxruntime.InferenceSession, frames: np.ndarray) -> np.ndarray:
    """Returns the model's outputs [n, 2] for windows [n, 100, 64]."""
    return np.stack([session.run(None, {"window": window})[0] for window in frames.astype(np.float32)])


def simulated_table(session: onnxruntime.InferenceSession, frames: np.ndarray, labels: np.ndarray) -> list[str]:
    """Returns what the model says about the simulated room, as Markdown lines."""
    lines = ["| simulated | windows | called motion | median probability of motion |", "|---|---|---|---|"]
    motion = run(session, frames)[:, 1]
    for label in ("empty", "walking", "still", "mixed"):
        part = motion[labels == label]
        lines.append(f"| {label} | {len(part)} | {np.sum(part > 0.5)} | {np.median(part):.3f} |")
    return lines


def verify(session: onnxruntime.InferenceSession, classifier: activity.Classifier, frames: np.ndarray) -> list[str]:
    """Returns the check lines; raises when the graph is not the trained arithmetic or gain does not cancel."""
    outputs = run(session, frames)
    expected = classifier.probabilities(activity.features(frames))
    graph = float(np.abs(outputs - expected).max())
    gain = max(float(np.abs(run(session, frames * factor) - outputs).max()) for factor in (0.25, 3.7))
    silent = run(session, np.zeros((1, FRAMES, recordings.POSITIONS)))[0]
    if graph > 1e-4 or gain > 1e-4 or not np.isfinite(silent).all():
        raise ValueError(f"the graph is wrong: graph={graph}, gain={gain}, silent={silent} (expected <= 1e-4, finite)")
    return [
        f"- ONNX Runtime against the float64 arithmetic of the training: largest difference {graph:.1e}",
        f"- input times 0.25 and 3.7: largest change of the output {gain:.1e}",
        f"- all-zero window: {silent[0]:.4f} quiet, {silent[1]:.4f} motion",
    ]


def golden_windows(
    session: onnxruntime.InferenceSession, frames: np.ndarray, labels: np.ndarray
) -> dict[str, np.ndarray]:
    """Returns three simulated windows, rounded so that they are short: quiet, undecided, and motion made harder."""
    motion = run(session, frames)[:, 1]
    undecided = int(np.abs(motion - 0.5).argmin())
    harder = frames[labels == "walking"][3].copy()
    harder[FRAMES // 2 :] *= 2
    harder[:, 32:34] = 0
    chosen = {"quiet": frames[labels == "empty"][3], "undecided": frames[undecided], "motion": harder}
    return {name: np.round(window.astype(float), 1).astype(np.float32) for name, window in chosen.items()}


def golden_text(arrays: dict[str, np.ndarray]) -> str:
    """Returns named arrays as text: a line ``name: shape=...`` and the values row by row, at most eight a line."""
    lines = [
        "# examples/csi-presence/training/train.py: three windows of the simulated room and what activity.onnx says",
        f"# numpy {np.__version__}, onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__} (CPU, one thread)",
        "# quiet: nobody there. undecided: someone enters. motion: walking; from frame 50 on twice the gain, and the",
        "# carriers 0 and 1 invalid, as a classic ESP32 has them. Outputs: probabilities of quiet, motion.",
    ]
    for name, array in arrays.items():
        lines.append(f"{name}: shape={','.join(map(str, array.shape))}")
        values = [f"{value:.9g}" if name.startswith("activity") else f"{value:.5g}" for value in array.ravel().tolist()]
        lines += [" ".join(values[first : first + 8]) for first in range(0, len(values), 8)]
    return "\n".join(lines) + "\n"


def write_golden(path: Path, session: onnxruntime.InferenceSession, chosen: dict[str, np.ndarray]) -> None:
    """Writes the windows and the outputs of ONNX Runtime for exactly the printed values."""
    arrays = {}
    for name, window in chosen.items():
        arrays[f"window-{name}"] = window
        arrays[f"activity-{name}"] = run(session, window[None])[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(golden_text(arrays), encoding="ascii")


def write_results(card: Path, lines: list[str]) -> None:
    """Replaces what stands between the markers of the model card."""
    text = card.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    card.write_text(before + "\n".join([BEGIN, "", *lines, "", END]) + after, encoding="utf-8")


def metadata(digest: str) -> dict[str, str]:
    """Returns the model's metadata properties."""
    return {
        "labels": ",".join(LABELS),
        "input-unit": "raw amplitude, any gain; column p is HT20 sub-carrier p-32, invalid carriers are 0",
        "input-rate-hz": "100",
        "hop-frames": str(HOP),
        "training-data": "csi-espectre (GPL-3.0), chips " + ", ".join(chip for chip in CHIPS if chip != TEST_CHIP),
        "training-data-sha256": digest,
        "test-chip": TEST_CHIP,
        "license": "Apache-2.0",
    }


def open_session(model: Path) -> onnxruntime.InferenceSession:
    """Returns a session on the CPU with one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model.read_bytes(), options, providers=["CPUExecutionProvider"])


def main() -> None:
    """Trains, evaluates, writes model, golden vectors and results."""
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the csi-espectre .npz recordings")
    parser.add_argument("--output", type=Path, default=here.parent / "activity.onnx")
    parser.add_argument("--golden", type=Path, default=here / "golden" / "activity.txt")
    parser.add_argument("--card", type=Path, default=here.parent / "MODEL_CARD.md")
    arguments = parser.parse_args()

    takes = recordings.read_all(arguments.data)
    digest = recordings.digest([take for take in takes if take.chip != TEST_CHIP])
    data = {chip: chip_windows(takes, chip) for chip in CHIPS}
    classifier = fit_without(data, TEST_CHIP)
    model = activity.to_onnx(classifier, metadata(digest))
    arguments.output.write_bytes(model.SerializeToString(deterministic=True))
    session = open_session(arguments.output)
    frames, labels = recordings.read_simulated(
        here.parent / "simulated-room.csv.gz", here.parent / "simulated-room.truth.csv"
    )
    everything = np.concatenate([frames, *(windows.frames for windows in data.values())])
    checks = verify(session, classifier, everything)
    write_golden(arguments.golden, session, golden_windows(session, frames, labels))
    lines = [*takes_table(takes), "", f"SHA-256 of the sums of the eight takes trained on: `{digest}`", ""]
    lines += [*results_table(data), "", *wrong_windows(data), ""]
    lines += [*simulated_table(session, frames, labels), "", *checks]
    lines += [f"- {arguments.output.name}: {arguments.output.stat().st_size} bytes"]
    write_results(arguments.card, lines)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
