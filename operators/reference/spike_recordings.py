"""Turns published recordings of spikes into files that `transport: file` replays: records of the spike-events layout
(`io.millrace.kernels.spikes.SpikeDatagram`), one after the other.

    python spike_recordings.py golub exampleData.mat OUT.spikes      # github.com/mattgolub/bci_learning

golub: 86 units, counts per 45 ms. The file groups bins by the direction to the target, so consecutive bins are not
consecutive in life; spikes stand evenly within their bin. Values: cursor-to-target direction x y, velocity by the
intuitive decoder x y, by the perturbed decoder x y.
"""

import struct
import sys

import numpy as np
import scipy.io


def record(sequence, channels, start, length, events, values, simulated=False):
    """One record; events are (offset in ns, address) rising in time."""
    head = struct.pack("<4sBBHIIqII", b"MSPK", 1, int(simulated), len(values), sequence, channels, start, length, len(events))
    body = b"".join(struct.pack("<II", offset, address) for offset, address in events)
    return head + body + struct.pack(f"<{len(values)}f", *values)


def golub(path):
    session = scipy.io.loadmat(path, squeeze_me=True, struct_as_record=False)
    length, sequence = 45_000_000, 0
    for part in ("beforeLearning", "afterLearning"):
        clouds = session[part].clouds
        for spikes, *sides in zip(clouds.spikes, clouds.cursorToTargetDirection, clouds.vraw_intuitive, clouds.vraw_perturbed):
            for t in range(spikes.shape[1]):
                counts = spikes[:, t].astype(int)
                events = [((2 * k + 1) * length // (2 * n), unit) for unit, n in enumerate(counts) for k in range(n)]
                values = np.concatenate([side[:, t] for side in sides])
                yield record(sequence, len(counts), sequence * length, length, sorted(events), values)
                sequence += 1


if __name__ == "__main__":
    kind, source, target = sys.argv[1:]
    with open(target, "wb") as out:
        for data in {"golub": golub}[kind](source):
            out.write(data)
