"""Golden vectors of io.millrace.kernels.vision."""

import numpy as np
import torch
import torch.nn.functional as functional

import golden

SIZES = {"smaller": (23, 31, 12, 16), "larger": (5, 4, 12, 16), "wide": (3, 40, 12, 16), "tall": (40, 3, 12, 16)}


def letterbox():
    """height, width of picture and target; resized by PyTorch in double precision, the border -1."""
    rng = np.random.default_rng(12)
    arrays = {}
    for name, (height, width, target_height, target_width) in SIZES.items():
        picture = rng.integers(0, 256, (height, width, 3))
        factor = min(target_height / height, target_width / width)
        rows, columns = (max(1, int(np.floor(n * factor + 0.5))) for n in (height, width))
        planes = torch.from_numpy(picture.transpose(2, 0, 1)[None].astype(float))
        small = functional.interpolate(planes, size=(rows, columns), mode="bilinear", align_corners=False)[0].numpy()
        out = np.full((3, target_height, target_width), -1.0)
        top, left = (target_height - rows) // 2, (target_width - columns) // 2
        out[:, top : top + rows, left : left + columns] = small
        arrays[name + "_picture"] = picture
        arrays[name] = out
    return arrays


def overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    both = max(0, width) * max(0, height)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def suppressed(corners, scores, threshold, limit):
    left = [i for i in np.argsort(-scores, kind="stable") if scores[i] > threshold]
    kept = []
    while left:
        best = left.pop(0)
        kept.append(best)
        values = [overlap(corners[best], corners[i]) for i in left]
        assert all(v == 0 or abs(v - limit) > 1e-4 for v in values), "too near the limit to compare"
        left = [i for i, v in zip(left, values) if v <= limit]
    return np.array(kept)


def box_suppression():
    """Boxes around six faces of a picture of 360 x 288 pixels that a letterbox brought to 320 x 240."""
    rng = np.random.default_rng(13)
    centres = np.repeat(rng.uniform(0.15, 0.85, (6, 2)), 25, axis=0) + rng.normal(0, 0.02, (150, 2))
    sizes = rng.uniform(0.1, 0.3, (150, 2))
    corners = np.concatenate([centres - sizes / 2, centres + sizes / 2], axis=1).astype(np.float32).astype(float)
    scores = rng.uniform(0, 1, 150).astype(np.float32).astype(float)
    kept = {str(int(100 * limit)): suppressed(corners, scores, 0.6, limit) for limit in (0.3, 0.5, 0.0)}
    faces = corners[kept["30"]] * [320, 240, 320, 240]
    faces = (faces - [10, 0, 10, 0]) * 1.2  # 360 x 288 lies as 300 x 240 behind a border of 10 columns
    faces = np.clip(faces, 0, [360, 288, 360, 288])
    arrays = {"corners": corners, "scores": scores}
    arrays.update({"kept_" + limit: boxes for limit, boxes in kept.items()})
    arrays["faces"] = np.concatenate([faces, scores[kept["30"], None]], axis=1)
    return arrays


golden.write("letterbox", letterbox())
golden.write("box-suppression", box_suppression())
print("torch", torch.__version__)
