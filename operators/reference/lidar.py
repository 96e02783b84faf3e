"""What Ouster's own SDK makes of a capture: sums, and every 997th point of each turn.

Not part of requirements.txt, because only this script needs it: pip install ouster-sdk==1.0.1
Usage: lidar.py FOLDER, which holds the capture and its metadata (they are not part of this repository).
"""

import pathlib
import sys

import numpy as np
from ouster.sdk import core, open_source

import golden

folder = pathlib.Path(sys.argv[1])
scans = open_source(str(folder / "OS-1-128_v2.3.0_1024x10_lb_n3.pcap"))
arrays = {}
for number, found in enumerate(scans):
    scan = found[0]
    ranges = scan.field("RANGE")
    seen = ranges > 0
    xyz = core.XYZLut(scan.sensor_info, use_extrinsics=False)(scan)[seen]
    reflectivity = scan.field("REFLECTIVITY").astype(np.int64)
    arrays[f"turn{number}_numbers"] = np.array(
        [scan.frame_id, (scan.status & 1).sum(), seen.sum(), ranges.astype(np.int64).sum(), reflectivity[seen].sum()]
    )
    arrays[f"turn{number}_nanos"] = scan.timestamp[[0, -1]] - scan.timestamp[0]
    arrays[f"turn{number}_weighted"] = np.array(
        [(ranges.astype(np.int64) * (1 + np.arange(ranges.size).reshape(ranges.shape) % 1009)).sum()]
    )
    arrays[f"turn{number}_xyz"] = xyz[::997]
    arrays[f"turn{number}_reflectivity"] = reflectivity[seen][::997]
    image = core.destagger(scan.sensor_info, ranges)
    arrays[f"turn{number}_image"] = image[::16, ::64]
golden.write("ouster", arrays)
