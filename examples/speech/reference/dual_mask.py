"""Writes dual-mask.onnx and the golden vectors of DualMaskTest.

The network is a small complex multi-dilated one in the manner of D3Net (Takahashi and Mitsufuji, CVPR 2021) as
Watcharasupat et al. (arXiv 2110.00745) use it for echo: "pseudo-complex" convolutions along frequency, of which each
further one has twice the dilation and sees all before it, the frame before through a state, and two complex masks at the
end, one for the echo and one for the noise, bounded by tanh. It is untrained: what counts here is that its arithmetic is
known. The goldens come from numpy in float64, from the definitions, without ONNX Runtime; scipy makes the spectra.

    pip install numpy==2.4.6 scipy==1.17.1 onnx==1.23.2
    python examples/speech/reference/dual_mask.py
"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from scipy import signal

HERE = pathlib.Path(__file__).resolve().parents[1]
GROWTH, LAYERS, BINS, LENGTH, HOP = 2, 3, 129, 256, 128

rng = np.random.default_rng(20261125)


def kernel(out_channels, in_channels, width):
    return (rng.standard_normal((out_channels, in_channels, width)) / np.sqrt(in_channels * width)).astype(np.float32)


def weights():
    """Per layer real and imaginary kernels; layer i sees the input and all outputs before it."""
    layers = []
    channels = 4  # microphone and far end, each now and one frame ago
    for _ in range(LAYERS):
        layers.append((kernel(GROWTH, channels, 3), kernel(GROWTH, channels, 3)))
        channels += GROWTH
    return layers, (kernel(2, channels, 1), kernel(2, channels, 1))


def network(layers, last):
    """Microphone and far end [1, iq, bin], both of a frame ago [2, iq, bin]; out echo and noise mask [1, iq, bin]."""
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(op, inputs, outputs, **attributes):
        nodes.append(helper.make_node(op, inputs, outputs, **attributes))

    def pseudo_complex(name, re, im, kernels, dilation):
        """(A + iB) * (x + iy) = (Ax - By) + i (Bx + Ay), two real convolutions each."""
        a, b = constant(name + "_a", kernels[0]), constant(name + "_b", kernels[1])
        pad = dilation * (kernels[0].shape[2] // 2)
        for out, weight, source in (("ax", a, re), ("by", b, im), ("bx", b, re), ("ay", a, im)):
            node("Conv", [source, weight], [f"{name}_{out}"], dilations=[dilation], pads=[pad, pad])
        node("Sub", [f"{name}_ax", f"{name}_by"], [name + "_re"])
        node("Add", [f"{name}_bx", f"{name}_ay"], [name + "_im"])
        return name + "_re", name + "_im"

    one = constant("one", np.int64([1]))
    node("Concat", ["microphone", "far_end"], ["spectra"], axis=0)
    node("Concat", ["spectra", "past_spectra"], ["both"], axis=0)
    node("Identity", ["spectra"], ["present_spectra"])
    node("Split", ["both"], ["re_last", "im_last"], axis=1, num_outputs=2)
    for part in ("re", "im"):
        node("Squeeze", [part + "_last", one], [part + "_flat"])
        node("Unsqueeze", [part + "_flat", constant(part + "_zero", np.int64([0]))], [part + "_0"])
    re, im = "re_0", "im_0"
    for i, kernels in enumerate(layers):
        y_re, y_im = pseudo_complex(f"layer_{i}", re, im, kernels, 2**i)
        for part, y, x in (("re", y_re, re), ("im", y_im, im)):
            node("Tanh", [y], [f"{y}_active"])
            node("Concat", [x, f"{y}_active"], [f"{part}_{i + 1}"], axis=1)
        re, im = f"re_{i + 1}", f"im_{i + 1}"
    m_re, m_im = pseudo_complex("mask", re, im, last, 1)
    for part in (m_re, m_im):
        node("Tanh", [part], [part + "_bounded"])
        node("Split", [part + "_bounded"], [part + "_echo", part + "_noise"], axis=1, num_outputs=2)
    for mask in ("echo", "noise"):
        node("Concat", [f"{m_re}_{mask}", f"{m_im}_{mask}"], [f"{mask}_mask"], axis=1)
    spectra = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, 2, BINS])
    mask = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 2, BINS])
    graph = helper.make_graph(
        nodes,
        "dual-mask",
        [mask("microphone"), mask("far_end"), spectra("past_spectra")],
        [mask("echo_mask"), mask("noise_mask"), spectra("present_spectra")],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    model.producer_name = "millrace"
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, HERE / "dual-mask.onnx")


def correlate(x, kernel, dilation):
    """Convolution as networks mean it, zeros outside; x [channel, bin] complex or real."""
    width = kernel.shape[2]
    pad = dilation * (width // 2)
    padded = np.pad(x, ((0, 0), (pad, pad)))
    return sum(kernel[:, :, k] @ padded[:, k * dilation : k * dilation + x.shape[1]] for k in range(width))


def masks(spectra, past, layers, last):
    """The definition, in complex numbers: a complex kernel on complex data."""
    x = np.concatenate([spectra, past])
    squash = lambda z: np.tanh(z.real) + 1j * np.tanh(z.imag)
    for i, (a, b) in enumerate(layers):
        x = np.concatenate([x, squash(correlate(x, a.astype(float) + 1j * b, 2**i))])
    return squash(correlate(x, last[0].astype(float) + 1j * last[1], 1))


def main():
    layers, last = weights()
    network(layers, last)
    pair = (0.2 * rng.standard_normal((2, 2048))).astype(np.float32).astype(float)
    window = np.sqrt(signal.get_window("hann", LENGTH))
    silence = np.zeros((2, LENGTH - HOP))
    padded = np.concatenate([silence, pair, silence], axis=1)
    frames = (padded.shape[1] - LENGTH) // HOP + 1
    out = np.zeros(padded.shape[1])
    norm = np.zeros(padded.shape[1])
    past = np.zeros((2, BINS), complex)
    for q in range(frames):
        part = slice(q * HOP, q * HOP + LENGTH)
        spectra = np.fft.rfft(padded[:, part] * window)
        echo, noise = masks(spectra, past, layers, last)
        past = spectra
        masked = spectra[0] * echo * noise
        out[part] += np.fft.irfft(masked, LENGTH) * window
        norm[part] += window**2
    clean = out[LENGTH - HOP : LENGTH - HOP + 2048] / norm[LENGTH - HOP : LENGTH - HOP + 2048]
    text = [f"# dual_mask.py: numpy {np.__version__}"]
    for name, value in (("pair", pair), ("clean", clean)):
        text.append(f"{name}: shape={','.join(str(n) for n in value.shape)}")
        flat = ["%.9g" % v for v in value.ravel()]
        text += [" ".join(flat[i : i + 8]) for i in range(0, len(flat), 8)]
    (HERE / "src/test/resources/golden/dual-mask.txt").write_text("\n".join(text) + "\n")
    print("clean rms", np.sqrt(np.mean(clean**2)), "microphone rms", np.sqrt(np.mean(pair[0] ** 2)))


if __name__ == "__main__":
    main()
