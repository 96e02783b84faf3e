"""How decoders are judged: the split, R2 as NeuroBench defines it, the filters, and where the tables of the model card go.

Split: one session of 480 s for training, one of 60 s that early stopping and the ridge look at, one of 120 s that is judged
once. They differ in movement, spikes and drift; the population is the same. The bundled recording is a fourth.
"""

import pathlib

import numpy as np
from scipy import signal

CARD = pathlib.Path(__file__).resolve().parent.parent / "MODEL_CARD.md"
TRAIN, VALIDATE, TEST = (480, 11), (60, 12), (120, 13)
WINDOW = 32
HEAD = ["| decoder | raw | causal Bessel 2, 62.5 Hz | causal Bessel 4, 6.25 Hz | block, last | block, middle |", "|---|---|---|---|---|---|"]


def r2(truth, decoded):
    return 1 - ((truth - decoded) ** 2).sum(0) / (len(truth) * truth.var(0))


def filters(x, order=4, corner=0.05, block=32):
    """Raw, two causal filters, and the two block variants, as the pipeline computes them."""
    b, a = signal.bessel(order, corner)
    b2, a2 = signal.bessel(2, 0.5)
    view = np.lib.stride_tricks.sliding_window_view
    last, middle = x.copy(), x.copy()
    last[block:] = view(x, block + 1, axis=0) @ signal.filtfilt(b, a, np.eye(block + 1), axis=0)[-1]
    filtered = view(np.vstack((np.zeros((1, 2)), x)), block, axis=0) @ signal.filtfilt(b, a, np.eye(block), axis=0)[block // 2 - 1]
    middle[block // 2 - 2 :][: len(filtered)] = filtered
    return x, signal.lfilter(b2, a2, x, axis=0), signal.lfilter(b, a, x, axis=0), last, middle


def row(name, truth, decoded, **how):
    scores = [r2(truth[WINDOW:], y[WINDOW:]).mean() for y in filters(decoded, **how)]
    return f"| {name} | " + " | ".join(f"{s:.4f}" for s in scores) + " |"


def write(script, lines):
    """Between the markers of a script in the model card."""
    text = "\n".join(lines)
    print(text)
    begin, end = f"<!-- results: written by training/{script}.py -->", f"<!-- end of {script}.py -->"
    old = CARD.read_text()
    CARD.write_text(old[: old.index(begin) + len(begin)] + "\n\n" + text + "\n\n" + old[old.index(end) :])
