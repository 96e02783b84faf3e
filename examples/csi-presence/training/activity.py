"""The activity classifier: features, training in numpy, and the same arithmetic as an ONNX graph.

A window of amplitudes is divided by each frame's mean (so gain cancels), taken to the frequency domain over time by a
cosine transform, and reduced to seven numbers that do not depend on a chip's noise level:

- four band levels relative to the band above 20 Hz, as log ratios: a resting channel is white, a moving body is not;
- three coherences between neighbouring sub-carriers: noise is independent per sub-carrier, a moving body is not.

A z-score and a perceptron with one hidden layer follow.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from recordings import FRAMES, LABELS, POSITIONS

CARRIERS = np.r_[6:32, 33:59]
"""Grid positions used: sub-carriers -26..-1 and 1..26, which every 20 MHz layout has."""
BANDS = ((1, 4), (4, 10), (10, 24), (24, 40), (40, 100))
"""Half-open ranges of the cosine transform's index k, which at 100 Hz is k/2 Hz; the last one is the reference."""
COHERENCES = BANDS[:3]
ENERGY_FLOOR = 1e-7
LEVEL_FLOOR = 1e-6


def cosine_transform() -> np.ndarray:
    """Returns rows 1..99 of the orthonormal DCT-II of 100 samples, [99, 100]; row 0, the mean, is of no use."""
    k, t = np.arange(1, FRAMES)[:, None], np.arange(FRAMES)[None]
    return np.sqrt(2 / FRAMES) * np.cos(np.pi * (t + 0.5) * k / FRAMES)


def band_matrix(bands: tuple[tuple[int, int], ...]) -> np.ndarray:
    """Returns the matrix [bands, 99] that averages the rows of the transform within each band."""
    k = np.arange(1, FRAMES)
    return np.stack([((k >= low) & (k < high)) / (high - low) for low, high in bands])


def features(window: np.ndarray) -> np.ndarray:
    """Returns the seven features [n, 7] of windows [n, 100, 64], in double precision."""
    used = window[:, :, CARRIERS].astype(float)
    valid = np.maximum((used.mean(axis=1) > 0).sum(axis=1), 1)[:, None]
    level = np.maximum(used.sum(axis=2) / valid, LEVEL_FLOOR)
    spectrum = cosine_transform() @ (used / level[:, :, None])
    energy = (spectrum**2).sum(axis=2)
    shared = (spectrum[:, :, 1:] * spectrum[:, :, :-1]).sum(axis=2)
    levels = np.log(energy / valid @ band_matrix(BANDS).T + ENERGY_FLOOR)
    averaging = band_matrix(COHERENCES).T
    coherence = (shared @ averaging) / (energy @ averaging + ENERGY_FLOOR)
    return np.concatenate([levels[:, :-1] - levels[:, -1:], coherence], axis=1)


@dataclasses.dataclass(frozen=True)
class Classifier:
    """Weights; every vector is a column so that the graph needs no transposition."""

    mean: np.ndarray
    scale: np.ndarray
    hidden: np.ndarray
    hidden_bias: np.ndarray
    output: np.ndarray
    output_bias: np.ndarray

    def probabilities(self, inputs: np.ndarray) -> np.ndarray:
        """Returns the probabilities [n, 2] of quiet and motion for features [n, 7]."""
        standard = (inputs.T - self.mean) * self.scale
        logits = self.output @ np.tanh(self.hidden @ standard + self.hidden_bias) + self.output_bias
        return softmax(logits).T


def softmax(logits: np.ndarray) -> np.ndarray:
    """Returns the softmax over the first axis."""
    exponent = np.exp(logits - logits.max(axis=0))
    return exponent / exponent.sum(axis=0)


def train(
    inputs: np.ndarray, labels: np.ndarray, seed: int, units: int = 8, steps: int = 1500, decay: float = 0.01
) -> Classifier:
    """Fits the perceptron by full-batch Adam on the mean cross entropy plus ``decay`` times the squared weights.

    Weights are rounded to five decimals, so that the last bits of a linear-algebra library do not reach the model file.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    mean = inputs.mean(axis=0)[:, None].round(5)
    scale = (1 / inputs.std(axis=0))[:, None].round(5)
    standard, target = (inputs.T - mean) * scale, np.eye(2)[labels].T
    weights = [
        rng.standard_normal((units, inputs.shape[1])) / np.sqrt(inputs.shape[1]),
        np.zeros((units, 1)),
        rng.standard_normal((2, units)) / np.sqrt(units),
        np.zeros((2, 1)),
    ]
    first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    for step in range(1, steps + 1):
        active = np.tanh(weights[0] @ standard + weights[1])
        error = (softmax(weights[2] @ active + weights[3]) - target) / len(labels)
        back = (weights[2].T @ error) * (1 - active**2)
        slopes = [
            back @ standard.T + 2 * decay * weights[0],
            back.sum(axis=1, keepdims=True),
            error @ active.T + 2 * decay * weights[2],
            error.sum(axis=1, keepdims=True),
        ]
        for index, slope in enumerate(slopes):
            first[index] = 0.9 * first[index] + 0.1 * slope
            second[index] = 0.999 * second[index] + 0.001 * slope**2
            corrected = first[index] / (1 - 0.9**step), second[index] / (1 - 0.999**step)
            weights[index] = weights[index] - 0.01 * corrected[0] / (np.sqrt(corrected[1]) + 1e-8)
    return Classifier(mean, scale, *(weight.round(5) for weight in weights))


class GraphBuilder:
    """Collects nodes and constants of an ONNX graph; every method returns the name of the value it adds."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray | float | list, dtype: type = np.float32) -> str:
        """Adds a constant."""
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def node(self, kind: str, name: str, *inputs: str, **attributes: object) -> str:
        """Adds a node with one output, named like the node."""
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name


def build_spectrum(graph: GraphBuilder, window: str) -> tuple[str, str]:
    """Adds carrier choice, gain normalisation, cosine transform; returns spectrum [99, 52], valid carriers [1, 1]."""
    over_time, over_carriers = graph.constant("axis_time", [0], np.int64), graph.constant("axis_carrier", [1], np.int64)
    used = graph.node("Gather", "used", window, graph.constant("carriers", CARRIERS, np.int64), axis=1)
    present = graph.node("ReduceSum", "present", used, over_time, keepdims=1)
    above = graph.node("Greater", "above", present, graph.constant("zero", 0.0))
    mask = graph.node("Cast", "mask", above, to=TensorProto.FLOAT)
    counted = graph.node("ReduceSum", "counted", mask, over_carriers, keepdims=1)
    valid = graph.node("Max", "valid", counted, graph.constant("one", 1.0))
    total = graph.node("ReduceSum", "total", used, over_carriers, keepdims=1)
    average = graph.node("Div", "average", total, valid)
    level = graph.node("Max", "level", average, graph.constant("level_floor", LEVEL_FLOOR))
    normal = graph.node("Div", "normal", used, level)
    return graph.node("MatMul", "spectrum", graph.constant("transform", cosine_transform()), normal), valid


def build_features(graph: GraphBuilder, spectrum: str, valid: str) -> str:
    """Adds relative band levels and coherences; returns the features [7, 1]."""
    floor = graph.constant("energy_floor", ENERGY_FLOOR)
    last = len(CARRIERS)
    starts = [graph.constant(f"from_{at}", [at], np.int64) for at in (0, 1)]
    ends = [graph.constant(f"to_{at}", [at], np.int64) for at in (last - 1, last)]
    squared = graph.node("Mul", "squared", spectrum, spectrum)
    energy = graph.node("ReduceSum", "energy", squared, "axis_carrier", keepdims=1)
    left = graph.node("Slice", "left", spectrum, starts[0], ends[0], "axis_carrier")
    right = graph.node("Slice", "right", spectrum, starts[1], ends[1], "axis_carrier")
    product = graph.node("Mul", "product", left, right)
    shared = graph.node("ReduceSum", "shared", product, "axis_carrier", keepdims=1)

    per_carrier = graph.node("Div", "per_carrier", energy, valid)
    band = graph.node("MatMul", "band", graph.constant("bands", band_matrix(BANDS)), per_carrier)
    logs = graph.node("Log", "logs", graph.node("Add", "band_floored", band, floor))
    difference = np.concatenate([np.eye(len(BANDS) - 1), -np.ones((len(BANDS) - 1, 1))], axis=1)
    relative = graph.node("MatMul", "relative", graph.constant("difference", difference), logs)

    averaging = graph.constant("coherence_bands", band_matrix(COHERENCES))
    common = graph.node("MatMul", "common", averaging, shared)
    whole = graph.node("Add", "whole", graph.node("MatMul", "whole_band", averaging, energy), floor)
    coherence = graph.node("Div", "coherence", common, whole)
    return graph.node("Concat", "features", relative, coherence, axis=0)


def build_classifier(graph: GraphBuilder, inputs: str, classifier: Classifier) -> str:
    """Adds z-score, perceptron and softmax; returns the probabilities [2]."""
    centred = graph.node("Sub", "centred", inputs, graph.constant("mean", classifier.mean))
    standard = graph.node("Mul", "standard", centred, graph.constant("scale", classifier.scale))
    hidden = graph.node("MatMul", "hidden_product", graph.constant("hidden_weights", classifier.hidden), standard)
    biased = graph.node("Add", "hidden", hidden, graph.constant("hidden_bias", classifier.hidden_bias))
    active = graph.node("Tanh", "hidden_active", biased)
    output = graph.node("MatMul", "output_product", graph.constant("output_weights", classifier.output), active)
    logits = graph.node("Add", "logits", output, graph.constant("output_bias", classifier.output_bias))
    flat = graph.node("Reshape", "flat", logits, graph.constant("shape", [len(LABELS)], np.int64))
    return graph.node("Softmax", "activity", flat, axis=0)


def to_onnx(classifier: Classifier, metadata: dict[str, str]) -> onnx.ModelProto:
    """Returns the checked model: ``window`` float32 [100, 64] to ``activity`` float32 [2]."""
    graph = GraphBuilder()
    spectrum, valid = build_spectrum(graph, "window")
    activity = build_classifier(graph, build_features(graph, spectrum, valid), classifier)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "csi-activity",
            [helper.make_tensor_value_info("window", TensorProto.FLOAT, [FRAMES, POSITIONS])],
            [helper.make_tensor_value_info(activity, TensorProto.FLOAT, [len(LABELS)])],
            graph.constants,
            doc_string="Tells motion from quiet in 100 frames of Wi-Fi channel amplitude. See MODEL_CARD.md.",
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
        producer_name="millrace examples/csi-presence/training/train.py",
    )
    helper.set_model_props(model, metadata)
    onnx.checker.check_model(model, full_check=True)
    return model
