"""Files in NIR format as the `nir` package writes them, and what the networks in them do, computed in float64 by a plain
interpreter of the equations. `--check FILE ...` reads files with `nir` and prints what they hold: for files written by us."""

import pathlib
import sys
import zlib

import h5py
import nir
import numpy as np

import golden
from spikes import convolution

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "nir/src/test/resources/nir"
DT = 1e-4


def f32(*values):
    return np.array(values, np.float32)


def recurrent(rng):
    """input -> fc -> a graph of CubaLIF and its recurrent weights -> fc2 -> LIF, as snnTorch exports it: cyclic, nested."""
    n = 9
    alpha, beta = 0.55, 0.9
    tau_syn, tau_mem = DT / (1 - alpha), DT / (1 - beta)
    cuba = nir.CubaLIF(
        tau_mem=np.full(n, tau_mem),
        tau_syn=np.full(n, tau_syn),
        r=np.full(n, tau_mem / DT),
        v_leak=np.zeros(n),
        v_threshold=np.ones(n),
        w_in=np.full(n, tau_syn / DT),
    )
    w_rec = nir.Affine(weight=(0.5 * rng.standard_normal((n, n))).astype(np.float32), bias=0.1 * rng.standard_normal(n))
    inner = nir.NIRGraph(
        nodes={"input": nir.Input(np.array([n])), "lif": cuba, "w_rec": w_rec, "output": nir.Output(np.array([n]))},
        edges=[("input", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "output")],
        type_check=False,
    )
    return nir.NIRGraph(
        nodes={
            "input": nir.Input(np.array([5])),
            "fc1": nir.Affine(weight=rng.standard_normal((n, 5)).astype(np.float32), bias=np.zeros(n, np.float32)),
            "lif1.rnn": inner,
            "fc2": nir.Linear(weight=rng.standard_normal((3, n))),
            "lif2": nir.LIF(tau=np.full(3, 2 * DT), r=np.full(3, 2.0), v_leak=np.zeros(3), v_threshold=np.ones(3)),
            "output": nir.Output(np.array([3])),
        },
        edges=[("input", "fc1"), ("fc1", "lif1.rnn"), ("lif1.rnn", "fc2"), ("fc2", "lif2"), ("lif2", "output")],
        type_check=False,
        metadata={"trained_by": "nobody", "dt": DT},
    )


def run_recurrent(g, x):
    """snnTorch: Synaptic, zero reset in the same step; then Leaky with its scaled threshold."""
    rnn = g.nodes["lif1.rnn"].nodes
    w_rec, cuba, lif2 = rnn["w_rec"], rnn["lif"], g.nodes["lif2"]
    alpha, beta = 1 - DT / cuba.tau_syn, 1 - DT / cuba.tau_mem
    beta2, threshold2 = 1 - DT / lif2.tau, lif2.v_threshold / (lif2.r * DT / lif2.tau)
    i = v = s = np.zeros(len(alpha))
    v2, out = np.zeros(3), []
    for row in x:
        i = alpha * i + g.nodes["fc1"].weight @ row + g.nodes["fc1"].bias + w_rec.weight @ s + w_rec.bias
        v = beta * v + i
        s = (v > 1).astype(float)
        near(v, 1)
        v = v * (1 - s)
        v2 = beta2 * v2 + g.nodes["fc2"].weight @ s
        near(v2, threshold2)
        s2 = v2 > threshold2
        v2 = v2 * (1 - s2)
        out.append(s2)
    return np.array(out, float)


def picture(rng):
    """Every layer of a vision network once: Conv2d, IF, SumPool2d, Conv2d in groups, LIF, AvgPool2d, Flatten, Affine."""
    return nir.NIRGraph.from_list(
        nir.Input(np.array([2, 9, 8])),
        nir.Conv2d((9, 8), rng.standard_normal((4, 2, 3, 3)), 1, (1, 1), 1, 1, rng.standard_normal(4) * 0.1),
        nir.IF(r=np.full((4, 9, 8), 1 / DT), v_threshold=np.ones((4, 9, 8))),
        nir.SumPool2d(kernel_size=np.array([2, 2]), stride=np.array([2, 2]), padding=np.array([0, 0])),
        nir.Conv2d((4, 4), rng.standard_normal((6, 2, 2, 2)).astype(np.float32), (1, 1), "same", 1, 2, np.zeros(6, np.float32)),
        nir.LIF(
            tau=np.full((6, 4, 4), 20 * DT),
            r=np.full((6, 4, 4), 20.0),
            v_leak=np.full((6, 4, 4), 0.01),
            v_threshold=np.ones((6, 4, 4)),
            v_reset=np.full((6, 4, 4), -0.2),
        ),
        nir.AvgPool2d(kernel_size=np.array([2, 2]), stride=np.array([2, 2]), padding=np.array([1, 1])),
        nir.Flatten({"input": np.array([6, 3, 3])}, 0, -1),
        nir.Affine(rng.standard_normal((3, 54)), rng.standard_normal(3)),
        nir.Output(np.array([3])),
        type_check=False,  # which knows no groups
    )


def run_picture(g, x):
    """Explicit Euler, reset to v_reset in the same step."""
    n = {type(node).__name__ + str(i): node for i, node in enumerate(g.nodes.values())}
    conv1, conv2, lif, affine = n["Conv2d1"], n["Conv2d4"], n["LIF5"], n["Affine8"]
    v1, v2, out = np.zeros((4, 9, 8)), np.zeros((6, 4, 4)), []
    for frame in x:
        v1 = v1 + convolution(frame, conv1.weight, conv1.bias, (1, 1), ((1, 1), (1, 1)), (1, 1), 1)
        near(v1, 1)
        s1 = v1 > 1
        v1 = np.where(s1, 0, v1)
        pooled = s1[:, :8, :].reshape(4, 4, 2, 4, 2).sum(axis=(2, 4))
        drive = convolution(pooled, conv2.weight, conv2.bias, (1, 1), ((0, 1), (0, 1)), (1, 1), 2)
        v2 = v2 + DT / lif.tau * ((lif.v_leak - v2) + lif.r * drive)
        near(v2, 1)
        s2 = v2 > 1
        v2 = np.where(s2, lif.v_reset, v2)
        padded = np.pad(s2.astype(float), ((0, 0), (1, 1), (1, 1)))
        mean = padded.reshape(6, 3, 2, 3, 2).mean(axis=(2, 4))
        out.append(affine.weight @ mean.ravel() + affine.bias)
    return np.array(out)


def sequence(rng):
    """Conv1d, Threshold, Scale, Delay, CubaLI, LI, I."""
    return nir.NIRGraph.from_list(
        nir.Input(np.array([2, 10])),
        nir.Conv1d(10, rng.standard_normal((3, 2, 3)), 2, 1, 1, 1, rng.standard_normal(3) * 0.1),
        nir.Threshold(np.full((3, 5), 0.5)),
        nir.Scale(np.linspace(0.5, 1.5, 15).reshape(3, 5)),
        nir.Delay(np.tile([0, 2 * DT, 3 * DT, 1 * DT, 0], (3, 1))),
        nir.CubaLI(
            tau_mem=np.full((3, 5), 10 * DT),
            tau_syn=np.full((3, 5), 4 * DT),
            r=np.full((3, 5), 2.0),
            v_leak=np.full((3, 5), 0.1),
            w_in=np.full((3, 5), 1.5),
        ),
        nir.LI(tau=np.full((3, 5), 5 * DT), r=np.full((3, 5), 5.0), v_leak=np.zeros((3, 5))),
        nir.I(r=np.full((3, 5), 100.0)),
        nir.Output(np.array([3, 5])),
    )


def run_sequence(g, x):
    n = list(g.nodes.values())
    conv, delays, past = n[1], [0, 2, 3, 1, 0], []
    i, v, u, total = np.zeros((4, 3, 5))
    out = []
    for frame in x:
        y = convolution(frame[:, None, :], conv.weight[:, :, None, :], conv.bias, (1, 2), ((0, 0), (1, 1)), (1, 1), 1)
        near(y, 0.5)
        past.append((y[:, 0, :] > 0.5) * n[3].scale)
        late = np.array([[past[-1 - d][r, c] if d < len(past) else 0 for c, d in enumerate(delays)] for r in range(3)])
        old = i
        i = i + 1 / 4 * (-i + 1.5 * late)
        v = v + 1 / 10 * ((0.1 - v) + 2 * old)
        u = u + 1 / 5 * (-u + 5 * v)
        total = total + DT * 100 * u
        out.append(total.ravel())
    return np.array(out)


def near(v, threshold):
    close = np.min(np.abs(v - threshold))
    if close < 1e-5:
        raise SystemExit(f"a membrane is too close to its threshold: distance={close} (expected 1e-5): other seed")


def old_file():
    """A file of an early version: no v_reset, nothing compressed, float32, a list of edges out of order."""
    with h5py.File(FOLDER / "old.nir", "w") as f:
        text = h5py.string_dtype()
        f.create_dataset("version", data="0.1.1", dtype=text)
        node = f.create_group("node")
        node.create_dataset("type", data="NIRGraph", dtype=text)
        edges = [("lif", "output"), ("0", "lif"), ("input", "0"), ("0", "lif")]
        node.create_dataset("edges", data=np.array(edges, dtype=object), dtype=text)
        nodes = node.create_group("nodes")
        one = {
            "input": {"type": "Input", "shape": np.array([1])},
            "0": {"type": "Affine", "weight": f32(1.0).reshape(1, 1), "bias": f32(0.0)},
            "lif": {"type": "LIF", "tau": f32(0.0025), "r": f32(1), "v_leak": f32(0), "v_threshold": f32(0.1)},
            "output": {"type": "Output", "shape": np.array([1])},
        }
        for name, parameters in one.items():
            group = nodes.create_group(name)
            for key, value in parameters.items():
                group.create_dataset(key, data=value, dtype=text if isinstance(value, str) else None)


def hostile():
    """Small files that claim much: each must be refused before the memory is gone. The first one is harmless."""
    text = h5py.string_dtype()
    bomb = zlib.compress(bytes(48 << 20), 9)
    for name in ("harmless", "claims", "zeros", "chunk", "twice", "names"):
        path = FOLDER / f"hostile-{name}.nir"
        with h5py.File(path, "w") as f:
            node = f.create_group("node")
            node.create_dataset("type", data="NIRGraph", dtype=text)
            nodes = node.create_group("nodes")
            for key, kind in (("input", "Input"), ("scale", "Scale"), ("output", "Output")):
                nodes.create_group(key).create_dataset("type", data=kind, dtype=text)
            for key in ("input", "output"):
                nodes[key].create_dataset("shape", data=np.array([16]))
            scale, edges = nodes["scale"], [("input", "scale"), ("scale", "output")]
            if name == "claims":  # 2^40 elements, none of which is stored
                scale.create_dataset("scale", (1 << 20, 1 << 20), np.float32, chunks=(1024, 1024), fillvalue=1)
            elif name == "zeros":  # 2^23 elements that pack a thousandfold
                scale.create_dataset("scale", data=np.zeros(1 << 23, np.float32), chunks=(1 << 20,), compression=9)
            elif name == "chunk":  # 16 elements, in a chunk that unpacks to 48 MiB
                d = scale.create_dataset("scale", (16,), np.float32, chunks=(16,), compression=9)
                d.id.write_direct_chunk((0,), bomb)
            elif name == "twice":  # the same, packed twice
                packing = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
                packing.set_chunk((16,))
                packing.set_deflate(9)
                packing.set_deflate(9)
                d = h5py.h5d.create(scale.id, b"scale", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((16,)), packing)
                d.write_direct_chunk((0,), zlib.compress(bomb, 9))
            else:
                scale.create_dataset("scale", data=np.ones(16, np.float32))
            if name == "names":  # 500 edges, all between nodes of one very long name
                edges = [("n" * 30_000, "output")] + [("input", "scale")] * 499
            d = node.create_dataset("edges", data=np.array(edges, dtype=object), dtype=text)
            where, rows = d.id.get_offset(), len(edges)
        if name == "names":
            data = bytearray(path.read_bytes())
            data[where : where + 32 * rows] = data[where : where + 16] * (2 * rows)
            path.write_bytes(data)


def check(path):
    """One line for each node: name, type and the sum of every parameter, for comparing."""

    def lines(graph, prefix):
        for name, node in sorted(graph.nodes.items()):
            if isinstance(node, nir.NIRGraph):
                yield from lines(node, prefix + name + "/")
                continue
            sums = [f"{k}={float(np.sum(v)):.6g}" for k, v in sorted(node.to_dict().items()) if is_array(v)]
            yield " ".join([prefix + name, type(node).__name__] + sums)
        yield prefix + "edges " + " ".join(sorted({f"{a}->{b}" for a, b in graph.edges}))

    print("\n".join(lines(nir.read(path, type_check=False), "")))


def is_array(value):
    return isinstance(value, np.ndarray) and value.dtype.kind in "fi" and value.size > 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        for path in sys.argv[2:]:
            check(path)
        sys.exit()
    FOLDER.mkdir(parents=True, exist_ok=True)
    arrays = {}
    for name, make, run, shape in (
        ("recurrent", recurrent, run_recurrent, (60, 5)),
        ("picture", picture, run_picture, (25, 2, 9, 8)),
        ("sequence", sequence, run_sequence, (40, 2, 10)),
    ):
        rng = np.random.default_rng({"recurrent": 3, "picture": 3, "sequence": 3}[name])
        graph = make(rng)
        nir.write(FOLDER / f"{name}.nir", graph)
        x = (rng.random(shape) < 0.25).astype(float)
        arrays[name + "_x"] = x.reshape(shape[0], -1)
        arrays[name + "_y"] = run(graph, x)
    old_file()
    hostile()
    golden.DIRECTORY = FOLDER
    golden.write("networks", arrays)
