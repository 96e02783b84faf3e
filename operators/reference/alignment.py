"""Golden tables of `align: blocks` (io.millrace.engine.align): pictures and blocks of sound at rational ratios of their rates.

The rule, in whole nanoseconds: the next n pictures make a block, from the first's time to the time of the picture behind the
last; of the sound, for m evenly spaced instants of that span, the block nearest to each among those from before its end; without
a set where one is further away than three quarters of a period.
"""

import pathlib
from fractions import Fraction

import numpy as np

import golden

golden.DIRECTORY = pathlib.Path(__file__).resolve().parents[2] / "runtime/engine/src/test/resources/golden"


def times(rate, count, phase_ns=0, drift=Fraction(0)):
    return [round(phase_ns + Fraction(10**9) * i / rate * (1 - drift)) for i in range(count)]


def sets(video, audio, n, m):
    rows = []
    for first in range(0, len(video) - n, n):  # a block is known only with the picture behind it
        begin, end = video[first], video[first + n]
        known = [i for i, t in enumerate(audio) if t < end]
        row = list(range(first, first + n))
        for k in range(m):
            instant = begin + (end - begin) * k // m
            best = min(known, key=lambda i: abs(audio[i] - instant), default=None)
            if best is None or abs(audio[best] - instant) > (end - begin) // m // 4 * 3:
                break
            row.append(best)
        if len(row) == n + m:
            rows.append(row)
    return rows


def without(values, *lost):
    return [v for i, v in enumerate(values) if i not in lost]


def main():
    rng = np.random.default_rng(24)
    pal, ntsc = Fraction(25), Fraction(30000, 1001)
    jitter = [t + int(j) for t, j in zip(times(pal, 100), rng.integers(-5_000_000, 5_000_000, 100))]
    cases = {
        # 40 ms of 16 kHz are 640 samples: four blocks of 160.
        "pal": (times(pal, 60), times(Fraction(100), 240), 1, 4),
        "pal_phase": (times(pal, 60), times(Fraction(100), 240, 3_700_000), 1, 4),
        "pal_drift": (times(pal, 500), times(Fraction(100), 2004, 0, Fraction(2, 1000)), 1, 4),
        "pal_jitter": (jitter, times(Fraction(100), 400, 1_234_567), 1, 4),
        "pal_lost": (without(times(pal, 60), 11, 12, 30), without(times(Fraction(100), 240), 80, 81, 82, 150), 1, 4),
        "two_to_one": (times(pal, 61), times(Fraction(25, 2), 31), 2, 1),
        # 15 pictures at 30000/1001 Hz are 500.5 ms, 8008 samples: 143 blocks of 56.
        "ntsc": (times(ntsc, 151), times(Fraction(16000, 56), 1440), 15, 143),
    }
    arrays = {}
    for name, (video, audio, n, m) in cases.items():
        arrays[name + "_video"] = np.array(video)
        arrays[name + "_audio"] = np.array(audio)
        arrays[name + "_frames"] = np.array([n, m])
        arrays[name + "_sets"] = np.array(sets(video, audio, n, m))
    golden.write("align-blocks", arrays)


main()
