"""Golden boxes of the tests: models.py DATA OUT, with the folder of recordings and models.

Pictures are read by Pillow, resized and decoded by numpy in double precision, and the models run by onnxruntime.
"""

import gzip
import pathlib
import sys

import numpy as np
import onnxruntime
import PIL
from PIL import Image

DATA, OUT = map(pathlib.Path, sys.argv[1:3])
onnxruntime.set_default_logger_severity(3)


def axis(old, new):
    """Two neighbours of each new place and the weight of the second: pixel centres at halves, edges repeated."""
    place = np.maximum(0, (np.arange(new) + 0.5) * old / new - 0.5)
    first = np.minimum(place.astype(int), old - 1)
    return first, np.minimum(first + 1, old - 1), place - first


def letterbox(picture, width, height):
    """The picture as large as it fits, in the middle, black around; and where it lies: factor, left, top."""
    old = picture.shape
    factor = min(width / old[1], height / old[0])
    columns, rows = (max(1, int(np.floor(n * factor + 0.5))) for n in (old[1], old[0]))
    x0, x1, wx = axis(old[1], columns)
    y0, y1, wy = axis(old[0], rows)
    wx, wy = wx[None, :, None], wy[:, None, None]
    picture = picture.astype(float)
    upper = picture[y0][:, x0] * (1 - wx) + picture[y0][:, x1] * wx
    lower = picture[y1][:, x0] * (1 - wx) + picture[y1][:, x1] * wx
    out = np.zeros((height, width, 3))
    left, top = (width - columns) // 2, (height - rows) // 2
    out[top : top + rows, left : left + columns] = upper * (1 - wy) + lower * wy
    return out, (left, top, columns, rows)


def back(boxes, fit, width, height, old):
    """Shares of the model's input to pixels of the picture."""
    left, top, columns, rows = fit
    boxes = boxes * ([width, height] * 2)
    boxes = (boxes - ([left, top] * 2)) * np.array([old[1] / columns, old[0] / rows] * 2)
    return np.clip(boxes, 0, [old[1], old[0]] * 2)


def overlap(a, b):
    both = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None).prod()
    return both / ((a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - both)


def suppressed(boxes, scores, kinds, limit):
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        if all(kinds[i] != kinds[k] or overlap(boxes[i], boxes[k]) <= limit for k in kept):
            kept.append(i)
    return kept


def faces(session, picture):
    data, fit = letterbox(picture, 320, 240)
    planes = ((data - 127) / 128).transpose(2, 0, 1)[None].astype(np.float32)
    scores, boxes = (o[0] for o in session.run(["scores", "boxes"], {session.get_inputs()[0].name: planes}))
    likely = scores[:, 1] > 0.7
    boxes, scores = boxes[likely].astype(float), scores[likely, 1].astype(float)
    kept = suppressed(boxes, scores, np.zeros(len(scores)), 0.3)
    return np.hstack([back(boxes[kept], fit, 320, 240, picture.shape), scores[kept, None]])


def things(session, picture, threshold=0.5):
    data, fit = letterbox(picture, 352, 352)
    planes = (data[:, :, ::-1] / 255).transpose(2, 0, 1)[None].astype(np.float32)
    grid = session.run(None, {session.get_inputs()[0].name: planes})[0][0].astype(float)
    rows, columns = grid.shape[1:]
    y, x = np.mgrid[0:rows, 0:columns]
    score = grid[0] * grid[5:].max(0)
    middle = np.stack([(np.tanh(grid[1]) + x) / columns, (np.tanh(grid[2]) + y) / rows], -1)
    half = 0.5 / (1 + np.exp(-np.stack([grid[3], grid[4]], -1)))
    likely = score > threshold
    boxes = np.concatenate([middle - half, middle + half], -1)[likely]
    scores, kinds = score[likely], grid[5:].argmax(0)[likely]
    kept = suppressed(boxes, scores, kinds, 0.45)
    return np.hstack([back(boxes[kept], fit, 352, 352, picture.shape), scores[kept, None], kinds[kept, None]])


def write(name, arrays):
    lines = [f"# models.py: numpy {np.__version__}, onnxruntime {onnxruntime.__version__}, Pillow {PIL.__version__}"]
    for key, value in arrays.items():
        lines.append(f"{key}: shape={','.join(str(n) for n in value.shape)}")
        flat = ["%.9g" % v for v in value.ravel()]
        lines += [" ".join(flat[i : i + 8]) for i in range(0, len(flat), 8)]
    (OUT / f"{name}.txt").write_text("\n".join(lines) + "\n")


ultraface = onnxruntime.InferenceSession(DATA / "models/ultraface/version-RFB-320.onnx")
arrays = {}
for clip in ("bbaf2n", "id2_vcd_swwp2s"):
    frames = np.frombuffer(gzip.open(DATA / f"av-grid/{clip}.gray160x128.gz").read(), np.uint8).reshape(-1, 128, 160)
    found = [faces(ultraface, np.repeat(frame[:, :, None], 3, 2)) for frame in frames]
    arrays[clip + "_counts"] = np.array([len(f) for f in found])
    arrays[clip] = np.concatenate(found)
    print(clip, "faces a frame", {n: int((arrays[clip + "_counts"] == n).sum()) for n in set(arrays[clip + "_counts"])})
write("faces", arrays)
fastestdet = onnxruntime.InferenceSession(DATA / "models/fastestdet/FastestDet.onnx")
names = (DATA / "models/fastestdet/coco.names").read_text().split("\n")
arrays = {}
for key, file in {"street": "models/fastestdet/3.jpg", "kitti": "lidar-kitti-nc/000008.png"}.items():
    arrays[key] = things(fastestdet, np.asarray(Image.open(DATA / file).convert("RGB")))
    print(key, [(names[int(t[5])], round(t[4], 3)) for t in arrays[key]])
write("objects", arrays)
