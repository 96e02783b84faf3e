"""Computes what a microphone hears in a room in which a loudspeaker plays the far end of a call: SIMULATED, no person spoke.

Writes ../simulated-mic.wav, ../simulated-far-end.wav (16 kHz, 16 bit) and ../simulated-truth.csv. See README.md.
"""

import argparse
import hashlib
import pathlib
import struct

import numpy as np

RATE = 16000
SECONDS = 18
HERE = pathlib.Path(__file__).resolve().parent
NOTE = b"millrace-recording: origin=simulated, room=image-method, talkers=synthetic\0"

# Who speaks when, seconds: the far end alone, both, the near end alone, both ends in turn after the jump of the delay.
FAR = [(0.3, 7.0), (7.0, 10.0), (13.0, 17.6)]
NEAR = [(7.2, 13.0), (16.2, 17.4)]
DELAY_SECONDS = 0.120
JUMP_AT = 13.0
JUMP_SECONDS = 0.040
DRIFT = 80e-6  # the far end's clock against the microphone's


def talker(random, pitch_hz, formants, spans):
    """Speech-like: glottal pulses of a wandering pitch through formants, hiss now and then, in syllables and phrases."""
    n = RATE * SECONDS
    voice = np.zeros(n)
    for begin, end in spans:
        at = begin
        while at < end - 0.15:
            length = random.uniform(0.12, 0.34)
            samples = np.arange(int(length * RATE))
            shape = np.sin(np.pi * np.linspace(0, 1, len(samples))) ** 0.7
            pitch = pitch_hz * random.uniform(0.85, 1.25) * (1 + 0.12 * np.sin(np.linspace(0, random.uniform(1, 4), len(samples))))
            phase = np.cumsum(pitch / RATE)
            pulses = np.diff(np.floor(phase), prepend=0.0)
            hiss = random.standard_normal(len(samples))
            voiced = random.random() < 0.8
            source = pulses * 12 + 0.03 * hiss if voiced else 0.25 * np.diff(hiss, prepend=0.0)
            shift = random.uniform(0.75, 1.3)
            syllable = resonate(source, [(f * shift * random.uniform(0.93, 1.07), b) for f, b in formants])
            start = int(at * RATE)
            stop = min(n, start + len(samples))
            voice[start:stop] += (syllable * shape)[: stop - start]
            at += length + (random.uniform(0.25, 0.5) if random.random() < 0.18 else random.uniform(0.0, 0.06))
    return voice / np.max(np.abs(voice))


def resonate(x, formants):
    """A cascade of two-pole resonators (frequency and bandwidth in Hz)."""
    for frequency, bandwidth in formants:
        r = np.exp(-np.pi * bandwidth / RATE)
        c = 2 * r * np.cos(2 * np.pi * frequency / RATE)
        y = np.zeros(len(x) + 2)
        for i in range(len(x)):
            y[i + 2] = x[i] * (1 - c + r * r) + c * y[i + 1] - r * r * y[i]
        x = y[2:]
    return x


def room(size, source, microphone, reflection, length):
    """Image method (Allen and Berkley 1979), with the fractional delay of every image as a windowed sinc."""
    response = np.zeros(length + 64)
    reach = int(np.ceil(length / RATE * 343 / min(size))) // 2 + 1
    for nx in range(-reach, reach + 1):
        for ny in range(-reach, reach + 1):
            for nz in range(-reach, reach + 1):
                for p in np.ndindex(2, 2, 2):
                    image = [(1 - 2 * p[i]) * source[i] + 2 * (nx, ny, nz)[i] * size[i] for i in range(3)]
                    distance = np.linalg.norm(np.subtract(image, microphone))
                    delay = distance / 343 * RATE
                    if delay >= length:
                        continue
                    bounces = sum(abs(m - q) + abs(m) for m, q in zip((nx, ny, nz), p))
                    taps = np.arange(-15, 17)
                    at = taps - (delay - np.floor(delay))
                    kernel = np.sinc(at) * (0.5 + 0.5 * np.cos(np.pi * np.clip(at / 16, -1, 1)))
                    start = int(delay) + 16
                    response[start - 15 : start + 17] += reflection**bounces / (4 * np.pi * max(distance, 0.1)) * kernel
    return response[16 : 16 + length]


def loudspeaker(x):
    """A small one: no bass, compresses, bends unevenly."""
    low = np.zeros(len(x))
    state = 0.0
    for i, sample in enumerate(x):
        state += 0.06 * (sample - state)
        low[i] = state
    x = x - low
    return np.tanh(1.6 * x + 0.25 * x * x) / 1.6


def at_times(x, times):
    """The signal at fractional sample times, by a windowed sinc."""
    base = np.floor(times).astype(int)
    out = np.zeros(len(times))
    for tap in range(-15, 17):
        index = base + tap
        at = index - times
        weight = np.sinc(at) * (0.5 + 0.5 * np.cos(np.pi * np.clip(at / 16, -1, 1)))
        inside = (index >= 0) & (index < len(x))
        out[inside] += weight[inside] * x[index[inside]]
    return out


def simulate():
    random = np.random.default_rng(20261124)
    far = 0.5 * talker(random, 118, [(520, 90), (1450, 110), (2450, 160), (3600, 260)], FAR)
    near = 0.42 * talker(random, 205, [(640, 100), (1780, 130), (2800, 180), (4100, 300)], NEAR)
    size = (4.6, 3.4, 2.6)
    to_microphone = room(size, (1.2, 1.1, 0.9), (1.75, 1.4, 0.95), 0.80, int(0.22 * RATE))
    mouth = room(size, (2.3, 2.0, 1.3), (1.75, 1.4, 0.95), 0.80, int(0.22 * RATE))
    n = RATE * SECONDS
    time = np.arange(n)
    delay = DELAY_SECONDS * RATE + np.where(time >= JUMP_AT * RATE, JUMP_SECONDS * RATE, 0) + DRIFT * time
    played = loudspeaker(at_times(far, time - delay))
    echo = np.convolve(played, to_microphone)[:n] * 4.5
    speech = np.convolve(near, mouth)[:n] * 7
    noise = np.zeros(n)
    state = 0.0
    for i, sample in enumerate(random.standard_normal(n)):
        state = 0.97 * state + 0.03 * sample
        noise[i] = state + 0.02 * sample
    mic = echo + speech + 0.004 * noise / np.std(noise) * 0.5
    return mic, far, echo, speech


def wav(samples):
    data = np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2").tobytes()
    note = NOTE + b"\0" * (len(NOTE) % 2)
    info = b"INFOICMT" + struct.pack("<I", len(NOTE)) + note
    chunks = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, RATE, 2 * RATE, 2, 16)
    chunks += b"LIST" + struct.pack("<I", len(info)) + info
    chunks += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true", help="compare with the files that are there; 1 if they differ")
    options = parser.parse_args()
    mic, far, echo, speech = simulate()
    files = {"simulated-mic.wav": wav(mic), "simulated-far-end.wav": wav(far)}
    lines = ["# millrace-truth: origin=simulated", "seconds,who"]
    edges = sorted({0.0, SECONDS} | {t for span in FAR + NEAR for t in span})
    for begin, end in zip(edges, edges[1:]):
        middle = (begin + end) / 2
        who = [name for name, spans in (("far", FAR), ("near", NEAR)) if any(b <= middle < e for b, e in spans)]
        lines.append(f"{begin:.1f},{'+'.join(who) or 'nobody'}")
    files["simulated-truth.csv"] = ("\n".join(lines) + "\n").encode()
    print("echo over near end where both speak: %.1f dB" % (10 * np.log10(np.mean(echo[7 * RATE : 10 * RATE] ** 2) / np.mean(speech[7 * RATE : 10 * RATE] ** 2))))
    for name, content in files.items():
        path = HERE.parent / name
        if options.check:
            same = path.exists() and hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(content).digest()
            print(("same     " if same else "DIFFERENT ") + name)
            if not same:
                raise SystemExit(1)
        else:
            path.write_bytes(content)
            print(f"wrote {name}: {len(content)} bytes, peak {np.max(np.abs(mic if 'mic' in name else far)):.2f}")


if __name__ == "__main__":
    main()
