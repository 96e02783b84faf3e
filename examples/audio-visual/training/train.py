"""Trains early.onnx on simulated scenes of other seeds: how lips move and how loud it is in, who speaks out.

pip install numpy==2.4.6 onnx==1.23.2
python train.py            # writes ../early.onnx, prints its accuracy on scenes it has not seen
"""

import gzip
import io
import pathlib
import sys
import wave

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "simulator"))
import simulate  # noqa: E402

MOUTHS = ((16, 28, 32, 40), (64, 28, 80, 40))  # left, top, right, bottom: the regions of early.yaml
HIDDEN = 8


def above(amplitudes, rate, quietest, margin, unit, release, rise, fall=0.5, limit=2):
    """What the operator above-floor does, one channel."""
    level = np.maximum(quietest, 20 * np.log10(np.maximum(amplitudes, 1e-30)))
    envelope = floor = level[0]
    out = []
    for value in level:
        envelope = max(value, value + (envelope - value) * np.exp(-1 / (rate * release)))
        falls = envelope < floor
        floor = envelope + (floor - envelope) * np.exp(-1 / (rate * fall)) if falls else min(envelope, floor + rise / rate)
        out.append(np.clip((envelope - floor - margin) / unit, -limit, limit))
    return np.array(out)


def features(seed):
    """[picture, person, 5]: lips, and four blocks of sound; and [picture, person]: whether that person speaks."""
    files = simulate.simulate(seed)
    _, frames = gzip.decompress(files["simulated-faces.y4m.gz"]).split(b"\n", 1)
    video = np.frombuffer(frames, np.uint8).reshape(simulate.FRAMES, -1)[:, len(b"FRAME\n") :]
    video = video.reshape(-1, simulate.HEIGHT, simulate.WIDTH).astype(float)
    with wave.open(io.BytesIO(gzip.decompress(files["simulated-voices.wav.gz"]))) as file:
        audio = np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32768
    sound = above(np.sqrt((audio.reshape(-1, 160) ** 2).mean(1)), 100, -50, 10, 12, 0.05, 2).reshape(-1, 4)
    x, y = [], []
    for (left, top, right, bottom), spans in zip(MOUTHS, (simulate.LEFT, simulate.RIGHT)):
        moved = np.sqrt((np.diff(video[:, top:bottom, left:right], axis=0) ** 2).mean((1, 2)))
        lips = above(moved, simulate.FPS, 0, 4, 6, 0.4, 1)
        x.append(np.column_stack([lips, sound[1:]]))
        middle = (np.arange(1, len(video)) + 0.5) / simulate.FPS
        y.append(np.any([(middle >= b) & (middle < e) for b, e in spans], axis=0))
    return np.stack(x, axis=1), np.stack(y, axis=1)


def forward(p, x):
    hidden = np.tanh(x @ p["w1"] + p["b1"])
    return hidden, 1 / (1 + np.exp(-(hidden @ p["w2"] + p["b2"])))


def train(x, y, random, steps=3000, rate=0.01):
    """Full batches, Adam, cross entropy."""
    p = {"w1": random.normal(0, 0.5, (5, HIDDEN)), "b1": np.zeros(HIDDEN), "w2": random.normal(0, 0.5, HIDDEN), "b2": np.zeros(())}
    m = {k: np.zeros_like(v) for k, v in p.items()}
    v = {k: np.zeros_like(w) for k, w in p.items()}
    for t in range(1, steps + 1):
        hidden, out = forward(p, x)
        d = (out - y) / len(y)
        back = np.outer(d, p["w2"]) * (1 - hidden**2)
        g = {"w1": x.T @ back, "b1": back.sum(0), "w2": hidden.T @ d, "b2": d.sum()}
        for k in p:
            m[k] = 0.9 * m[k] + 0.1 * g[k]
            v[k] = 0.999 * v[k] + 0.001 * g[k] ** 2
            p[k] = p[k] - rate * (m[k] / (1 - 0.9**t)) / (np.sqrt(v[k] / (1 - 0.999**t)) + 1e-8)
    return p


def model(p):
    """lips f32[frame=1, region=2] and sound f32[frame=4, channel=1] to speaks f32[region=2], the same weights for both."""
    weights = {"w1": p["w1"], "b1": p["b1"], "w2": p["w2"].reshape(HIDDEN, 1), "b2": p["b2"].reshape(1)}
    initializers = [numpy_helper.from_array(w.astype(np.float32), k) for k, w in weights.items()]
    initializers += [numpy_helper.from_array(np.array(a, np.int64), k) for k, a in {"both": [2, 4], "flat": [2]}.items()]
    nodes = [
        helper.make_node("Transpose", ["lips"], ["lip"], perm=[1, 0]),
        helper.make_node("Transpose", ["sound"], ["heard"], perm=[1, 0]),
        helper.make_node("Expand", ["heard", "both"], ["shared"]),
        helper.make_node("Concat", ["lip", "shared"], ["x"], axis=1),
        helper.make_node("Gemm", ["x", "w1", "b1"], ["h"]),
        helper.make_node("Tanh", ["h"], ["a"]),
        helper.make_node("Gemm", ["a", "w2", "b2"], ["z"]),
        helper.make_node("Sigmoid", ["z"], ["s"]),
        helper.make_node("Reshape", ["s", "flat"], ["speaks"]),
    ]
    inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in (("lips", [1, 2]), ("sound", [4, 1]))]
    outputs = [helper.make_tensor_value_info("speaks", TensorProto.FLOAT, [2])]
    graph = helper.make_graph(nodes, "early-fusion", inputs, outputs, initializers)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="train.py")
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made


def main():
    seen = [features(seed) for seed in range(100, 106)]
    x = np.concatenate([f.reshape(-1, 5) for f, _ in seen])
    y = np.concatenate([t.reshape(-1) for _, t in seen]).astype(float)
    p = train(x, y, np.random.default_rng(1))
    for name, seeds in (("seen", range(100, 106)), ("unseen", range(200, 203))):
        pairs = [features(seed) for seed in seeds]
        right = np.mean([((forward(p, f.reshape(-1, 5))[1] > 0.5) == t.reshape(-1)).mean() for f, t in pairs])
        print(f"{name}: {100 * right:.1f} % of pictures right")
    onnx.save(model(p), HERE.parent / "early.onnx")


main()
