#!/usr/bin/env python3
"""Computes simulated-crossing.pcap.gz, .json and .truth.csv: what a LiDAR at a crossing would send. Needs numpy only.

Usage: simulate.py FOLDER [--seconds 6] [--seed 1]
"""

import argparse
import gzip
import json
import pathlib
import struct

import numpy as np

BEAMS, COLUMNS, PER_PACKET, RATE_HZ = 16, 512, 16, 10
SENSOR_HEIGHT_M = 1.8
RANGE_NOISE_M = 0.012
LONGEST_M = 80.0
ALTITUDES_DEG = np.linspace(4, -16, BEAMS)
AZIMUTHS_DEG = np.resize([3.0, 1.0, -1.0, -3.0], BEAMS)
PIXEL_SHIFT = [int(round(a * COLUMNS / 360)) for a in AZIMUTHS_DEG]
BEAM_ORIGIN_MM = 15.8

# What does not move: centre x, y, z (above ground), length, width, height, yaw in degrees, reflectivity.
STATIC = [
    (0, 24, 4, 70, 4, 8, 0, 90),  # a house along the road
    (0, -26, 4, 70, 4, 8, 0, 70),
    (-9, 8.2, 0.75, 4.3, 1.8, 1.5, 0, 40),  # a parked car
    (14, -8.5, 0.8, 4.6, 1.9, 1.6, 2, 55),
    (6, 9.5, 2.5, 0.3, 0.3, 5, 0, 120),  # a lamp
    (-20, -9.5, 2.5, 0.3, 0.3, 5, 0, 120),
]
# What moves: identity, start x, y, z, length, width, height, velocity x, y, reflectivity, first second, last second.
MOVING = [
    (1, -38.0, -3.2, 0.75, 4.4, 1.8, 1.5, 8.0, 0.0, 45, 0.0, 99),
    (2, 38.0, 3.4, 0.8, 4.7, 1.9, 1.6, -7.0, 0.0, 60, 0.0, 99),
    (3, -16.0, 6.2, 0.9, 0.5, 0.5, 1.8, 1.3, 0.15, 30, 0.0, 99),
    (4, 20.0, -6.3, 0.85, 0.5, 0.6, 1.7, -1.5, 0.1, 35, 0.0, 99),
    (5, 9.0, -20.0, 1.4, 7.5, 2.4, 2.8, 0.0, 4.5, 80, 1.5, 99),
]


def cast(origin, direction, centre, size, yaw):
    """Distance along each ray to a turned box, inf where it is missed. Slab test in the box's own axes."""
    c, s = np.cos(yaw), np.sin(yaw)
    to_box = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    start = (origin - centre) @ to_box.T
    step = direction @ to_box.T
    with np.errstate(divide="ignore", invalid="ignore"):
        one = (-size / 2 - start) / step
        two = (size / 2 - start) / step
    near = np.nanmax(np.minimum(one, two), axis=-1)
    far = np.nanmin(np.maximum(one, two), axis=-1)
    return np.where((near <= far) & (near > 0), near, np.inf)


def turn(number, random):
    """Ranges in m and reflectivity of one turn, rows are beams; each column sees the scene at its own moment."""
    column = np.arange(COLUMNS)
    seconds = (number + column / COLUMNS) / RATE_HZ
    encoder = 2 * np.pi * (1 - column / COLUMNS)
    azimuth = encoder[None, :] - np.radians(AZIMUTHS_DEG)[:, None]
    altitude = np.radians(ALTITUDES_DEG)[:, None]
    # The sensor's transform turns the LiDAR's frame by 180 degrees about z.
    direction = -np.stack(
        [np.cos(azimuth) * np.cos(altitude), np.sin(azimuth) * np.cos(altitude), -np.sin(altitude) * np.ones_like(azimuth)],
        axis=-1,
    )
    n = BEAM_ORIGIN_MM / 1000
    origin = np.stack([-n * np.cos(encoder), -n * np.sin(encoder), np.zeros(COLUMNS)], axis=-1)[None].repeat(BEAMS, 0)
    ground = np.where(direction[..., 2] < 0, -SENSOR_HEIGHT_M / np.minimum(direction[..., 2], -1e-9), np.inf)
    best, shine = ground, np.full(ground.shape, 12)
    up = np.array([0, 0, -SENSOR_HEIGHT_M])
    for x, y, z, length, width, height, yaw, reflectivity in STATIC:
        hit = cast(origin, direction, np.array([x, y, z]) + up, np.array([length, width, height]), np.radians(yaw))
        best, shine = np.minimum(best, hit), np.where(hit < best, reflectivity, shine)
    for _, x, y, z, length, width, height, vx, vy, reflectivity, first, last in MOVING:
        moved = np.clip(seconds - first, 0, None)
        centre = np.stack([x + vx * moved, y + vy * moved, np.full(COLUMNS, z)], axis=-1)[None] + up
        yaw = np.arctan2(vy, vx)
        hit = cast(origin, direction, centre, np.array([length, width, height]), yaw)
        hit = np.where((seconds >= first) & (seconds <= last), hit, np.inf)
        best, shine = np.minimum(best, hit), np.where(hit < best, reflectivity, shine)
    ranges = best + n + RANGE_NOISE_M * random.standard_normal(best.shape)
    lost = (best > LONGEST_M) | (random.random(best.shape) < 0.01)
    return np.where(lost, 0, ranges), np.where(lost, 0, shine)


def packets(number, ranges, shine):
    """The LiDAR packets of one turn in the low data rate profile (RNG15_RFL8_NIR8)."""
    steps = np.round(ranges * 1000 / 8).astype(int)
    for packet in range(COLUMNS // PER_PACKET):
        out = bytearray(struct.pack("<HH", 1, number & 0xFFFF)).ljust(32, b"\0")
        for column in range(packet * PER_PACKET, (packet + 1) * PER_PACKET):
            nanos = int((number + column / COLUMNS) / RATE_HZ * 1e9)
            out += struct.pack("<QHH", nanos, column, 1)
            for beam in range(BEAMS):
                out += struct.pack("<HBB", steps[beam, column], shine[beam, column], 0)
        yield bytes(out + bytes(32))


def captured(content, seconds):
    """One packet of a capture: Ethernet, IPv4, UDP 7502."""
    udp = struct.pack(">HHHH", 7502, 7502, 8 + len(content), 0) + content
    ip = struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, 0x0A000001, 0x0A000002) + udp
    frame = bytes(12) + b"\x08\x00" + ip
    return struct.pack("<IIII", int(seconds), int(seconds % 1 * 1e6), len(frame), len(frame)) + frame


def metadata():
    return {
        "prod_line": "simulated OS-1-16",
        "lidar_mode": f"{COLUMNS}x{RATE_HZ}",
        "data_format": {
            "columns_per_frame": COLUMNS,
            "columns_per_packet": PER_PACKET,
            "pixels_per_column": BEAMS,
            "column_window": [0, COLUMNS - 1],
            "pixel_shift_by_row": PIXEL_SHIFT,
            "udp_profile_lidar": "RNG15_RFL8_NIR8",
        },
        "beam_altitude_angles": [round(float(a), 3) for a in ALTITUDES_DEG],
        "beam_azimuth_angles": [float(a) for a in AZIMUTHS_DEG],
        "lidar_origin_to_beam_origin_mm": BEAM_ORIGIN_MM,
        "lidar_to_sensor_transform": [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    ALTITUDES_DEG[:] = np.round(ALTITUDES_DEG, 3)
    random = np.random.default_rng(args.seed)
    note = f"# millrace-recording: origin=simulated, generator=lidar-tracking/simulator, seed={args.seed}"
    capture = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + captured(note.encode(), 0)
    truth = ["turn,identity,x,y,length,width,vx,vy"]
    turns = int(args.seconds * RATE_HZ)
    for number in range(turns):
        print(f"\rturn {number + 1} of {turns}", end="", flush=True)
        ranges, shine = turn(number, random)
        for i, content in enumerate(packets(number, ranges, shine)):
            capture += captured(content, (number + (i + 1) * PER_PACKET / COLUMNS) / RATE_HZ)
        for identity, x, y, _, length, width, _, vx, vy, _, first, last in MOVING:
            if first <= number / RATE_HZ <= last:
                moved = number / RATE_HZ - first
                truth.append(f"{number},{identity},{x + vx * moved:.3f},{y + vy * moved:.3f},{length},{width},{vx},{vy}")
    print()
    (args.folder / "simulated-crossing.pcap.gz").write_bytes(gzip.compress(capture, 9, mtime=0))
    (args.folder / "simulated-crossing.json").write_text(json.dumps(metadata(), indent=1) + "\n")
    (args.folder / "simulated-crossing.truth.csv").write_text("\n".join(truth) + "\n")


main()
