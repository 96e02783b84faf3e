"""Sampling of past frames around moved proposals, and what is said of the points, by brute force in numpy.

Coordinates are multiples of 1/64 m, so that a point can lie exactly on the border of a cylinder.
"""

import pathlib

import numpy as np

import golden

FRAMES, POINTS, FIELDS, SAMPLES = 3, 150, 5, 6
AGES_S = [0.0, 0.125, 0.25]  # exact in ns, s and binary
FACTOR = 1.25
EPSILON = 1e-5
random = np.random.default_rng(46)


def grained(*shape, scale):
    return (np.round(random.uniform(-scale, scale, shape) * 64) / 64).astype(np.float32)


def tracks():
    """identity, x, y, z, length, width, height, yaw, vx, vy, seen, missed"""
    rows = np.zeros((6, 12), np.float32)
    rows[:, 0] = 1 + np.arange(6)
    rows[:, 1:4] = grained(6, 3, scale=10)
    rows[:, 4:7] = [[8, 6, 2], [4, 3, 1.5], [0.8, 0.6, 1.75], [16, 12, 3], [4, 3, 1.5], [0, 0, 0]]
    rows[:, 7] = grained(6, scale=3)
    rows[:, 8:10] = grained(6, 2, scale=12)
    return rows


def moved(rows):
    out = np.zeros((len(rows), FRAMES, 8), np.float32)
    for k, age in enumerate(AGES_S):
        out[:, k, :7] = rows[:, 1:8]
        out[:, k, :2] = (rows[:, 1:3].astype(float) - age * rows[:, 8:10]).astype(np.float32)
        out[:, k, 7] = age
    return out


def inside(cloud, boxes):
    """[box, point]: which points lie in the cylinder of which box."""
    radius = FACTOR * np.sqrt((boxes[:, 3:5].astype(float) ** 2).sum(axis=1)) / 2
    difference = cloud[None, :, :2].astype(float) - boxes[:, None, :2]
    return (difference**2).sum(axis=2) <= radius[:, None] ** 2


def references(box):
    x, y, z, length, width, height, yaw = box[:7].astype(float)
    corners = (np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)]) - 0.5) * [length, width, height]
    turn = np.array([[np.cos(yaw), -np.sin(yaw), 0], [np.sin(yaw), np.cos(yaw), 0], [0, 0, 1]])
    return np.vstack([corners @ turn.T, np.zeros(3)]) + [x, y, z]


def spherical(point, box):
    q = point[:3].astype(float) - references(box)
    distance = np.sqrt((q**2).sum(axis=1))
    diagonal = np.sqrt((box[3:6].astype(float) ** 2).sum())
    return np.concatenate(
        [
            distance / (diagonal + EPSILON),
            np.arctan(q[:, 1] / (q[:, 0] + EPSILON)),
            np.arccos(q[:, 2] / (distance + EPSILON)),
        ]
    )


def sequence(boxes):
    out = boxes.astype(float).copy()
    yaw = out[0, 6]
    shift = out[:, :3] - out[0, :3]
    out[:, 0] = np.cos(yaw) * shift[:, 0] + np.sin(yaw) * shift[:, 1]
    out[:, 1] = np.cos(yaw) * shift[:, 1] - np.sin(yaw) * shift[:, 0]
    out[:, 2] = shift[:, 2]
    out[:, 6] = 0
    return out


rows = tracks()
boxes = moved(rows)
clouds = grained(FRAMES, POINTS, FIELDS, scale=12)
for k in range(FRAMES):  # on the borders of the first two cylinders, of radius 6.25 and 3.125 m
    clouds[k, :4, :2] = boxes[0, k, :2] + np.array([[6.25, 0], [0, -6.25], [3.75, 5], [-5, 3.75]], np.float32)
    clouds[k, 4, :2] = boxes[0, k, :2] + np.float32([6.25 + 1 / 64, 0])
    clouds[k, 5:7, :2] = boxes[1, k, :2] + np.array([[-3.125, 0], [1.875, 2.5]], np.float32)
hits = np.stack([inside(clouds[k], boxes[:, k]) for k in range(FRAMES)], axis=1)

taken = np.zeros((2, FRAMES, SAMPLES, FIELDS), np.float32)
counts = np.zeros((2, FRAMES), int)
for b in range(2):
    for k in range(FRAMES):
        found = clouds[k][hits[b, k]][: SAMPLES - b - k]
        counts[b, k] = len(found)
        taken[b, k, : len(found)] = found
geometry = np.zeros((2, FRAMES, SAMPLES, 27 + FIELDS - 3))
motion = np.zeros((2, FRAMES, SAMPLES, 30))
for b in range(2):
    for k in range(FRAMES):
        for i in range(counts[b, k]):
            point = taken[b, k, i]
            geometry[b, k, i] = np.concatenate([spherical(point, boxes[b, k]), point[3:]])
            motion[b, k, i] = np.concatenate([spherical(point, boxes[b, 0]), [0, 0, AGES_S[k]]])

HIDDEN, CHANNELS = 8, 12
LAYER = "transformer.encoder.layers.0"


def layer(outputs, inputs):
    return {
        "weight": random.normal(0, inputs**-0.5, (outputs, inputs)).astype(np.float32),
        "bias": random.normal(0, 0.5, outputs).astype(np.float32),
    }


def weights():
    layers = {}
    for name, inputs in (("up_dimension_geometry", 27 + FIELDS - 3), ("up_dimension_motion", 30)):
        sizes = [inputs, HIDDEN, HIDDEN, CHANNELS]
        for i in range(3):
            layers[f"{name}.layers.{i}"] = layer(sizes[i + 1], sizes[i])
    for number in (1, 2):
        layers[f"{LAYER}.cross_conv_{number}"] = layer(CHANNELS, 2 * CHANNELS)
        layers[f"{LAYER}.cross_norm_{number}"] = {
            "weight": random.uniform(0.5, 1.5, CHANNELS).astype(np.float32),
            "bias": random.normal(0, 0.5, CHANNELS).astype(np.float32),
        }
    return {f"{name}.{key}": value for name, arrays in layers.items() for key, value in arrays.items()}


def linear(x, name):
    return x @ state[name + ".weight"].astype(float).T + state[name + ".bias"].astype(float)


def perceptron(x, name):
    for i in range(3):
        x = linear(x, f"{name}.layers.{i}")
        x = np.maximum(x, 0) if i < 2 else x
    return x


def learned(f, other, number):
    """Every frame of f learns from the strongest of the frame of other at the same place."""
    most = np.broadcast_to(other.max(axis=2, keepdims=True), f.shape)
    y = linear(np.concatenate([f, most], axis=-1), f"{LAYER}.cross_conv_{number}") + f
    y = (y - y.mean(axis=-1, keepdims=True)) / np.sqrt(y.var(axis=-1, keepdims=True) + 1e-5)
    norm = f"{LAYER}.cross_norm_{number}"
    return y * state[norm + ".weight"].astype(float) + state[norm + ".bias"].astype(float)


state = weights()
folder = pathlib.Path(__file__).resolve().parent.parent / "kernels/src/test/resources/fusion"
folder.mkdir(parents=True, exist_ok=True)
np.savez(folder / "aggregation.npz", **state)
embedded = perceptron(geometry.astype(np.float32).astype(float), "up_dimension_geometry")
embedded += perceptron(motion.astype(np.float32).astype(float), "up_dimension_motion")
aggregated = embedded.copy()
aggregated[:, 1:] = learned(aggregated[:, 1:], aggregated[:, :-1], 1)
aggregated[:, :-1] = learned(aggregated[:, :-1], aggregated[:, 1:], 2)

golden.write(
    "sequential-fusion",
    {
        "ages": np.array(AGES_S),
        "factor": np.array([FACTOR]),
        "tracks": rows,
        "clouds": clouds,
        "moved": boxes,
        "inside": hits,
        "taken": taken,
        "counts": counts,
        "geometry": geometry,
        "motion": motion,
        "sequence": np.stack([sequence(boxes[b]) for b in range(2)]),
        "embedded": embedded,
        "aggregated": aggregated,
    },
)
