"""Fits a Wiener filter on one trial of MC_Maze (Neural Latents, DANDI 000128) and decodes the other with Millrace.

    python mcmaze.py ONE.csv OTHER.csv     # tables of unit counts per ms, with the hand beside

Both ways round, on bins of 4 and of 20 ms, with the block filter in both forms. A trial is some seconds of one monkey's reach:
enough to see real spikes go through, far too little to say how well anything decodes.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RUNS, RUN_MS, RIDGE = 4, 40, 6e3


def table(path, bin_ms):
    """Counts [bins, units] per bin and hand velocity [bins, 2] at its end, and how many columns are no units."""
    with open(path) as file:
        names = file.readline().strip().split(",")
    rows = np.loadtxt(path, delimiter=",", skiprows=1)
    units = [i for i, name in enumerate(names) if name.startswith("unit_")]
    hand = [names.index("hand_vel_x"), names.index("hand_vel_y")]
    bins = len(rows) // bin_ms
    counts = rows[: bins * bin_ms, units].reshape(bins, bin_ms, -1).sum(1)
    beside = [name for name in names if name != "timestamp" and not name.startswith("unit_")]
    return counts, rows[bin_ms - 1 : bins * bin_ms : bin_ms, hand], beside


def wiener(counts, velocity, bin_ms):
    """Weights on the counts of the last 160 ms in runs of 40: the same weight for every bin of a run."""
    run = RUN_MS // bin_ms
    total = np.vstack((np.zeros((1, counts.shape[1])), np.cumsum(counts, 0)))
    ends = np.arange(1, len(counts) + 1)[:, None] - run * np.arange(RUNS)
    x = np.hstack([total[np.maximum(e, 0)] - total[np.maximum(e - run, 0)] for e in ends.T])
    mean, centre = x.mean(0), velocity.mean(0)
    x = x - mean
    weight = ((velocity - centre).T @ x) @ np.linalg.inv(x.T @ x + RIDGE / bin_ms * np.eye(x.shape[1]))
    each = np.repeat(weight.reshape(2, RUNS, -1), run, axis=1).reshape(2, -1)
    return dict(topology="wiener", lags=RUNS * run, weight=each, bias=centre - weight @ mean, bin_ms=float(bin_ms), unit="mm/s")


def decode(train, test, bin_ms, take):
    """R2 of the raw and of the filtered velocity, as the run's report has them."""
    counts, velocity, beside = table(train, bin_ms)
    with tempfile.TemporaryDirectory() as folder:
        decoder = pathlib.Path(folder, "mcmaze.npz")
        np.savez(decoder, **wiener(counts, velocity, bin_ms))
        settings = {
            "sources.implant.decoder.channels": counts.shape[1], "sources.implant.decoder.values": len(beside),
            "sources.implant.decoder.clock": "sender", "sources.implant.rate-hz": 1000, "nodes.counts.width": f"{bin_ms}ms",
            "nodes.raw.file": decoder, "nodes.score.first-element": beside.index("hand_vel_x"), "nodes.smooth.take": take,
            "nodes.score-raw.first-element": beside.index("hand_vel_x"), "nodes.score.skip-frames": RUNS * RUN_MS // bin_ms,
            "nodes.score-raw.skip-frames": RUNS * RUN_MS // bin_ms, "nodes.smooth.block-frames": 32 if bin_ms < 10 else 16,
            "sinks.picture.path": f"{folder}/t.svg",
        }
        command = [str(ROOT / "millrace"), "run", str(HERE), "--speed=max", f"--input={test}"]
        command += [f"--set={key}={value}" for key, value in settings.items()]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr or done.stdout)
    scores = dict(re.findall(r"^(score|score-raw): r2 (\S+),", done.stdout + done.stderr, re.M))
    return float(scores["score-raw"]), float(scores["score"])


def main(one, other):
    print("| bins | decoded | raw | block, last | block, middle |\n|---|---|---|---|---|")
    for bin_ms in (4, 20):
        for train, test in ((one, other), (other, one)):
            (raw, last), (_, middle) = decode(train, test, bin_ms, "last"), decode(train, test, bin_ms, "middle")
            print(f"| {bin_ms} ms | `{pathlib.Path(test).name}` | {raw:.4f} | {last:.4f} | {middle:.4f} |", flush=True)


main(*sys.argv[1:])
