"""Trains the recurrent decoders of the example on the same simulated sessions as train.py, and writes

    ../decoder-gru.onnx, ../decoder-lstm.onnx   what the tests compare with: ../decoder-gru-check.npz, ../decoder-lstm-check.npz
    and the rows of GRU and LSTM in ../MODEL_CARD.md

    python train_gru.py                  # some minutes on one core

A GRU of 48 units and an LSTM of 32, like the Bessel paper's, read one bin after the other; their state is an input and an
output of the model, which the runtime carries from bin to bin; what PyTorch decodes of the first 4 s of the bundled
recording is kept for the tests. Norms are folded into the weights, so
the model takes spike counts and gives mm/s. Training cuts a session into 96 strands and learns through 100 bins at a time.
"""

import pathlib
import sys

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "simulator"))
import judge  # noqa: E402
import simulate  # noqa: E402

UNITS = {"GRU": 48, "LSTM": 32}
STRANDS, CUT, EPOCHS = 96, 100, {"GRU": 14, "LSTM": 36}


class Recurrent(torch.nn.Module):
    def __init__(self, kind, counts, velocity):
        super().__init__()
        self.kind = kind
        self.mean, self.deviation, self.scale = counts.mean(0), counts.std(0), velocity.std(0)
        self.cell = getattr(torch.nn, kind)(counts.shape[1], UNITS[kind])
        self.fc = torch.nn.Linear(UNITS[kind], 2)

    def forward(self, x, state=None):
        y, state = self.cell(x, state)
        return self.fc(y), state

    def inputs(self, counts):
        return torch.tensor((counts - self.mean) / self.deviation, dtype=torch.float32)

    @torch.no_grad()
    def decode(self, counts):
        y, _ = self(self.inputs(counts)[:, None])
        return y[:, 0].numpy() * self.scale

    def fit(self, counts, velocity, held_counts, held_velocity):
        length = len(counts) // STRANDS
        x = self.inputs(counts)[: length * STRANDS].reshape(STRANDS, length, -1).transpose(0, 1)
        y = torch.tensor(velocity / self.scale, dtype=torch.float32)[: length * STRANDS].reshape(STRANDS, length, 2).transpose(0, 1)
        optimiser = torch.optim.Adam(self.parameters(), lr=4e-3)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS[self.kind])
        best = (-np.inf, None)
        for epoch in range(EPOCHS[self.kind]):
            state = None
            for at in range(0, length - CUT + 1, CUT):
                optimiser.zero_grad()
                noisy = x[at : at + CUT] + 0.2 * torch.randn(CUT, *x.shape[1:])
                out, state = self(noisy, state)
                state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
                ((out - y[at : at + CUT]) ** 2).mean().backward()
                torch.nn.utils.clip_grad_norm_(self.parameters(), 1.0)
                optimiser.step()
            schedule.step()
            score = judge.r2(held_velocity, self.decode(held_counts)).mean()
            print(f"{self.kind} epoch {epoch}: held-out R2 {score:.4f}", file=sys.stderr)
            if score > best[0]:
                best = (score, {k: v.clone() for k, v in self.state_dict().items()})
        self.load_state_dict(best[1])
        return self


def gates(weight, order):
    """PyTorch's gates in ONNX's order."""
    parts = np.split(weight, len(order))
    return np.concatenate([parts[k] for k in order])


def export(kind, model, path):
    """`counts` [96] and `h`, of an LSTM `c` too, [1, 1, units] in; `velocity` [2] and `h_next`, `c_next` out."""
    p = {k: v.numpy().astype(float) for k, v in model.cell.state_dict().items()}
    # PyTorch's r, z, n becomes ONNX's z, r, h; i, f, g, o becomes i, o, f, c
    order, states = {"GRU": ((1, 0, 2), ["h"]), "LSTM": ((0, 3, 1, 2), ["h", "c"])}[kind]
    w = gates(p["weight_ih_l0"], order) / model.deviation
    bias = gates(p["bias_ih_l0"], order) - w @ model.mean
    fc = model.fc.state_dict()
    units, channels = UNITS[kind], w.shape[1]
    arrays = {
        "W": w[None], "R": gates(p["weight_hh_l0"], order)[None], "B": np.concatenate((bias, gates(p["bias_hh_l0"], order)))[None],
        "fc": fc["weight"].numpy().T * model.scale, "fc_bias": fc["bias"].numpy() * model.scale,
    }
    shapes = {"one_bin": [1, 1, channels], "row": [1, units], "axes": [2]}
    reset = {"linear_before_reset": 1} if kind == "GRU" else {}
    after = [f"{s}_next" for s in states]
    nodes = [
        helper.make_node("Reshape", ["counts", "one_bin"], ["x"]),
        helper.make_node(kind, ["x", "W", "R", "B", "", *states], ["", *after], hidden_size=units, **reset),
        helper.make_node("Reshape", ["h_next", "row"], ["hidden"]),
        helper.make_node("Gemm", ["hidden", "fc", "fc_bias"], ["both"]),
        helper.make_node("Reshape", ["both", "axes"], ["velocity"]),
    ]
    value = lambda name, *shape: helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)  # noqa: E731
    graph = helper.make_graph(
        nodes, kind.lower(), [value("counts", channels), *(value(s, 1, 1, units) for s in states)],
        [value("velocity", 2), *(value(s, 1, 1, units) for s in after)],
        [numpy_helper.from_array(a.astype(np.float32), k) for k, a in arrays.items()]
        + [numpy_helper.from_array(np.array(s, np.int64), k) for k, s in shapes.items()])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8, producer_name="train_gru.py")
    onnx.checker.check_model(made)
    onnx.save(made, path)


def main():
    torch.manual_seed(5)
    torch.set_num_threads(1)
    train, held, test = (simulate.session(*part)[:2] for part in (judge.TRAIN, judge.VALIDATE, judge.TEST))
    rows = []
    for kind in UNITS:
        model = Recurrent(kind, *train).fit(*train, *held)
        file = f"decoder-{kind.lower()}"
        rows.append(judge.row(f"{kind} (`{file}.onnx`)", test[1], model.decode(test[0])))
        export(kind, model, HERE.parent / f"{file}.onnx")
        counts = simulate.session(simulate.BUNDLED_SECONDS, simulate.BUNDLED_SEED)[0]
        np.savez_compressed(HERE.parent / f"{file}-check.npz", velocity=model.decode(counts[:1000]).astype(np.float32))
    judge.write("train_gru", judge.HEAD + rows)


main()
