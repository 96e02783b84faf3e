#!/usr/bin/env python3
"""Compares tracks with the truth of the simulated crossing. Usage:

./millrace run examples/lidar-tracking --speed max --json | python3 examples/lidar-tracking/score.py
"""

import csv
import json
import math
import pathlib
import sys

FIELDS = 12
SETTLED_TURNS = 8  # a track is shown from its third turn on, and its velocity needs a few more
MATCH_M = 2.5


def truth():
    turns = {}
    with open(pathlib.Path(__file__).parent / "simulated-crossing.truth.csv", newline="") as file:
        for row in csv.DictReader(file):
            thing = [float(row[key]) for key in ("x", "y", "vx", "vy")]
            turns.setdefault(int(row["turn"]), []).append((int(row["identity"]), thing))
    return turns


def tracks():
    for line in sys.stdin:
        frame = json.loads(line)
        if frame.get("type") == "frame" and frame["port"] == "tracks":
            values = frame["values"]
            yield frame["sequence"], [values[i : i + FIELDS] for i in range(0, len(values), FIELDS)]


def main():
    turns = truth()
    present = found = switches = 0
    last, offsets, speeds = {}, [], []
    for turn, shown in tracks():
        for identity, (x, y, vx, vy) in turns.get(turn, []):
            if turn < SETTLED_TURNS or abs(x) > 40 or abs(y) > 19:
                continue
            present += 1
            near = min(shown, key=lambda t: math.hypot(t[1] - x, t[2] - y), default=None)
            if near is None or math.hypot(near[1] - x, near[2] - y) > MATCH_M:
                continue
            found += 1
            offsets.append(math.hypot(near[1] - x, near[2] - y))
            speeds.append(math.hypot(near[8] - vx, near[9] - vy))
            switches += last.get(identity, near[0]) != near[0]
            last[identity] = near[0]
    if not found:
        sys.exit("nothing was found: found=0 (expected the JSON lines of a run of examples/lidar-tracking)")
    offsets.sort()
    speeds.sort()
    print(f"moving things found        {found} of {present} ({100 * found / present:.0f} %)")
    print(f"changes of identity        {switches}")
    print(f"offset of the centre       median {offsets[found // 2]:.2f} m, 90 % within {offsets[found * 9 // 10]:.2f} m")
    print(f"error of the velocity      median {speeds[found // 2]:.2f} m/s, 90 % within {speeds[found * 9 // 10]:.2f} m/s")


main()
