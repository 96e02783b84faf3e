"""Turns recordings into frames for `millrace delta tune`, and trains the small decoder of the neural recording.

    python examples/delta/prepare.py DIR OUT

DIR is the folder of recordings (see CONTRIBUTING.md), OUT gets .npy arrays, frames along the first axis, and one model.
Nothing of the recordings is kept in the repository.
"""

import csv
import gzip
import pathlib
import sys
import wave

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

DATA, OUT = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
OUT.mkdir(parents=True, exist_ok=True)


def save(name, frames):
    np.save(OUT / f"{name}.npy", np.ascontiguousarray(frames, dtype=np.float32))
    print(name, frames.shape)


def csi():
    """Amplitudes of an ESP32, 32 sub-carriers used by the activity model: windows of 100 packets every 10th packet."""
    for label in ("baseline", "movement"):
        file = sorted((DATA / "csi-espectre").glob(f"{label}_s3_*.npz"))[0]
        pairs = np.load(file)["csi_data"].astype(np.float32).reshape(-1, 64, 2)
        amplitude = np.roll(np.hypot(pairs[..., 0], pairs[..., 1]), 32, axis=1)
        starts = range(0, len(amplitude) - 100, 10)
        save(f"csi-{label}", np.stack([amplitude[s : s + 100] for s in starts]))


def audio():
    """16 kHz speech: blocks of 512 for a voice detector, magnitudes of 512-sample frames every 128 for a mask."""
    with wave.open(str(DATA / "aec-challenge-dtln/DLhjtuwiEkS-68TsUVvW5g_nearend_singletalk_mic.wav")) as w:
        x = np.frombuffer(w.readframes(w.getnframes()), np.int16).astype(np.float32) / 32768
    save("audio-blocks", x[: len(x) // 512 * 512].reshape(-1, 512))
    frames = np.lib.stride_tricks.sliding_window_view(x, 512)[::128]
    save("audio-magnitudes", np.abs(np.fft.rfft(frames)).astype(np.float32))


def sentence():
    """A sentence whose words are marked (in 1/25000 s): blocks of 512, and 1 for those whose middle lies in a word."""
    with wave.open(str(DATA / "av-grid/id2_vcd_swwp2s.wav")) as w:
        x = np.frombuffer(w.readframes(w.getnframes()), np.int16).astype(np.float32) / 32768
    blocks = x[: len(x) // 512 * 512].reshape(-1, 512)
    lines = [line.split() for line in open(DATA / "av-grid/swwp2s.align")]
    words = [(int(a), int(b)) for a, b, word in lines if word != "sil"]
    middles = (np.arange(len(blocks)) + 0.5) * 512 / 16000 * 25000
    save("sentence-blocks", blocks)
    save("sentence-labels", np.array([[any(a <= m < b for a, b in words)] for m in middles]))


def video():
    """A talking face, 160x128 grey, scaled to 320x240 in three channels as the face detector wants it."""
    raw = np.frombuffer(gzip.open(DATA / "av-grid/bbaf2n.gray160x128.gz").read(), np.uint8).reshape(-1, 128, 160)
    rows = np.arange(240) * 128 // 240
    columns = np.arange(320) * 160 // 320
    grey = (raw[:, rows][:, :, columns].astype(np.float32) - 127) / 128
    save("video-face", np.repeat(grey[:, None], 3, axis=1))


def neural():
    """Spike counts in 20 ms steps, smoothed over 5, of one reach to train on and another to test on; hand velocity."""

    def trial(name):
        with open(DATA / "neural-mcmaze" / name) as f:
            rows = list(csv.reader(f))
        head, body = rows[0], np.array(rows[1:], dtype=np.float64)
        return head, body

    def counts(name):
        head, body = trial(name)
        spikes = [i for i, h in enumerate(head) if any(k in h.lower() for k in ("spike", "unit", "neuron"))]
        if not spikes:
            raise SystemExit(f"no spike columns: {head[:8]}")
        velocity = [i for i, h in enumerate(head) if "hand_vel" in h.lower()]
        n = len(body) // 20 * 20
        binned = body[:n, spikes].reshape(-1, 20, len(spikes)).sum(1)
        smooth = np.stack([np.convolve(c, np.ones(5) / 5)[: len(binned)] for c in binned.T], 1)
        return smooth.astype(np.float32), body[:n, velocity].reshape(-1, 20, len(velocity)).mean(1)

    x, v = counts("trial_1356.csv")
    test, truth = counts("trial_748.csv")
    rng = np.random.default_rng(3)
    w = rng.normal(size=(x.shape[1], 256)).astype(np.float32) * 0.5
    b = rng.normal(size=256).astype(np.float32) * 0.5
    hidden = np.maximum(x @ w + b, 0)
    scale = np.nanstd(v)
    v = np.nan_to_num(v) / scale
    readout = np.linalg.solve(hidden.T @ hidden + 10 * np.eye(256), hidden.T @ v).astype(np.float32)
    nodes = [
        helper.make_node("Gemm", ["x", "w", "b"], ["h"]),
        helper.make_node("Relu", ["h"], ["a"]),
        helper.make_node("MatMul", ["a", "r"], ["velocity"]),
    ]
    graph = helper.make_graph(
        nodes, "decoder",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, x.shape[1]])],
        [helper.make_tensor_value_info("velocity", TensorProto.FLOAT, [1, v.shape[1]])],
        [numpy_helper.from_array(a, n) for a, n in ((w, "w"), (b, "b"), (readout, "r"))],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), OUT / "decoder.onnx")
    save("neural-counts", np.concatenate([test, x]))


csi()
audio()
sentence()
video()
neural()
