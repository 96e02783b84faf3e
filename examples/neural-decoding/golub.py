"""Runs the decoder of a published closed-loop session through Millrace and compares with the velocities stored beside it.

    python golub.py exampleData.mat        # github.com/mattgolub/bci_learning, BSD-3-Clause

The session's own linear decoder, v = M2 u + m0, is written as a decoder file, its spike counts as a recording, and both go
through the pipeline of this example. Ends with 1 if a velocity differs by more than 1e-7 of the largest one.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import scipy.io

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "operators/reference"))
import spike_recordings  # noqa: E402


def main(path):
    mapping = scipy.io.loadmat(path, squeeze_me=True, struct_as_record=False)["expParams"].intuitiveMapping
    with tempfile.TemporaryDirectory() as folder:
        decoder, spikes = pathlib.Path(folder, "golub.npz"), pathlib.Path(folder, "golub.spikes")
        np.savez(decoder, topology="linear-recurrence", M1=np.zeros((2, 2)), M2=mapping.M2, m0=mapping.m0, unit="mm/s", bin_ms=45.0)
        stored = []
        with open(spikes, "wb") as out:
            for record in spike_recordings.golub(path):
                out.write(record)
                stored.append(np.frombuffer(record[-16:-8], "<f4"))
        settings = {
            "sources.implant.decoder.channels": mapping.M2.shape[1], "sources.implant.decoder.values": 6,
            "sources.implant.decoder.clock": "sender", "sources.implant.rate-hz": 1 / 0.045,
            "nodes.counts.width": "45ms", "nodes.raw.file": decoder, "nodes.score.first-element": 2,
            "nodes.score-raw.first-element": 2, "sinks.view.in": "[raw]", "sinks.picture.path": f"{folder}/golub.svg",
        }
        command = [str(ROOT / "millrace"), "run", str(HERE), "--speed=max", "--json", f"--input={spikes}"]
        command += [f"--set={key}={value}" for key, value in settings.items()]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    frames = [line for line in map(json.loads, lines) if line.get("type") == "frame"]
    decoded = np.array([frame["values"] for frame in frames], float)
    stored = np.array(stored, float)[: len(decoded)]
    largest = np.abs(stored).max()
    difference = np.abs(decoded - stored).max() / largest
    print(f"{len(decoded)} bins, largest velocity {largest:.1f} mm/s, largest difference {difference:.2e} of it")
    sys.exit(difference > 1e-7 or len(decoded) < 1000)


main(sys.argv[1])
