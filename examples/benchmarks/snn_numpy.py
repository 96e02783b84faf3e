"""Times one step of the network of SnnBenchmark in numpy, on one thread: the matrix product, dense and of the active
columns only, and the neurons. Medians of many steps, ns.

    OPENBLAS_NUM_THREADS=1 python3 snn_numpy.py
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time

import numpy as np

STEPS = 256


def neurons(v, drive):
    v *= np.float32(0.9)
    v += drive
    s = v > 1
    v[s] = 0
    return s


def median(step, inputs, seconds=1.0):
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        for x in inputs:
            began = time.perf_counter_ns()
            step(x)
            times.append(time.perf_counter_ns() - began)
    return int(np.median(times[len(times) // 2 :]))


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    print(f"numpy {np.__version__}\n  size  activity   dense ns  active columns ns")
    for size in (256, 1024):
        w = (rng.standard_normal((size, size)) / np.sqrt(size)).astype(np.float32)
        columns = np.ascontiguousarray(w.T)
        v = np.zeros(size, np.float32)
        for activity in (0.001, 0.01, 0.03, 0.1, 0.3, 1.0):
            inputs = (rng.random((STEPS, size)) < activity).astype(np.float32)
            dense = median(lambda x: neurons(v, w @ x), inputs)
            active = median(lambda x: neurons(v, columns[np.flatnonzero(x)].sum(axis=0)), inputs)
            print(f"{size:6d}  {activity:8.3f} {dense:10d} {active:18d}")
