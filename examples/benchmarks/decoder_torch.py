"""What DecoderBenchmark measures, with PyTorch in float32 on one thread: time for one bin through decoder and filter.

    python decoder_torch.py
"""

import time

import numpy as np
import torch

torch.manual_seed(1)
torch.set_num_threads(1)
torch.set_grad_enabled(False)
WINDOW, STEPS, BINS = 50, 7, 512


def mlp(n):
    layers = [torch.nn.Linear(n, 32), torch.nn.ReLU(), torch.nn.Linear(32, 48), torch.nn.ReLU(), torch.nn.Linear(48, 2)]
    return torch.jit.freeze(torch.jit.trace(torch.nn.Sequential(*layers).eval(), torch.zeros(n)))


class Window:
    def __init__(self, n):
        self.rows = torch.zeros(WINDOW, n)

    def push(self, row):
        self.rows = torch.cat((self.rows[1:], row[None]))
        return self.rows


def ann_2d(n):
    net, window = mlp(n), Window(n)
    return lambda z: net(window.push(z).sum(0))


def ann_3d(n):
    net, window = mlp(n * STEPS), Window(n)
    return lambda z: net(window.push(z)[:49].reshape(STEPS, 7, n).sum(1).T.reshape(-1))


class Spiking(torch.nn.Module):
    def __init__(self, sizes, beta, limit, n):
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Linear(i, o, bias=False) for i, o in zip((n, *sizes), sizes))
        self.beta, self.limit, self.sizes = beta, limit, sizes

    def rest(self):
        return [torch.zeros(o) for o in self.sizes]

    def step(self, x, u):
        for k, layer in enumerate(self.layers):
            fired = (u[k] > self.limit).float()
            u[k] = self.beta * u[k] + layer(x) - (self.limit * fired if k < len(self.layers) - 1 else 0)
            x = (u[k] > self.limit).float()
        return u[-1]


def snn_streaming(n):
    net = Spiking((50, 2), 0.96, 1.0, n)
    u = net.rest()
    return lambda z: net.step(z, u)


def snn_flat(n):
    net, window, norm = Spiking((32, 48, 2), 0.5, 0.5, n), Window(n), torch.nn.LayerNorm([STEPS, n])

    def decode(z):
        u = net.rest()
        for row in norm(window.push(z)[:49].reshape(STEPS, 7, n).sum(1)):
            y = net.step(row, u)
        return y

    return decode


def gru(n):
    cell, fc = torch.nn.GRU(n, 48), torch.nn.Linear(48, 2)
    state = [torch.zeros(1, 1, 48)]

    def decode(z):
        _, state[0] = cell(z[None, None], state[0])
        return fc(state[0][0, 0])

    return decode


for make in (ann_2d, ann_3d, snn_flat, snn_streaming, gru):
    for n in (96, 192, 1024):
        decode, taps, past = make(n), np.random.default_rng(1).standard_normal(33), np.zeros((33, 2))
        bins = (torch.rand(BINS, n) < 0.1).float()
        times = []
        for i in range(3000):
            begun = time.perf_counter_ns()
            past[:-1] = past[1:]
            past[-1] = decode(bins[i % BINS]).numpy()
            taps @ past
            times.append(time.perf_counter_ns() - begun)
        p50, p99 = np.percentile(times[1000:], [50, 99]) / 1000
        print(f"{make.__name__:14s} {n:5d}  p50 {p50:8.1f} us  p99 {p99:8.1f} us")
