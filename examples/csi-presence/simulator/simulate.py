"""Simulates the Wi-Fi channel of one room and prints it as an ESP32-C6-class sensor would.

The output is labelled ``origin=simulated`` in its first line. It exists so that the example runs without hardware and
so that parsers meet the defects of real logs; it is no evidence of how well anything detects people.
The physics, every parameter and what is left out are described in README.md beside this file.
"""

from __future__ import annotations

import argparse
import dataclasses
import gzip
import hashlib
import io
from pathlib import Path

import numpy as np

SPEED_OF_LIGHT = 299_792_458.0
SUBCARRIER_SPACING_HZ = 312_500.0
POSITIONS = 64
HT20_CARRIERS = np.concatenate([np.arange(1, 29), np.arange(-28, 0)])
"""Signed numbers of the 56 used sub-carriers in the order of the buffer (FFT order, 0..31 then -32..-1)."""

HEADER = (
    "type,seq,mac,rssi,rate,noise_floor,fft_gain,agc_gain,channel,local_timestamp,sig_len,rx_state,len,first_word,data"
)


@dataclasses.dataclass(frozen=True)
class Settings:
    """Everything the recording depends on. Lengths in metres, times in seconds, levels in dB or dBm."""

    seed: int = 20261
    channel: int = 6
    rate_hz: float = 100.0
    jitter_s: float = 0.0006
    loss: float = 0.002
    gap_packets: int = 23
    gap_at_s: float = 33.0
    room_m: tuple[float, float, float] = (6.4, 4.8, 2.6)
    transmitter_m: tuple[float, float, float] = (0.5, 2.9, 1.1)
    receiver_m: tuple[float, float, float] = (5.7, 3.6, 0.8)
    wall_reflection: float = 0.6
    floor_reflection: float = 0.4
    direct_loss_db: float = 16.0
    reflection_order: int = 2
    transmit_power_dbm: float = 17.0
    antenna_gain_db: float = -2.0
    noise_floor_dbm: float = -96.0
    error_vector_db: float = -31.0
    packet_gain_db: float = 0.05
    timing_offset_s: float = 25e-9
    sampling_drift_s: float = 2e-10
    agc_target: float = 19.0
    agc_band_db: float = 3.0
    cross_section_m2: float = 0.8
    shadow_depth: float = 0.55
    shadow_width_m: float = 0.32
    walking_m_per_s: float = 1.0
    breathing_hz: float = 0.25
    breathing_m: float = 0.005
    sway_m: float = 0.0008
    stands_at_m: tuple[float, float] = (3.2, 2.7)
    first_timestamp_us: int = 2**32 - 30_000_000

    def frequency_hz(self) -> float:
        """Returns the centre frequency of the channel (1..13 at 2.4 GHz, 32..177 at 5 GHz)."""
        if 1 <= self.channel <= 13:
            return 1e6 * (2407 + 5 * self.channel)
        if 32 <= self.channel <= 177:
            return 1e6 * (5000 + 5 * self.channel)
        raise ValueError(f"no such Wi-Fi channel: channel={self.channel} (expected 1..13 or 32..177)")


TIMELINE = ((0.0, "empty"), (20.0, "walking"), (40.0, "still"), (48.0, "walking"), (60.0, "end"))
"""Start in seconds since the first row, and what happens from then on; the last entry only closes the recording."""


def departure_times(settings: Settings, rng: np.random.Generator) -> np.ndarray:
    """Returns when each packet is sent: a regular timer plus the exponential wait for a free medium."""
    count = int(round(TIMELINE[-1][0] * settings.rate_hz))
    return np.arange(count) / settings.rate_hz + rng.exponential(settings.jitter_s, count)


def image_sources(settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """Returns positions [n, 3] and gains [n] of the transmitter's mirror images in a box-shaped room, itself first."""
    order = settings.reflection_order
    reflection = (settings.wall_reflection, settings.wall_reflection, settings.floor_reflection)
    positions, gains = [], []
    for index in np.ndindex(*(2 * order + 1,) * 3):
        bounce = [number - order for number in index]
        if sum(abs(number) for number in bounce) > order:
            continue
        mirrored = [
            number * size + (place if number % 2 == 0 else size - place)
            for number, size, place in zip(bounce, settings.room_m, settings.transmitter_m)
        ]
        positions.append(mirrored)
        gains.append(np.prod([(-factor) ** abs(number) for number, factor in zip(bounce, reflection)]))
    shifts = np.linalg.norm(np.subtract(positions, settings.transmitter_m), axis=1)
    nearest_first = np.argsort(shifts, kind="stable")
    return np.array(positions)[nearest_first], np.array(gains)[nearest_first]


def smooth(values: np.ndarray, length: int) -> np.ndarray:
    """Returns the centred moving average along the first axis, the ends repeated."""
    padded = np.concatenate([np.repeat(values[:1], length, 0), values, np.repeat(values[-1:], length, 0)])
    kernel = np.ones(length) / length
    columns = [np.convolve(column, kernel, mode="same") for column in padded.T]
    return np.stack(columns, axis=1)[length:-length]


def walk(settings: Settings, rng: np.random.Generator, step_s: float) -> np.ndarray:
    """Returns the person's floor position [n, 2] every ``step_s`` seconds over the whole recording.

    She walks between random points of the room with 0.6 m to spare, slows down in the corners because the path is
    smoothed, arrives at her standing place when the label turns to ``still`` and goes on from there.
    """
    still_from, still_to, end = TIMELINE[2][0], TIMELINE[3][0], TIMELINE[4][0]
    first = random_walk(settings, rng, TIMELINE[1][0], still_from, step_s, ends_at=settings.stands_at_m)
    before = np.repeat(first[:1], round(TIMELINE[1][0] / step_s), axis=0)
    standing = np.repeat(np.array([settings.stands_at_m]), round((still_to - still_from) / step_s), axis=0)
    last = random_walk(settings, rng, still_to, end, step_s, starts_at=settings.stands_at_m)
    return smooth(np.concatenate([before, first, standing, last]), round(0.5 / step_s))


def random_walk(
    settings: Settings,
    rng: np.random.Generator,
    start_s: float,
    end_s: float,
    step_s: float,
    starts_at: tuple[float, float] | None = None,
    ends_at: tuple[float, float] | None = None,
) -> np.ndarray:
    """Returns a polyline [n, 2] of random legs, walked at constant speed, with its start or end pinned."""
    spare = 0.6
    low, high = np.full(2, spare), np.array(settings.room_m[:2]) - spare
    needed = settings.walking_m_per_s * (end_s - start_s)
    corners = [np.array(starts_at if starts_at is not None else ends_at or rng.uniform(low, high))]
    length = 0.0
    while length < needed:
        corner = rng.uniform(low, high)
        leg = float(np.linalg.norm(corner - corners[-1]))
        if leg > 1.2:
            corners.append(corner)
            length += leg
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(corners, axis=0), axis=1))])
    travelled = np.arange(round((end_s - start_s) / step_s)) * step_s * settings.walking_m_per_s
    line = np.stack([np.interp(travelled, along, np.array(corners)[:, axis]) for axis in range(2)], axis=1)
    return line[::-1] if starts_at is None else line


def resample(values: np.ndarray, grid: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Returns the columns of values [n, k], known on the grid, linearly interpolated at the times."""
    return np.stack([np.interp(times, grid, column) for column in values.T], axis=1)


@dataclasses.dataclass(frozen=True)
class Person:
    """Where the person's scattering points are and how much of her there is, one entry per packet."""

    points_m: np.ndarray
    """[points, packets, 3]"""
    share: np.ndarray
    """[points], part of the cross-section; sums to 1"""
    present: np.ndarray
    """[packets], 0 (not in the room) to 1"""


BODY = ((1.2, 0.0, 0.0), (0.5, 0.3, 0.0), (0.5, 0.3, np.pi), (0.9, 0.2, np.pi), (0.9, 0.2, 0.0))
"""Height and reach in metres and phase within the step, in radians, of torso, two legs and two arms."""


def person(settings: Settings, times: np.ndarray, rng: np.random.Generator) -> Person:
    """Returns torso, two legs and two arms: moving along the walk, swinging with the steps, breathing when still."""
    step_s = 0.005
    track = walk(settings, rng, step_s)
    grid = np.arange(len(track)) * step_s
    sway = smooth(rng.standard_normal((len(track), 2)), round(0.6 / step_s))
    sway *= settings.sway_m / np.std(sway)
    velocity = np.gradient(track, step_s, axis=0)
    speed = np.linalg.norm(velocity, axis=1)
    heading = velocity / np.maximum(speed, 1e-6)[:, None]
    cadence = np.cumsum(speed) * step_s / 1.3 * 2 * np.pi

    centre, forward = resample(track + sway, grid, times), resample(heading, grid, times)
    phase, swing = np.interp(times, grid, cadence), np.interp(times, grid, np.minimum(speed, 1.0))
    chest = 0.5 * settings.breathing_m * np.sin(2 * np.pi * settings.breathing_hz * times)
    # The chest moves towards the receiver: the direction in which breathing is seen best.
    outward = np.array(settings.receiver_m[:2]) - np.array(settings.stands_at_m)
    outward /= np.linalg.norm(outward)
    points = []
    for height, reach, shift in BODY:
        flat = centre + forward * (reach * swing * np.sin(phase + shift))[:, None]
        if reach == 0.0:
            flat = flat + outward * chest[:, None]
        points.append(np.column_stack([flat, np.full(len(times), height)]))
    present = np.clip((times - TIMELINE[1][0]) / 0.6, 0.0, 1.0)
    return Person(np.stack(points), np.array([0.6, 0.12, 0.12, 0.08, 0.08]), present)


def shadowing(settings: Settings, body: Person, sources: np.ndarray) -> np.ndarray:
    """Returns the gain [packets, sources] left over when the torso stands near a path's last straight leg."""
    receiver = np.array(settings.receiver_m)[:2]
    torso = body.points_m[0][:, None, :2]
    along = sources[None, :, :2] - receiver
    squared = np.maximum(np.sum(along**2, axis=2), 1e-9)
    nearest = np.clip(np.sum((torso - receiver) * along, axis=2) / squared, 0.0, 1.0)
    distance = np.linalg.norm(torso - receiver - nearest[:, :, None] * along, axis=2)
    depth = settings.shadow_depth * body.present[:, None]
    return 1.0 - depth * np.exp(-((distance / settings.shadow_width_m) ** 2))


def channel(settings: Settings, body: Person) -> np.ndarray:
    """Returns the noise-free transfer function [packets, 56]: shadowed static paths plus what the person scatters."""
    frequencies = settings.frequency_hz() + HT20_CARRIERS * SUBCARRIER_SPACING_HZ
    wavelength = SPEED_OF_LIGHT / settings.frequency_hz()
    receiver = np.array(settings.receiver_m)
    sources, gains = image_sources(settings)
    lengths = np.linalg.norm(sources - receiver, axis=1)
    amplitudes = gains * wavelength / (4 * np.pi * lengths)
    amplitudes[0] *= 10 ** (-settings.direct_loss_db / 20)
    rotation = np.exp(-2j * np.pi * np.outer(lengths, frequencies) / SPEED_OF_LIGHT)
    transfer = (shadowing(settings, body, sources) * amplitudes) @ rotation

    first_bounces = np.abs(gains) >= min(settings.wall_reflection, settings.floor_reflection) - 1e-12
    bistatic = wavelength / (4 * np.pi) ** 1.5 * np.sqrt(settings.cross_section_m2)
    for point, share in zip(body.points_m, body.share):
        outgoing = np.linalg.norm(point - receiver, axis=1)
        for source, gain in zip(sources[first_bounces], gains[first_bounces]):
            incoming = np.linalg.norm(point - source, axis=1)
            strength = gain * bistatic * np.sqrt(share) * body.present / (incoming * outgoing)
            delay = (incoming + outgoing) / SPEED_OF_LIGHT
            transfer += strength[:, None] * np.exp(-2j * np.pi * np.outer(delay, frequencies))
    return transfer


def impair(settings: Settings, transfer: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Returns the channel in units of sqrt(mW) as an unsynchronised radio measures it: noise, phase, slope, gain."""
    packets = len(transfer)
    level_db = settings.transmit_power_dbm + 2 * settings.antenna_gain_db
    received = transfer * 10 ** (level_db / 20)
    power = np.mean(np.abs(received) ** 2, axis=1)
    thermal = 10 ** (settings.noise_floor_dbm / 10)
    noise_power = thermal + power * 10 ** (settings.error_vector_db / 10)
    noise = rng.standard_normal((packets, 56)) + 1j * rng.standard_normal((packets, 56))
    received = received + noise * np.sqrt(noise_power / 2)[:, None]

    phase = rng.uniform(0, 2 * np.pi, packets)
    drift = np.cumsum(rng.standard_normal(packets)) * settings.sampling_drift_s
    delay = rng.uniform(-1, 1, packets) * settings.timing_offset_s + drift
    gain = 10 ** (settings.packet_gain_db * rng.standard_normal(packets) / 20)
    slope = np.outer(delay, HT20_CARRIERS * SUBCARRIER_SPACING_HZ)
    return received * gain[:, None] * np.exp(1j * (phase[:, None] - 2 * np.pi * slope))


def automatic_gain(settings: Settings, power_dbm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns agc_gain (1 dB steps) and fft_gain (0.25 dB steps) per packet; both rest while the level is in a band."""
    target_db = 20 * np.log10(settings.agc_target)
    coarse, fine = np.empty(len(power_dbm), int), np.empty(len(power_dbm), int)
    agc, fft = 0, 0
    for packet, power in enumerate(power_dbm):
        wanted = target_db - power - GAIN_OFFSET_DB
        if packet == 0 or abs(wanted - agc - fft / 4) > settings.agc_band_db:
            agc = int(np.clip(np.floor(wanted - 4.0), 0, 127))
            fft = int(np.clip(np.round((wanted - agc) * 4), -128, 127))
        coarse[packet], fine[packet] = agc, fft
    return coarse, fine


GAIN_OFFSET_DB = 40.0
"""Level that a reading of 1 has at no gain at all, as dB below 1 mW times -1; puts agc_gain into its usual range."""


def quantise(settings: Settings, measured: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Returns buffers [packets, 128] of int8 (imaginary, real, FFT order), rssi in dBm, agc_gain and fft_gain."""
    power_dbm = 10 * np.log10(np.mean(np.abs(measured) ** 2, axis=1))
    agc, fft = automatic_gain(settings, power_dbm)
    scaled = measured * 10 ** ((GAIN_OFFSET_DB + agc + fft / 4) / 20)[:, None]
    positions = HT20_CARRIERS % POSITIONS
    values = np.zeros((len(measured), 2 * POSITIONS), int)
    values[:, 2 * positions] = np.clip(np.rint(scaled.imag), -128, 127)
    values[:, 2 * positions + 1] = np.clip(np.rint(scaled.real), -128, 127)
    return values, np.rint(power_dbm).astype(int), agc, fft


def rows(settings: Settings) -> tuple[list[str], np.ndarray]:
    """Returns the text rows of the packets that arrived, in order, and when each was sent."""
    rng = np.random.Generator(np.random.PCG64(settings.seed))
    times = departure_times(settings, rng)
    measured = impair(settings, channel(settings, person(settings, times, rng)), rng)
    values, rssi, agc, fft = quantise(settings, measured)
    noise_floor = np.rint(settings.noise_floor_dbm + rng.uniform(-1, 1, len(times))).astype(int)
    arrived = rng.uniform(size=len(times)) >= settings.loss
    gap = int(settings.gap_at_s * settings.rate_hz)
    arrived[gap : gap + settings.gap_packets] = False
    arrived[0] = True
    micros = settings.first_timestamp_us + np.rint((times - times[0]) * 1e6).astype(np.int64)
    text = []
    for packet in np.flatnonzero(arrived):
        data = ",".join(map(str, values[packet].tolist()))
        text.append(
            f"CSI_DATA,{packet},02:4d:49:4c:4c:01,{rssi[packet]},11,{noise_floor[packet]},{fft[packet]},{agc[packet]},"
            f'{settings.channel},{micros[packet] % 2**32},47,0,128,0,"[{data}]"'
        )
    return text, times[arrived]


def log_line(seconds: float, tag: str, text: str, colour: bool = False) -> str:
    """Returns a line as ESP-IDF's logger prints it, with its terminal colours or without."""
    line = f"I ({int(1000 * seconds) + 4211}) {tag}: {text}"
    return f"\x1b[0;32m{line}\x1b[0m" if colour else line


def with_defects(text: list[str], times: np.ndarray) -> list[str]:
    """Returns the rows with log lines between and the defects of a serial line: cut row, odd count, duplicate."""
    result = []
    for index, (row, time) in enumerate(zip(text, times)):
        if index % 1000 == 500:
            free = f"free heap: {231_000 - 4 * index} bytes"
            result.append(log_line(time, "csi_recv", free, colour=index % 2000 == 500))
        if index == 1207:
            result.append(row[: len(row) // 2])
        elif index == 2901:
            result.append(row[: row.rindex(",")] + ']"')
        elif index == 4403:
            result += [row, row]
        elif index == 5100:
            result.append(log_line(time, "wifi", "") + row)
        else:
            result.append(row)
    return result


def recording(settings: Settings) -> str:
    """Returns the whole recording as text."""
    text, times = rows(settings)
    comments = [
        "# millrace-recording: origin=simulated, generator=examples/csi-presence/simulator/simulate.py, "
        f"seed={settings.seed}, rate-hz={settings.rate_hz:g}, channel={settings.channel}, sensor=esp32-c6-class",
        "# No radio was involved. Physics and limits: simulator/README.md. Labels: simulated-room.truth.csv",
    ]
    boot = [
        log_line(-4.2, "boot", "ESP-IDF simulated, compile time not applicable"),
        log_line(-3.9, "csi_recv", "================ CSI RECV ================", colour=True),
    ]
    return "\n".join(comments + boot + [HEADER] + with_defects(text, times)) + "\n"


def truth() -> str:
    """Returns the labels as CSV: seconds since the first row, what happens from then on."""
    return "time_s,label\n" + "".join(f"{start:.1f},{label}\n" for start, label in TIMELINE)


def compress(text: str) -> bytes:
    """Returns the text as gzip without name and time, so that equal text gives equal bytes."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as stream:
        stream.write(text.encode("ascii"))
    return buffer.getvalue()


def digest(text: str) -> str:
    """Returns the SHA-256 of the uncompressed text: the same whatever zlib compressed it."""
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def summary(text: str) -> str:
    """Returns what a receiver that counts correctly must find in the recording."""
    found = [line[line.index("CSI_DATA") :] for line in text.splitlines() if "CSI_DATA" in line]
    whole = [line for line in found if line.endswith(']"')]
    good = [line for line in whole if line.count(",") == 14 + 2 * POSITIONS - 1]
    numbers = {int(line.split(",")[1]) for line in good}
    sent = round(TIMELINE[-1][0] * Settings.rate_hz)
    return (
        f"rows={len(found)} truncated={len(found) - len(whole)} odd-count={len(whole) - len(good)} "
        f"good={len(good)} duplicates={len(good) - len(numbers)} sent={sent} without-a-good-row={sent - len(numbers)}"
    )


def check(path: Path, text: str) -> bool:
    """Tells whether the stored recording is what these settings generate, and says so."""
    stored = gzip.decompress(path.read_bytes()).decode("ascii")
    same = digest(stored) == digest(text)
    print(summary(stored))
    print(f"stored    sha256={digest(stored)}")
    print(f"generated sha256={digest(text)}")
    print("equal" if same else "DIFFERENT: other numpy version, other settings, or an edited file")
    return same


def main() -> int:
    """Writes the recording and its labels, or checks the stored ones."""
    here = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=here / "simulated-room.csv.gz")
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--channel", type=int, default=Settings.channel, help="1..13 (2.4 GHz) or 32..177 (5 GHz)")
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the stored recording")
    arguments = parser.parse_args()
    text = recording(Settings(seed=arguments.seed, channel=arguments.channel))
    labels = arguments.output.with_name(arguments.output.name.removesuffix(".csv.gz") + ".truth.csv")
    if arguments.check:
        return 0 if check(arguments.output, text) and labels.read_text(encoding="ascii") == truth() else 1
    arguments.output.write_bytes(compress(text))
    labels.write_text(truth(), encoding="ascii")
    print(f"{arguments.output.name}: {len(compress(text))} bytes, {text.count(chr(10))} lines, sha256={digest(text)}")
    print(summary(text))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
