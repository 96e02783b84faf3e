"""A simulated decoder: minimum-jerk reaches as the true velocity, and coloured noise on top of it.

All randomness comes from SplitMix64, so that the Java tests compute the same movement from the same seed and nothing need
be stored. `movement` and `noise` are documented by their few lines; io.millrace.kernels.decoding.Movement repeats them.
"""

import numpy as np

RATE_HZ = 250
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def uniform(seed, count):
    """SplitMix64 (Steele, Lea, Flood 2014): the upper 53 bits of each output as a number in [0, 1)."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + GOLDEN * np.arange(1, count + 1, dtype=np.uint64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(float) * 2.0**-53


def normal(seed, count):
    """Box-Muller: two uniforms make two normals."""
    u = uniform(seed, 2 * ((count + 1) // 2)).reshape(-1, 2)
    radius = np.sqrt(-2 * np.log(1 - u[:, 0]))
    angle = 2 * np.pi * u[:, 1]
    return np.stack((radius * np.cos(angle), radius * np.sin(angle)), 1).ravel()[:count]


def movement(samples, seed, shortest_s=0.4, longest_s=0.9):
    """Velocity [samples, 2] of reaches between uniform targets in the unit square, without pauses; per second."""
    u = uniform(seed, 3 * samples).reshape(-1, 3)
    velocity = np.zeros((samples, 2))
    position = np.array([0.5, 0.5])
    at = 0
    reach = 0
    while at < samples:
        target = u[reach, :2]
        steps = int(RATE_HZ * (shortest_s + (longest_s - shortest_s) * u[reach, 2]))
        t = (np.arange(min(steps, samples - at)) + 0.5) / steps
        velocity[at : at + len(t)] = np.outer(30 * t**2 - 60 * t**3 + 30 * t**4, target - position) * RATE_HZ / steps
        position = target
        at += steps
        reach += 1
    return velocity


def noise(samples, axes, seed, colour):
    """AR(1) noise of variance 1 [samples, axes]: n[t] = colour n[t-1] + sqrt(1 - colour^2) e[t]."""
    e = normal(seed, samples * axes).reshape(samples, axes)
    n = np.zeros_like(e)
    n[0] = e[0]
    for t in range(1, samples):
        n[t] = colour * n[t - 1] + np.sqrt(1 - colour**2) * e[t]
    return n
