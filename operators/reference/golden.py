"""Writes golden files: plain text that the Java tests read and a reviewer can diff.

A file is a comment header, then per array a line `name: shape=3,4` and the values in row-major order, at most eight a
line, printed so that every double survives (%.17g).
"""

import pathlib
import platform
import sys

import numpy as np
import scipy

DIRECTORY = pathlib.Path(__file__).resolve().parent.parent / "kernels/src/test/resources/golden"
LIMIT_BYTES = 100 * 1024


def write(name, arrays):
    """Writes DIRECTORY/name.txt from a dict of array name -> array (real; complex as name_re, name_im)."""
    script = pathlib.Path(sys.argv[0]).name
    lines = [f"# {script}: Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}"]
    for key, value in split(arrays).items():
        shape = ",".join(str(n) for n in value.shape)
        lines.append(f"{key}: shape={shape}")
        flat = ["%.17g" % v for v in value.ravel()]
        lines += [" ".join(flat[i : i + 8]) for i in range(0, len(flat), 8)]
    text = "\n".join(lines) + "\n"
    if len(text) > LIMIT_BYTES:
        raise SystemExit(f"golden file too large: name={name}, bytes={len(text)} (expected at most {LIMIT_BYTES})")
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    (DIRECTORY / f"{name}.txt").write_text(text)


def split(arrays):
    result = {}
    for key, value in arrays.items():
        value = np.atleast_1d(value)
        if np.iscomplexobj(value):
            result[key + "_re"] = value.real
            result[key + "_im"] = value.imag
        else:
            result[key] = value.astype(float)
    return result
