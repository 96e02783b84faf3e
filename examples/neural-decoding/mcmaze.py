"""Fits a Wiener filter on one trial of MC_Maze (Neural Latents, DANDI 000128) and decodes the other with Millrace.

    python mcmaze.py TRAIN.csv TEST.csv    # tables of unit counts per ms, with the hand beside

A trial is some seconds of one monkey's reach: enough to see real spikes go through, far too little to say how well anything
decodes. What is printed is the score of this one trial.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BIN_MS, LAGS, RIDGE = 20, 8, 3e2


def table(path):
    """Counts [bins, units] per bin and hand velocity [bins, 2] at its end, and how many columns are no units."""
    with open(path) as file:
        names = file.readline().strip().split(",")
    rows = np.loadtxt(path, delimiter=",", skiprows=1)
    units = [i for i, name in enumerate(names) if name.startswith("unit_")]
    hand = [names.index("hand_vel_x"), names.index("hand_vel_y")]
    bins = len(rows) // BIN_MS
    counts = rows[: bins * BIN_MS, units].reshape(bins, BIN_MS, -1).sum(1)
    beside = [name for name in names if name != "timestamp" and not name.startswith("unit_")]
    return counts, rows[BIN_MS - 1 : bins * BIN_MS : BIN_MS, hand], beside


def main(train, test):
    counts, velocity, beside = table(train)
    padded = np.vstack((np.zeros((LAGS - 1, counts.shape[1])), counts))
    x = np.hstack([padded[LAGS - 1 - k : len(padded) - k] for k in range(LAGS)])
    mean, centre = x.mean(0), velocity.mean(0)
    x = x - mean
    weight = ((velocity - centre).T @ x) @ np.linalg.inv(x.T @ x + RIDGE * np.eye(x.shape[1]))
    with tempfile.TemporaryDirectory() as folder:
        decoder = pathlib.Path(folder, "mcmaze.npz")
        np.savez(decoder, topology="wiener", lags=LAGS, weight=weight, bias=centre - weight @ mean, bin_ms=float(BIN_MS), unit="mm/s")
        settings = {
            "sources.implant.decoder.channels": counts.shape[1], "sources.implant.decoder.values": len(beside),
            "sources.implant.decoder.clock": "sender", "sources.implant.rate-hz": 1000, "nodes.counts.width": f"{BIN_MS}ms",
            "nodes.raw.file": decoder, "nodes.score.first-element": beside.index("hand_vel_x"),
            "nodes.score-raw.first-element": beside.index("hand_vel_x"), "nodes.score.skip-frames": LAGS,
            "nodes.score-raw.skip-frames": LAGS, "nodes.smooth.block-frames": 16, "sinks.picture.path": f"{folder}/t.svg",
        }
        command = [str(ROOT / "millrace"), "run", str(HERE), "--speed=max", f"--input={test}"]
        command += [f"--set={key}={value}" for key, value in settings.items()]
        sys.exit(subprocess.run(command).returncode)


main(*sys.argv[1:])
