"""Simulates a motor cortex that a cursor follows, and writes what an implant would send: spikes, and the cursor beside.

    python simulate.py                   # writes ../simulated-reaches.spikes.gz, the 40 s that the example replays

It is a textbook model and no brain. The cursor makes minimum-jerk reaches between random targets, 0.4 to 0.9 s each, with
pauses in between. Each of 96 neurons fires as a Poisson process of rate

    baseline + depth * (preferred direction . velocity of 100 ms later) / 100 mm/s + speed gain * speed / 100 mm/s,

not below 0.5 Hz, times a drift of some minutes' period that the decoder is not told. The same seed gives the same file.
"""

import gzip
import pathlib
import struct

import numpy as np

RATE_HZ = 250
CHANNELS = 96
LEAD_BINS = 25
POPULATION_SEED = 20260101
BUNDLED_SEED = 2
BUNDLED_SECONDS = 40


def movement(samples, rng):
    """Position [samples, 2] in mm."""
    position = np.zeros((samples, 2))
    here, at = np.zeros(2), 0
    while at < samples:
        target = rng.uniform(-80, 80, 2)
        steps = int(RATE_HZ * rng.uniform(0.4, 0.9))
        pause = int(RATE_HZ * rng.uniform(0.0, 0.3))
        t = np.minimum(1, np.arange(1, steps + pause + 1) / steps)
        path = here + np.outer(10 * t**3 - 15 * t**4 + 6 * t**5, target - here)
        end = min(samples, at + len(path))
        position[at:end] = path[: end - at]
        here, at = target, end
    return position


def population():
    rng = np.random.default_rng(POPULATION_SEED)
    angle = rng.uniform(0, 2 * np.pi, CHANNELS)
    return dict(
        preferred=np.stack((np.cos(angle), np.sin(angle)), 1),
        baseline=rng.gamma(2.5, 3, CHANNELS),
        depth=rng.gamma(2, 1.0, CHANNELS),
        speed=rng.normal(0.5, 1, CHANNELS),
        drift=rng.uniform(0, 2 * np.pi, CHANNELS),
        drift_period_s=rng.uniform(120, 400, CHANNELS),
    )


def session(seconds, seed):
    """Counts [bins, channels], velocity [bins, 2] in mm/s and position [bins, 2] in mm at the end of each bin of 4 ms."""
    rng = np.random.default_rng(seed)
    bins = int(seconds * RATE_HZ)
    position = movement(bins + LEAD_BINS, rng)
    velocity = np.gradient(position, axis=0) * RATE_HZ
    ahead = velocity[LEAD_BINS:] / 100
    cells = population()
    time = np.arange(bins)[:, None] / RATE_HZ
    drift = 1 + 0.15 * np.sin(2 * np.pi * time / cells["drift_period_s"] + cells["drift"] + seed)
    rate = cells["baseline"] + cells["depth"] * (ahead @ cells["preferred"].T)
    rate += cells["speed"] * np.linalg.norm(ahead, axis=1)[:, None]
    counts = rng.poisson(np.maximum(0.5, rate * drift) / RATE_HZ)
    return counts, velocity[:bins], position[:bins], rng


def record(sequence, counts, values, rng):
    """One record of the spike-events layout: see io.millrace.kernels.spikes.SpikeDatagram."""
    length = 1_000_000_000 // RATE_HZ
    address = np.repeat(np.arange(CHANNELS), counts)
    offset = np.sort(rng.integers(0, length, len(address)))
    rng.shuffle(address)
    head = struct.pack(
        "<4sBBHIIqII", b"MSPK", 1, 1, len(values), sequence, CHANNELS, sequence * length, length, len(address)
    )
    events = np.stack((offset, address), 1).astype("<u4").tobytes()
    return head + events + np.asarray(values, "<f4").tobytes()


def write(path, seconds, seed):
    counts, velocity, position, rng = session(seconds, seed)
    # No file name and no time in the header, so that the same seed gives the same bytes.
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as out:
        for t in range(len(counts)):
            out.write(record(t, counts[t], [*velocity[t], *position[t]], rng))


if __name__ == "__main__":
    target = pathlib.Path(__file__).resolve().parent.parent / "simulated-reaches.spikes.gz"
    write(target, BUNDLED_SECONDS, BUNDLED_SEED)
    print(target.name, target.stat().st_size, "bytes")
