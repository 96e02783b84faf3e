"""Writes the models that runtime/inference tests delta execution with: small ones of public architectures.

Weights are short closed forms, so that the same file comes out everywhere. No golden outputs: the tests compare with
ONNX Runtime.

    pip install numpy==2.4.6 onnx==1.23.2
    python operators/reference/delta_models.py
"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OUT = pathlib.Path(__file__).resolve().parents[2] / "runtime/inference/src/test/resources/models"
F32 = TensorProto.FLOAT


class Graph:
    def __init__(self):
        self.nodes, self.constants, self.step = [], [], 0.37

    def weights(self, *shape, gain=1.0):
        """sin(step * index), scaled like usual initialisations; another step for each tensor."""
        self.step += 0.11
        fan_in = int(np.prod(shape[1:])) if len(shape) > 1 else 1
        values = np.sin(self.step * np.arange(np.prod(shape)) ** 1.01) * gain * np.sqrt(2.0 / fan_in)
        return self.constant(values.astype(np.float32).reshape(shape))

    def constant(self, array):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def node(self, op, inputs, outputs=None, **attributes):
        outputs = outputs or [f"t{len(self.nodes)}"]
        self.nodes.append(helper.make_node(op, inputs, outputs, name=f"{op}_{len(self.nodes)}", **attributes))
        return outputs[0]

    def save(self, name, inputs, outputs):
        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(n, F32, s) for n, s in inputs],
            [helper.make_tensor_value_info(n, F32, s) for n, s in outputs],
            self.constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        model.producer_name = "millrace"
        onnx.checker.check_model(model)
        onnx.save(model, OUT / f"{name}.onnx")


def mlp():
    """Three dense layers, as in small keyword spotters."""
    g, x = Graph(), "x"
    for n, m in [(64, 96), (96, 48)]:
        x = g.node("Relu", [g.node("Gemm", [x, g.weights(m, n), g.weights(m, gain=0.1)], transB=1)])
    x = g.node("Gemm", [x, g.weights(10, 48), g.weights(10, gain=0.1)], transB=1)
    g.node("Softmax", [x], ["y"], axis=-1)
    g.save("delta-mlp", [("x", [1, 64])], [("y", [1, 10])])


def recurrent(name, op, gates, hidden=40):
    """Two layers with the state outside, as PyTorch exports them for streaming, and a dense head."""
    g, x = Graph(), "x"
    states_in, states_out = [], []
    for layer, n in [(0, 16), (1, hidden)]:
        w, r = g.weights(1, gates * hidden, n), g.weights(1, gates * hidden, hidden)
        b = g.weights(1, 2 * gates * hidden, gain=0.1)
        inputs, outputs = [x, w, r, b, "", f"h{layer}_in"], [f"y{layer}", f"h{layer}_out"]
        if op == "LSTM":
            inputs.append(f"c{layer}_in".replace("c", "cell"))
            outputs.append(f"cell{layer}_out")
        extra = {"linear_before_reset": 1 if layer == 0 else 0} if op == "GRU" else {}
        g.node(op, inputs, outputs, hidden_size=hidden, **extra)
        x = g.node("Squeeze", [f"y{layer}", g.constant(np.array([1], np.int64))])
        states_in += [(i, [1, 1, hidden]) for i in inputs if i.endswith("_in")]
        states_out += [(o, [1, 1, hidden]) for o in outputs if o.endswith("_out")]
    x = g.node("Reshape", [x, g.constant(np.array([1, hidden], np.int64))])
    g.node("Gemm", [x, g.weights(4, hidden), g.weights(4, gain=0.1)], ["y"], transB=1)
    g.save(name, [("x", [1, 1, 16])] + states_in, [("y", [1, 4])] + states_out)


def video():
    """Stride-2 stem, depthwise-separable block, residual, pooling: a MobileNet in small, on 1x48x64 pictures."""
    g = Graph()

    def block(x, cin, cout, k, groups=1, stride=1, activation="Relu", norm=True):
        x = g.node("Conv", [x, g.weights(cout, cin // groups, k, k), g.weights(cout, gain=0.05)],
                   pads=[k // 2] * 4, strides=[stride] * 2, group=groups)
        if norm:
            mean, var = g.weights(cout, gain=0.05), g.constant((1 + 0.1 * np.arange(cout)).astype(np.float32))
            x = g.node("BatchNormalization", [x, g.constant(np.ones(cout, np.float32)), g.weights(cout, gain=0.05), mean, var])
        return g.node(activation, [x]) if activation else x

    x = block("x", 1, 8, 5, stride=2)
    y = block(block(x, 8, 8, 3, groups=8), 8, 8, 1, activation=None)
    x = g.node("Relu", [g.node("Add", [x, y])])
    x = g.node("MaxPool", [x], kernel_shape=[2, 2], strides=[2, 2])
    x = block(x, 8, 16, 3, activation="HardSwish", norm=False)
    x = g.node("Concat", [x, g.node("AveragePool", [x], kernel_shape=[3, 3], pads=[1] * 4)], axis=1)
    x = block(x, 32, 12, 1, stride=2)
    x = g.node("Flatten", [g.node("GlobalAveragePool", [x])])
    g.node("Gemm", [x, g.weights(5, 12), g.weights(5, gain=0.1)], ["y"], transB=1)
    g.save("delta-video", [("x", [1, 1, 48, 64])], [("y", [1, 5])])


mlp()
recurrent("delta-gru", "GRU", 3)
recurrent("delta-lstm", "LSTM", 4)
video()
