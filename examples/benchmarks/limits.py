#!/usr/bin/env python3
"""Runs every example under three limits and prints what was forecast beside what was measured, as a Markdown table.

    eval ./millrace profile calibrate --out mine.yaml $(python3 examples/benchmarks/limits.py --calibrate)
    python3 examples/benchmarks/limits.py mine.yaml

The limits are those of the JVM and of the processor: its cores (taskset and ActiveProcessorCount) and its heap (Xmx). The
profile that is held against the run has the same ones. A pipeline that is refused is run by force, so that one sees
whether the refusal was right. Error: median over the nodes of |forecast - measured| / measured of their median times.
Needs Python 3.9 and taskset.
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WAV = "examples/echo-cancellation/simulated-"
EXAMPLES = {
    "csi-presence": "examples/csi-presence",
    "echo-cancellation": "examples/echo-cancellation",
    "lidar-tracking": "examples/lidar-tracking",
    "neural-decoding": "examples/neural-decoding",
    "neural-decoding, GRU": "examples/neural-decoding/gru.yaml",
    "neural-decoding, LSTM": "examples/neural-decoding/lstm.yaml",
    "speech, dual mask": f"examples/speech/dual-mask.yaml --input mic={WAV}mic.wav --input far={WAV}far-end.wav",
}
LIMITS = [("2 cores, 256 MiB", 2, 256), ("1 core, 256 MiB", 1, 256), ("1 core, 48 MiB", 1, 48)]


def profile(base, cores, heap, folder):
    path = pathlib.Path(folder) / f"limit-{cores}-{heap}.yaml"
    path.write_text(
        f"profile: limited\ntitle: limited\nextends: {os.path.abspath(base)}\ncores: {cores}\nheap: {heap} MiB\n"
        "sources: { cores: chosen, heap: chosen }\n"
    )
    return path


def run(arguments, speed, limited, cores, heap, force):
    command = ["taskset", "-c", "0" if cores == 1 else f"0-{cores - 1}", str(ROOT / "millrace"), "run"]
    command += arguments.split() + speed + ["--json", "--profile", str(limited)] + (["--force"] if force else [])
    options = f"-Xmx{heap}m -XX:ActiveProcessorCount={cores}"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "MILLRACE_JAVA_OPTS": options}, capture_output=True, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"type":"report"')]
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done, json.loads(lines[-1]) if lines else None, seconds


def row(name, limit, done, report, seconds, refused):
    if report is None:
        return f"| {name} | {limit} | did not run: {done.stderr.strip().splitlines()[-1]} | | | | |"
    forecast = report["forecast"]
    rows = forecast["compared"]
    known = [r for r in rows if r["figure"] == "service" and r["errorPercent"] is not None]
    ages = [r for r in rows if r["figure"] == "age" and r["errorPercent"] is not None]
    age = max(ages, key=lambda r: r["measuredP50Nanos"], default=None)
    ends = "-" if age is None else f"{age['predictedP50Nanos'] / 1e3:.0f} / {age['measuredP50Nanos'] / 1e3:.0f} us"
    error = forecast["medianErrorPercent"]
    unknown = len(forecast["unknown"])
    return (
        f"| {name} | {limit} | {'refused, forced' if refused else 'admitted'} | {len(known)}"
        f"{f' + {unknown} unknown' if unknown else ''} | {'-' if error is None else f'{error:.0f} %'} | {ends} "
        f"| {forecast['cores']:.3f} / {seconds / report['elapsedSeconds']:.2f} |"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("profile", nargs="?", help="a profile that 'millrace profile calibrate' wrote")
    parser.add_argument("--calibrate", action="store_true", help="print the options of profile calibrate, and end")
    parser.add_argument("--max", action="store_true", help="recordings as fast as it goes instead of as they were taken")
    parser.add_argument("--seconds", type=int, default=20, help="length of each run (default 20)")
    parser.add_argument("--only", default="", help="only examples with this in their name")
    options = parser.parse_args()
    if options.calibrate:
        # For eval: every pipeline is one argument.
        print(" ".join(f"--pipeline '{arguments}'" for arguments in EXAMPLES.values()))
        return
    if not options.profile:
        parser.error("no profile: profile= (expected a file that 'millrace profile calibrate' wrote)")
    speed = ["--speed", "max"] if options.max else ["--duration", f"{options.seconds}s"]
    print("| example | limit | | nodes | error | arrival to end, p50 | cores, with the JVM's own |")
    print("|---|---|---|---|---|---|---|")
    errors = []
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in EXAMPLES.items():
            for limit, cores, heap in LIMITS:
                if options.only not in name:
                    continue
                limited = profile(options.profile, cores, heap, folder)
                done, report, seconds = run(arguments, speed, limited, cores, heap, False)
                refused = report is None and "(expected" in done.stderr
                if refused:
                    print("refused:", done.stderr.strip(), file=sys.stderr)
                    done, report, seconds = run(arguments, speed, limited, cores, heap, True)
                print(row(name, limit, done, report, seconds, refused), flush=True)
                if report:
                    errors += [
                        abs(r["errorPercent"])
                        for r in report["forecast"]["compared"]
                        if r["figure"] == "service" and r["errorPercent"] is not None
                    ]
    errors.sort()
    if errors:
        print(f"\nmedian error of {len(errors)} nodes: {errors[len(errors) // 2]:.0f} %")


if __name__ == "__main__":
    main()
