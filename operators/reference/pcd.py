"""Makes small PCD files, and has PCL (Debian: pcl-tools) write them in its other two forms.

The points repeat, so that the compression finds something; two have no position.
"""

import pathlib
import subprocess

import numpy as np

folder = pathlib.Path(__file__).resolve().parent.parent / "pointcloud/src/test/resources/pcd"
folder.mkdir(parents=True, exist_ok=True)
random = np.random.default_rng(7)
points = np.tile(random.normal(scale=20, size=(40, 4)).astype(np.float32), (6, 1))
points[5, :3] = np.nan
points[17, :3] = np.nan
header = (
    "# .PCD v.7 - Point Cloud Data file format\nVERSION .7\nFIELDS x y z intensity\nSIZE 4 4 4 4\nTYPE F F F F\n"
    f"COUNT 1 1 1 1\nWIDTH {len(points)}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS {len(points)}\nDATA ascii\n"
)
text = folder / "ascii.pcd"
text.write_text(header + "".join(" ".join(f"{v:.9g}" for v in p) + "\n" for p in points))
for kind, name in ((1, "binary"), (2, "compressed")):
    subprocess.run(["pcl_convert_pcd_ascii_binary", text, folder / f"{name}.pcd", str(kind)], check=True)
