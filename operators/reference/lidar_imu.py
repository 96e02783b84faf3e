"""What numpy reads in the inertial packets of a capture: sums over all of them, and every third packet.

Usage: lidar_imu.py FOLDER, which holds the capture and its metadata (they are not part of this repository).
"""

import json
import pathlib
import struct
import sys

import numpy as np

import golden

PORT_AT, DATA_AT = 14 + 20 + 2, 14 + 20 + 8  # Ethernet, IPv4 without options, UDP
GRAVITY = 9.80665
PACKET = np.dtype([("read", "<u8"), ("accelerometer", "<u8"), ("gyroscope", "<u8"), ("g", "<f4", 3), ("degrees", "<f4", 3)])

folder = pathlib.Path(sys.argv[1])
sensor = json.loads((folder / "OS-1-128_v2.3.0_1024x10.json").read_text())
capture = (folder / "OS-1-128_v2.3.0_1024x10_lb_n3.pcap").read_bytes()
rotation = np.array(sensor["imu_to_sensor_transform"], float).reshape(4, 4)[:3, :3]

payload = b""
at = 24
while at < len(capture):
    length = struct.unpack_from("<I", capture, at + 8)[0]
    packet = capture[at + 16 : at + 16 + length]
    if len(packet) == DATA_AT + PACKET.itemsize and struct.unpack_from(">H", packet, PORT_AT)[0] == sensor["udp_port_imu"]:
        payload += packet[DATA_AT:]
    at += 16 + length

packets = np.frombuffer(payload, PACKET)
acceleration = GRAVITY * packets["g"].astype(float) @ rotation.T
turning = np.radians(packets["degrees"].astype(float)) @ rotation.T
nanos = packets["accelerometer"].astype(np.int64)
golden.write(
    "ouster-imu",
    {
        "packets": np.array([len(packets)]),
        "nanos": nanos - nanos[0],
        "lag": (packets["gyroscope"].astype(np.int64) - nanos) * 1e-9,
        "acceleration_sum": acceleration.sum(axis=0),
        "turning_sum": turning.sum(axis=0),
        "acceleration": acceleration[::3],
        "turning": turning[::3],
    },
)
