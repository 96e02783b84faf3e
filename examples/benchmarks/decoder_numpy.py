"""What DecoderBenchmark measures, with NumPy in float32 on one thread: time for one bin through decoder and filter.

    OPENBLAS_NUM_THREADS=1 python decoder_numpy.py
"""

import time

import numpy as np

rng = np.random.default_rng(1)
WINDOW, STEPS, LAGS, BINS = 50, 7, 10, 512


def f32(*shape, scale=0.1):
    return (rng.standard_normal(shape) * scale).astype(np.float32)


def mlp(n):
    w = [f32(32, n), f32(48, 32), f32(2, 48)]
    return lambda x: w[2] @ np.maximum(w[1] @ np.maximum(w[0] @ x, 0), 0)


class Window:
    def __init__(self, n, rows=WINDOW):
        self.rows = np.zeros((rows, n), np.float32)

    def push(self, row):
        self.rows[:-1] = self.rows[1:]
        self.rows[-1] = row
        return self.rows


def ann_2d(n):
    net, window = mlp(n), Window(n)
    return lambda z: net(window.push(z).sum(0))


def ann_3d(n):
    net, window = mlp(n * STEPS), Window(n)
    return lambda z: net(window.push(z)[: 49].reshape(STEPS, 7, n).sum(1).T.ravel())


def snn(sizes, beta, limit, n):
    w = [f32(o, i, scale=0.3) for i, o in zip((n, *sizes), sizes)]
    u = [np.zeros(o, np.float32) for o in sizes]

    def step(x):
        for k in range(len(w)):
            fired = u[k] > limit
            u[k] = beta * u[k] + w[k] @ x - (limit * fired if k < len(w) - 1 else 0)
            x = (u[k] > limit).astype(np.float32)
        return u[-1]

    return step, u


def snn_streaming(n):
    return snn((50, 2), np.float32(0.96), np.float32(1), n)[0]


def snn_flat(n):
    step, u = snn((32, 48, 2), np.float32(0.5), np.float32(0.5), n)
    window, scale, shift = Window(n), f32(STEPS, n), f32(STEPS, n)

    def decode(z):
        x = window.push(z)[:49].reshape(STEPS, 7, n).sum(1)
        x = (x - x.mean()) / np.sqrt(x.var() + 1e-5) * scale + shift
        for k in range(3):
            u[k][:] = 0
        for row in x:
            y = step(row)
        return y

    return decode


def kalman(n):
    a, w, c = 0.95 * np.eye(4), 0.1 * np.eye(4), rng.standard_normal((n, 4)) * 0.2
    evidence = c.T / 0.1
    information = evidence @ c
    state = [np.zeros(4), np.eye(4)]

    def decode(z):
        x = a @ state[0]
        p = a @ state[1] @ a.T + w
        p = np.linalg.solve(np.eye(4) + p @ information, p)
        state[:] = [x + p @ (evidence @ z - information @ x), p]
        return state[0][:2]

    return decode


def wiener(n):
    w, window = f32(2, n * LAGS), Window(n, LAGS)
    return lambda z: w @ window.push(z)[::-1].ravel()


for make in (ann_2d, ann_3d, snn_flat, snn_streaming, kalman, wiener):
    for n in (96, 192, 1024):
        decode, taps, past = make(n), rng.standard_normal(33), np.zeros((33, 2))
        bins = (rng.random((BINS, n)) < 0.1).astype(np.float32)
        times = []
        for i in range(6000):
            begun = time.perf_counter_ns()
            past[:-1] = past[1:]
            past[-1] = decode(bins[i % BINS])
            taps @ past
            times.append(time.perf_counter_ns() - begun)
        p50, p99 = np.percentile(times[1000:], [50, 99]) / 1000
        print(f"{make.__name__:14s} {n:5d}  p50 {p50:8.1f} us  p99 {p99:8.1f} us")
