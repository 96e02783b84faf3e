#!/usr/bin/env python3
"""How many of a thing's points in the last turns are found around its box, moved back in time. Usage:

./millrace run examples/lidar-tracking/fusion.yaml --speed max --json --set "sinks.view.in=[tracks, history, above]" \\
  | python3 examples/lidar-tracking/fusion-score.py
"""

import csv
import json
import math
import pathlib
import sys

FRAMES, POINT = 4, 5
SETTLED_TURNS = 8
MATCH_M = 2.5
GROWN_M = 0.2  # ranges are noisy


def truth():
    turns = {}
    with open(pathlib.Path(__file__).parent / "simulated-crossing.truth.csv", newline="") as file:
        for row in csv.DictReader(file):
            thing = [float(row[key]) for key in ("x", "y", "length", "width", "vx", "vy")]
            turns.setdefault(int(row["turn"]), {})[int(row["identity"])] = thing
    return turns


def inside(thing, x, y):
    cx, cy, length, width, vx, vy = thing
    yaw = math.atan2(vy, vx)
    u = math.cos(yaw) * (x - cx) + math.sin(yaw) * (y - cy)
    v = math.cos(yaw) * (y - cy) - math.sin(yaw) * (x - cx)
    return abs(u) <= length / 2 + GROWN_M and abs(v) <= width / 2 + GROWN_M


def own(thing, rows):
    """Positions of the points that lie on a thing."""
    points = (rows[i : i + 2] for i in range(0, len(rows), POINT))
    return [(x, y) for x, y in points if inside(thing, x, y)]


def main():
    turns, clouds, histories = truth(), {}, {}
    there, found = [0] * FRAMES, [0] * FRAMES
    moving = 0
    for line in sys.stdin:
        frame = json.loads(line)
        if frame.get("type") != "frame":
            continue
        if frame["port"] == "above":
            clouds[frame["sequence"]] = frame["values"]
        if frame["port"] == "history":
            histories[frame["sequence"]] = frame["values"]
    for turn, parts in histories.items():
        samples = len(parts["sample"]) // (POINT * len(parts["count"])) if parts["count"] else 0
        boxes = [parts["box"][i : i + 2] for i in range(0, len(parts["box"]), FRAMES * 8)]
        for identity, thing in turns.get(turn, {}).items():
            if turn < SETTLED_TURNS or abs(thing[0]) > 40 or abs(thing[1]) > 19:
                continue
            distances = [math.dist(box, thing[:2]) for box in boxes]
            if not distances or min(distances) > MATCH_M:
                continue
            moving += 1
            box = distances.index(min(distances))
            for k in range(FRAMES):
                before = turns.get(turn - k, {}).get(identity)
                if before is None or turn - k not in clouds:
                    continue
                at = (box * FRAMES + k) * samples * POINT
                count = parts["count"][box * FRAMES + k]
                there[k] += len(own(before, clouds[turn - k]))
                found[k] += len(own(before, parts["sample"][at : at + count * POINT]))
    if not moving or not all(there):
        sys.exit("nothing was found: found=0 (expected the JSON lines of a run, as described at the top)")
    for k in range(FRAMES):
        print(f"{k} turns before: {found[k]} of {there[k]} points found ({100 * found[k] / there[k]:.0f} %)")
    print(f"points of a thing: {found[0] / moving:.0f} in one turn, {sum(found) / moving:.0f} in {FRAMES}")


main()
