"""Writes the small models of runtime/inference/src/test/resources/models and prints the golden outputs of the tests.

Weights are short closed forms, so that the same file comes out everywhere; the goldens are computed by numpy in float64
from the definitions of the ONNX operators, not by a runtime.

    pip install numpy==2.4.6 onnx==1.23.2
    python operators/reference/onnx_models.py
"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OUT = pathlib.Path(__file__).resolve().parents[2] / "runtime/inference/src/test/resources/models"
F32, F64, I64, BOOL = TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.INT64, TensorProto.BOOL


def save(name, nodes, inputs, outputs, initializers=(), metadata=None, weights_as_inputs=False):
    if weights_as_inputs:
        inputs = inputs + [(n, helper.np_dtype_to_tensor_dtype(v.dtype), list(v.shape)) for n, v in initializers]
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info(*i) for i in inputs],
        [helper.make_tensor_value_info(*o) for o in outputs],
        [numpy_helper.from_array(v, n) for n, v in initializers],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    model.producer_name = "millrace"
    if metadata:
        helper.set_model_props(model, metadata)
    onnx.checker.check_model(model)
    onnx.save(model, OUT / f"{name}.onnx")


def wave(*shape, step=0.37):
    """Weights that look like noise and need no generator: sin(step * index) / 2."""
    return (np.sin(step * np.arange(np.prod(shape))) / 2).astype(np.float32).reshape(shape)


def show(name, values):
    print(name, ", ".join(repr(float(v)) for v in np.ravel(values)))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_step(x, h, w, r, b):
    """One step of ONNX GRU, gate order z r h, linear_before_reset=0; float64."""
    n = h.size
    wz, wr, wh = w[:n], w[n : 2 * n], w[2 * n :]
    rz, rr, rh = r[:n], r[n : 2 * n], r[2 * n :]
    wb, rb = b[: 3 * n], b[3 * n :]
    z = sigmoid(wz @ x + rz @ h + wb[:n] + rb[:n])
    s = sigmoid(wr @ x + rr @ h + wb[n : 2 * n] + rb[n : 2 * n])
    c = np.tanh(wh @ x + rh @ (s * h) + wb[2 * n :] + rb[2 * n :])
    return (1 - z) * c + z * h


def gru():
    w, r, b = wave(1, 24, 4), wave(1, 24, 8, step=0.71), wave(1, 48, step=1.13)
    save(
        "gru",
        [helper.make_node("GRU", ["x", "w", "r", "b", "", "past_h"], ["y", "present_h"], hidden_size=8),
         helper.make_node("Squeeze", ["y", "axes"], ["out"])],
        [("x", F32, [1, 1, 4]), ("past_h", F32, [1, 1, 8])],
        [("out", F32, [1, 8]), ("present_h", F32, [1, 1, 8])],
        [("w", w), ("r", r), ("b", b), ("axes", np.array([0, 1], np.int64))],
    )
    h = np.zeros(8)
    for t in range(5):
        x = np.sin(0.5 * (np.arange(4) + 4 * t)).astype(np.float32).astype(float)
        h = gru_step(x, h, w[0].astype(float), r[0].astype(float), b[0].astype(float))
        show(f"gru step {t}", h)


def listed():
    """Convolution, batch normalisation, Relu; every weight is among the inputs, as some exporters have it."""
    kernel, scale, shift, mean = wave(2, 1, 3), wave(2, step=0.9) + 1, wave(2, step=1.7), wave(2, step=2.3)
    variance = np.array([0.5, 2.0], np.float32)
    save(
        "listed",
        [helper.make_node("Conv", ["x", "kernel"], ["c"], pads=[1, 1]),
         helper.make_node("BatchNormalization", ["c", "scale", "shift", "mean", "variance"], ["n"], epsilon=0.0),
         helper.make_node("Relu", ["n"], ["y"])],
        [("x", F32, [1, 1, 4])],
        [("y", F32, [1, 2, 4])],
        [("kernel", kernel), ("scale", scale), ("shift", shift), ("mean", mean), ("variance", variance)],
        weights_as_inputs=True,
    )
    x = np.array([1.0, -2.0, 0.5, 3.0])
    c = np.array([np.correlate(x, k[0].astype(float), "same") for k in kernel])
    n = (c - mean[:, None]) / np.sqrt(variance[:, None].astype(float)) * scale[:, None] + shift[:, None]
    show("listed", np.maximum(n, 0))


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    save("add", [helper.make_node("Add", ["x", "one"], ["y"])], [("x", F32, [3])], [("y", F32, [3])],
         [("one", np.ones(3, np.float32))])
    w, b = wave(4, 2), wave(2, step=1.9)
    save("gemm", [helper.make_node("Gemm", ["x", "w", "b"], ["scores"])], [("x", F32, [1, 4])],
         [("scores", F32, [1, 2])], [("w", w), ("b", b)], {"labels": "quiet,motion"})
    x = np.array([1.0, -2.0, 0.5, 3.0])
    show("gemm", x @ w.astype(float) + b.astype(float))
    gru()
    listed()
    save("two", [helper.make_node("Add", ["x", "x"], ["Double_0"]), helper.make_node("ReduceSum", ["x"], ["total"], keepdims=0)],
         [("x", F32, [2, 3])], [("Double_0", F32, [2, 3]), ("total", F32, [])])
    save("symbolic", [helper.make_node("Identity", ["x"], ["same"]), helper.make_node("ReduceSum", ["x", "last"], ["sum"], keepdims=0),
                      helper.make_node("NonZero", ["x"], ["where"]), helper.make_node("Shape", ["where"], ["extent"])],
         [("x", F32, ["batch", "time"])], [("same", F32, ["batch", "time"]), ("sum", F32, [None]), ("extent", I64, [2])],
         [("last", np.array([1], np.int64))])
    save("double", [helper.make_node("Mul", ["x", "x"], ["y"])], [("x", F64, [2])], [("y", F64, [2])])
    save("int64", [helper.make_node("Add", ["x", "bias"], ["y"])], [("x", I64, [2]), ("bias", I64, [])], [("y", I64, [2])])
    save("flags", [helper.make_node("Not", ["x"], ["y"])], [("x", BOOL, [3])], [("y", BOOL, [3])])
    for name, kind in [("int8", TensorProto.INT8), ("uint8", TensorProto.UINT8), ("int32", TensorProto.INT32),
                       ("int16", TensorProto.INT16)]:
        save(name, [helper.make_node("Identity", ["x"], ["y"])], [("x", kind, [3])], [("y", kind, [3])])
    # 1/x is not finite at 0; the running sum must then stay where it was.
    save("inverse", [helper.make_node("Reciprocal", ["x"], ["inverse"]), helper.make_node("Add", ["x", "total_in"], ["total_out"]),
                     helper.make_node("Identity", ["total_out"], ["total"])],
         [("x", F32, [1]), ("total_in", F32, [1])], [("inverse", F32, [1]), ("total_out", F32, [1]), ("total", F32, [1])])
    # The output is finite, the state is not: x/0 goes into the state only.
    save("poison", [helper.make_node("Div", ["x", "zero"], ["s_out"]), helper.make_node("Sum", ["x"], ["y"]),
                    helper.make_node("Identity", ["s_in"], ["seen"])],
         [("x", F32, [1]), ("s_in", F32, [1])], [("y", F32, [1]), ("s_out", F32, [1]), ("seen", F32, [1])],
         [("zero", np.zeros(1, np.float32))])
    save("concat", [helper.make_node("Concat", ["left", "right_side"], ["both"], axis=0)],
         [("left", F32, [2]), ("right_side", F32, [3])], [("both", F32, [5])])
    save("text", [helper.make_node("Identity", ["x"], ["y"])], [("x", TensorProto.STRING, [1])], [("y", TensorProto.STRING, [1])])
    save("growing", [helper.make_node("Concat", ["past_k", "x"], ["present_k"], axis=0), helper.make_node("Identity", ["x"], ["y"])],
         [("x", F32, [1]), ("past_k", F32, ["past"])], [("y", F32, [1]), ("present_k", F32, ["total"])])
    # Output whose extent depends on values: 0 of them are non-zero when it is tried on zeros.
    save("counting", [helper.make_node("NonZero", ["x"], ["where"])], [("x", F32, [4])], [("where", I64, [1, "found"])])
    # What one model may be swapped for while it runs: h = gain x + h/2, and what it must not be swapped for.
    for name, gain, width in [("leaky", 1, 2), ("leaky-ten", 10, 2), ("leaky-nan", float("nan"), 2), ("leaky-wide", 1, 3)]:
        save(name, [helper.make_node("Gemm", ["x", "w", "zero"], ["drive"]), helper.make_node("Mul", ["past_h", "half"], ["kept"]),
                    helper.make_node("Add", ["drive", "kept"], ["present_h"]), helper.make_node("ReduceSum", ["present_h"], ["y"], keepdims=0)],
             [("x", F32, [1, 2]), ("past_h", F32, [1, width])], [("y", F32, []), ("present_h", F32, [1, width])],
             [("w", np.full((2, width), gain, np.float32) * np.eye(2, width, dtype=np.float32)), ("zero", np.zeros(width, np.float32)), ("half", np.full(1, 0.5, np.float32))])
    k = wave(3, 2, 5, step=0.53)
    save("conv", [helper.make_node("Conv", ["x", "k"], ["y"], pads=[2, 2], strides=[2]), helper.make_node("Relu", ["y"], ["z"]),
                  helper.make_node("Conv", ["z", "d"], ["w"], group=3)],
         [("x", F32, [1, 2, 20])], [("w", F32, [1, 3, 8])], [("k", k), ("d", wave(3, 1, 3))])


main()
