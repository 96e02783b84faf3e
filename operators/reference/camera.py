"""Golden vectors and fuzz seeds of io.millrace.kernels.vision.wire: pictures as bytes, and what Pillow and numpy see in them.

The folder of recordings as an argument: a clip of GRID goes through the motion gate.
"""

import gzip
import io
import pathlib
import struct
import sys
import zlib

import numpy as np
import PIL
from PIL import Image, ImageOps

import golden

SEEDS = (
    pathlib.Path(__file__).resolve().parent.parent
    / "kernels/src/test/resources/io/millrace/kernels/vision/wire/PictureReaderFuzzTestInputs/readsAnyBytes"
)
MATRICES = {"bt601": (0.299, 0.114), "bt709": (0.2126, 0.0722)}


def to_rgb(y, cb, cr, matrix, full):
    """BT.601 and BT.709 in double precision; asserts that rounding is never a matter of taste."""
    kr, kb = MATRICES[matrix]
    kg = 1 - kr - kb
    y = y.astype(float) if full else (y.astype(float) - 16) * 255 / 219
    cb, cr = ((c.astype(float) - 128) * (1 if full else 255 / 224) for c in (cb, cr))
    r = y + 2 * (1 - kr) * cr
    b = y + 2 * (1 - kb) * cb
    g = (y - kr * r - kb * b) / kg
    rgb = np.stack([r, g, b], axis=-1)
    assert full or (np.abs(rgb % 1 - 0.5) > 1e-5).all(), "too near a half to compare"
    return np.clip(np.floor(rgb + 0.5), 0, 255)


def planes(rng, height, width, down, across):
    small = (-(-height // down), -(-width // across))
    y, cb, cr = (rng.integers(0, 256, size) for size in ((height, width), small, small))
    wide = [np.repeat(np.repeat(c, down, 0), across, 1)[:height, :width] for c in (cb, cr)]
    return y, cb, cr, wide


def yuv():
    """Raw frames of 5 rows of 7 (yuyv: 8) columns, and their colours for each matrix and range."""
    rng = np.random.default_rng(21)
    arrays = {}
    for name, (width, down, across) in {
        "i420": (7, 2, 2), "nv12": (7, 2, 2), "i422": (7, 1, 2), "i444": (7, 1, 1), "yuyv": (8, 1, 2)
    }.items():
        y, cb, cr, wide = planes(rng, 5, width, down, across)
        if name == "nv12":
            data = np.concatenate([y.ravel(), np.stack([cb, cr], -1).ravel()])
        elif name == "yuyv":
            data = np.stack([y[:, 0::2], cb, y[:, 1::2], cr], -1).ravel()
        else:
            data = np.concatenate([y.ravel(), cb.ravel(), cr.ravel()])
        arrays[name] = data
        for matrix in MATRICES:
            for full in (False, True):
                arrays[f"{name}_{matrix}_{'full' if full else 'limited'}"] = to_rgb(y, *wide, matrix, full)
        arrays[name + "_grey"] = np.clip(np.floor((y - 16.0) * 255 / 219 + 0.5), 0, 255)
    rgb = rng.integers(0, 256, (5, 7, 3)).astype(np.uint8)
    arrays["rgb"] = rgb
    arrays["rgb_grey"] = np.asarray(Image.fromarray(rgb).convert("L"))
    return arrays


def picture(height, width):
    """Something with edges and slopes, so that filters and transforms have work."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 / (width - 1), y * 255 / (height - 1), 128 + 90 * np.sin(x * y / 9.0)], -1)
    rgb[height // 3 : height // 2, width // 4 : width // 2] = [250, 20, 40]
    return np.clip(rgb, 0, 255).astype(np.uint8)


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def filtered(rows, step):
    """Rows of bytes, each with another of the five filters."""
    above = np.zeros(rows.shape[1], int)
    out = b""
    for i, row in enumerate(rows.astype(int)):
        left = np.concatenate([np.zeros(step, int), row[:-step]]) if step < len(row) else np.zeros_like(row)
        corner = np.concatenate([np.zeros(step, int), above[:-step]]) if step < len(row) else np.zeros_like(row)
        p = left + above - corner
        pa, pb, pc = abs(p - left), abs(p - above), abs(p - corner)
        paeth = np.where((pa <= pb) & (pa <= pc), left, np.where(pb <= pc, above, corner))
        predicted = [0 * row, left, above, (left + above) // 2, paeth][i % 5]
        out += bytes([i % 5]) + ((row - predicted) % 256).astype(np.uint8).tobytes()
        above = row
    return out


def png(samples, depth, colour, palette=b"", interlaced=False, extra=b""):
    """PNG of samples [height, width, n] of any depth, as ISO/IEC 15948 says; pixels in two chunks."""
    height, width, n = samples.shape
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    raw = b""
    for left, top, across, down in passes:
        part = samples[top::down, left::across]
        if part.size == 0:
            continue
        flat = part.reshape(part.shape[0], -1)
        bits = (flat[:, :, None] >> np.arange(depth - 1, -1, -1)) & 1
        rows = np.packbits(bits.reshape(part.shape[0], -1).astype(np.uint8), axis=1)
        raw += filtered(rows, max(1, n * depth // 8))
    data = zlib.compress(raw)
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    half = len(data) // 2
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + (chunk(b"PLTE", palette) if palette else b"") + extra
            + chunk(b"IDAT", data[:half]) + chunk(b"IDAT", data[half:]) + chunk(b"IEND", b""))


def exif(orientation):
    return b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([orientation]) + b"\0\0\0\0\0\0"


def read(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def pngs():
    rng = np.random.default_rng(22)
    base = picture(9, 11)
    deep = base.astype(int) * 256 + rng.integers(0, 256, base.shape)
    alpha = rng.integers(0, 256, (9, 11, 1))
    palette = rng.integers(0, 256, 200 * 3).astype(np.uint8)
    arrays, files = {}, {}

    def add(name, data, expected, pillow=True):
        expected = np.broadcast_to(expected, (9, 11, 3))
        assert not pillow or (read(data) == expected).all(), name
        arrays[name + "_file"] = np.frombuffer(data, np.uint8)
        arrays[name] = expected
        files[name] = data

    add("rgb8", png(base.astype(int), 8, 2), base)
    add("rgb8_interlaced", png(base.astype(int), 8, 2, interlaced=True), base)
    add("rgb16", png(deep, 16, 2), deep >> 8)
    add("rgba8", png(np.concatenate([base, alpha], -1), 8, 6), base)
    add("rgba16_interlaced", png(np.concatenate([deep, alpha * 257], -1), 16, 6, interlaced=True), deep >> 8)
    for depth in (1, 2, 4, 8):
        level = rng.integers(0, 1 << depth, (9, 11, 1))
        add(f"grey{depth}", png(level, depth, 0), level * 255 // ((1 << depth) - 1))
        index = rng.integers(0, min(1 << depth, 200), (9, 11, 1))
        colours = palette.reshape(-1, 3)[: 1 << depth]
        expected = colours[index[:, :, 0]]
        add(f"palette{depth}", png(index, depth, 3, colours.tobytes(), depth == 2), expected)
    # Pillow keeps 16 bits of grey and cuts them off above 255 where others take the upper 8
    add("grey16", png(deep[:, :, :1], 16, 0), deep[:, :, :1] >> 8, pillow=False)
    add("grey_alpha8", png(np.concatenate([base[:, :, :1], alpha], -1), 8, 4), base[:, :, :1])
    return arrays, files


def orientations():
    """A PNG for each EXIF orientation, and what Pillow's exif_transpose makes of it."""
    base = picture(4, 6)
    arrays = {}
    for value in range(1, 9):
        data = png(base.astype(int), 8, 2, extra=chunk(b"eXIf", exif(value)))
        arrays[f"o{value}_file"] = np.frombuffer(data, np.uint8)
        arrays[f"o{value}"] = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    return arrays


def segments(data, without):
    """A JPEG without some of its segments."""
    out, at = data[:2], 2
    while data[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        out += b"" if data[at + 1] in without else data[at:end]
        at = end
    return out + data[at:]


def jpegs():
    base = Image.fromarray(picture(18, 21))
    files = {
        "baseline": saved(base, "JPEG", quality=90),
        "full": saved(base, "JPEG", quality=90, subsampling=0),
        "progressive": saved(base, "JPEG", quality=90, progressive=True),
        "grey": saved(base.convert("L"), "JPEG", quality=90),
        "rgb": saved(base, "JPEG", quality=90, keep_rgb=True),
        "turned": saved(base, "JPEG", quality=90, exif=b"Exif\0\0" + exif(6)),
    }
    files["bare"] = segments(files["full"], {0xE0})  # neither JFIF nor Adobe: luma and differences all the same
    padded = files["baseline"]
    files["padded"] = padded[:-2] + b"\0\0" + padded[-2:] + b"\0" * 5  # as web cameras do
    arrays = {}
    for name, data in files.items():
        image = Image.open(io.BytesIO(data))
        arrays[name + "_file"] = np.frombuffer(data, np.uint8)
        arrays[name] = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    grey = Image.open(io.BytesIO(files["baseline"]))
    grey.draft("L", grey.size)
    arrays["baseline_grey"] = np.asarray(grey)
    arrays["cmyk_file"] = np.frombuffer(saved(base.convert("CMYK"), "JPEG", quality=30), np.uint8)
    return arrays, files


def gated(frames, side, threshold, release, fewest, hold, memory):
    """Which pictures pass the motion gate, and squares that move in each; asserts that nothing is near a threshold."""
    height, width = frames.shape[1:3]
    weights = np.array([0.299, 0.587, 0.114]) if frames.ndim == 4 else 1
    levels = (frames * weights).sum(-1) if frames.ndim == 4 else frames.astype(float)
    squares = [(slice(y, y + side), slice(x, x + side)) for y in range(0, height, side) for x in range(0, width, side)]
    means = np.array([[level[square].mean() for square in squares] for level in levels])
    past, moving, left = means[0].copy(), np.zeros(len(squares), bool), 0
    passes, counts, regions = [1], [0], [[0, 0, width, height]]
    for mean in means[1:]:
        change = abs(mean - past)
        limit = np.where(moving, release, threshold)
        assert (abs(change - limit) > 1e-4).all(), "too near a threshold to compare"
        moving = change > limit
        past += (mean - past) / memory
        enough = moving.sum() >= fewest
        passes.append(int(enough or left > 0))
        left = hold if enough else max(0, left - 1)
        counts.append(moving.sum())
        region = regions[-1]
        if enough:
            rows, columns = zip(*[(s[0].start, s[1].start) for s, m in zip(squares, moving) if m])
            region = [min(columns), min(rows), min(width, max(columns) + side), min(height, max(rows) + side)]
        regions.append(region)
    return {"passes": np.array(passes), "counts": np.array(counts), "regions": np.array(regions)}


def motion():
    """A square that goes through a noisy picture of 11 rows of 14 pixels, rests, and goes on; then the first GRID clip."""
    rng = np.random.default_rng(23)
    frames = rng.integers(90, 110, (1, 11, 14, 3)).repeat(30, 0) + rng.integers(-3, 4, (30, 11, 14, 3))
    for t in range(30):
        place = min(t, 8) if t < 20 else t - 12
        if t > 2:
            frames[t, 3:7, place % 11 : place % 11 + 3] = [230, 190, 160]
    arrays = {"frames": frames}
    arrays.update({"drawn_" + k: v for k, v in gated(frames, 4, 9, 5, 2, 2, 1.5).items()})
    if len(sys.argv) > 1:
        file = pathlib.Path(sys.argv[1]) / "av-grid/bbaf2n.gray160x128.gz"
        clip = np.frombuffer(gzip.open(file).read(), np.uint8).reshape(-1, 128, 160)
        arrays.update({"grid_" + k: v for k, v in gated(clip, 8, 4, 2, 2, 3, 1).items()})
    return arrays


def overlap(a, b):
    both = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None).prod()
    return both / ((a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - both)


def grid_boxes():
    """A grid of FastestDet: three kinds, 5 rows of 6; things in pixels of a picture of 200 x 100 behind 60 x 50."""
    rng = np.random.default_rng(24)
    grid = np.concatenate([
        rng.uniform(0.3, 1, (1, 5, 6)), rng.normal(0, 1, (2, 5, 6)), rng.normal(-0.5, 0.7, (2, 5, 6)),
        rng.dirichlet([0.3] * 3, (5, 6)).transpose(2, 0, 1)]).astype(np.float32)
    wide = grid.astype(float)
    y, x = np.mgrid[0:5, 0:6]
    score = wide[0] * wide[5:].max(0)
    middle = np.stack([(np.tanh(wide[1]) + x) / 6, (np.tanh(wide[2]) + y) / 5], -1)
    half = 0.5 / (1 + np.exp(-wide[3:5].transpose(1, 2, 0)))
    boxes = np.concatenate([middle - half, middle + half], -1).reshape(-1, 4)
    score, kind = score.ravel(), wide[5:].argmax(0).ravel()
    assert (abs(score - 0.4) > 1e-4).all()
    arrays = {"grid": grid}
    for name, same in (("same_kind", True), ("any", False)):
        kept = []
        for i in np.argsort(-score, kind="stable"):
            rivals = [overlap(boxes[i], boxes[k]) for k in kept if not same or kind[i] == kind[k]]
            assert all(v == 0 or abs(v - 0.3) > 1e-4 for v in rivals)
            if score[i] > 0.4 and all(v <= 0.3 for v in rivals):
                kept.append(i)
        pixels = (boxes[kept] * [60, 50, 60, 50] - [0, 10, 0, 10]) * (200 / 60)  # 200 x 100 lies as 60 x 30 below 10 rows
        pixels = np.clip(pixels, 0, [200, 100, 200, 100])
        arrays[name] = np.hstack([pixels, score[kept, None], kind[kept, None]])
    return arrays


png_arrays, png_files = pngs()
jpeg_arrays, jpeg_files = jpegs()
golden.write("picture-yuv", yuv())
golden.write("picture-png", png_arrays)
golden.write("picture-orientation", orientations())
golden.write("picture-jpeg", jpeg_arrays)
golden.write("motion-gate", motion())
golden.write("grid-boxes", grid_boxes())
SEEDS.mkdir(parents=True, exist_ok=True)
for name in ("rgb8_interlaced", "palette2", "rgba16_interlaced"):
    (SEEDS / (name + ".png")).write_bytes(png_files[name])
for name in ("progressive", "turned"):
    (SEEDS / (name + ".jpg")).write_bytes(jpeg_files[name])
(SEEDS / "frame.y4m").write_bytes(b"YUV4MPEG2 W4 H2 F25:1 Ip C420jpeg XCOLORRANGE=FULL\nFRAME\n" + bytes(range(12)))
print("Pillow", PIL.__version__)
