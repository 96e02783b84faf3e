"""PointPillars' description of a cloud, in numpy: a dictionary of squares, then the nine features of every kept point."""

import numpy as np

import golden

random = np.random.default_rng(46)
points = np.concatenate(
    [random.uniform(-1.2, 1.2, (160, 4)), random.normal(0.3, 0.15, (60, 4))]
).astype(np.float32)
random.shuffle(points)
points[::19, :2] = np.round(points[::19, :2] * 4) / 4  # on the borders of squares
points[5, 0] = np.nan
low, high, size, point_limit, pillar_limit = np.array([-1, -0.75, -1]), np.array([1, 1, 1]), 0.25, 4, 40
exact = points.astype(float)
shape = np.round((high - low)[:2] / size)
pillars, outside, left_out = {}, 0, 0
for point in exact:
    square = np.floor((point[:2] - low[:2]) / size)
    if not ((square >= 0).all() and (square < shape).all() and low[2] <= point[2] < high[2]):
        outside += 1
        continue
    key = (int(square[1]), int(square[0]))
    if key not in pillars and len(pillars) == pillar_limit or len(pillars.get(key, [])) == point_limit:
        left_out += 1
        continue
    pillars.setdefault(key, []).append(point)
features = np.zeros((len(pillars), point_limit, 9))
for i, ((row, column), kept) in enumerate(pillars.items()):
    kept = np.array(kept)
    centre = low[:2] + (np.array([column, row]) + 0.5) * size
    features[i, : len(kept)] = np.hstack([kept, kept[:, :3] - kept[:, :3].mean(0), kept[:, :2] - centre])
golden.write(
    "pillars",
    {
        "points": np.nan_to_num(exact, nan=99.0),  # the test puts the NaN back: golden files hold numbers
        "numbers": np.array([len(pillars), outside, left_out]),
        "squares": np.array(list(pillars)),
        "counts": np.array([len(kept) for kept in pillars.values()]),
        "features": features,
    },
)

rows, columns, channels = 6, 8, 3  # a row less than the grid has, so that some pillars are outside
squares = np.array(list(pillars))
learnt = random.normal(0, 1, (len(pillars), channels)).astype(np.float32)
canvas = np.zeros((channels, rows, columns), np.float32)
inside = squares[:, 0] < rows
canvas[:, squares[inside, 0], squares[inside, 1]] = learnt[inside].T
golden.write(
    "pillar-canvas",
    {"squares": squares, "learnt": learnt, "canvas": canvas, "outside": np.array([(~inside).sum()])},
)
