"""Computes two faces before a camera and what a microphone hears of them: SIMULATED, nobody was filmed and nobody spoke.

Writes ../simulated-faces.y4m.gz (YUV4MPEG2, grey), ../simulated-voices.wav.gz (16 kHz, 16 bit) and ../simulated-truth.csv. See
README.md.
"""

import argparse
import gzip
import hashlib
import io
import pathlib
import struct

import numpy as np

RATE = 16000
FPS = 25
SECONDS = 24
WIDTH, HEIGHT = 96, 48
FRAMES = FPS * SECONDS
HERE = pathlib.Path(__file__).resolve().parent
NOTE = b"millrace-recording: origin=simulated, talkers=synthetic\0"

# Seconds: who speaks, who moves the lips without a sound, what sounds without lips.
LEFT = [(1.5, 4.5), (12.5, 15.0), (19.0, 21.5)]
RIGHT = [(5.5, 8.0), (16.0, 18.5), (19.6, 22.2)]
CHEWS_LEFT = [(8.5, 10.0)]
SMILES_RIGHT = [(13.4, 14.2)]
RADIO = [(10.5, 12.0)]
MOUTHS = ((24, 33), (72, 33))  # centres, pixels


def syllables(random, spans):
    """How far a mouth is open, 0..1 at 1 kHz: syllables of 120 to 280 ms with short pauses between words."""
    opened = np.zeros(1000 * SECONDS)
    for begin, end in spans:
        at = begin
        while at < end - 0.1:
            length = min(random.uniform(0.12, 0.28), end - at)
            n = int(1000 * length)
            start = int(1000 * at)
            opened[start : start + n] = random.uniform(0.45, 1.0) * np.sin(np.pi * np.linspace(0, 1, n)) ** 0.8
            at += length + (random.uniform(0.08, 0.18) if random.random() < 0.2 else 0.01)
    return opened


def voice(random, opened, pitch_hz, formants):
    """Pulses of a wandering pitch through formants, as loud as the mouth is open."""
    n = RATE * SECONDS
    times = np.arange(n) / RATE
    loud = np.interp(times, np.arange(len(opened)) / 1000, opened)
    wander = np.interp(times, np.arange(0, SECONDS + 0.3, 0.25), random.uniform(0.85, 1.2, 4 * SECONDS + 2))
    pulses = np.diff(np.floor(np.cumsum(pitch_hz * wander / RATE)), prepend=0.0)
    source = pulses * 8 + 0.05 * random.standard_normal(n)
    spectrum = np.fft.rfft(source)
    hz = np.fft.rfftfreq(n, 1 / RATE)
    for centre, width in formants:
        spectrum = spectrum / (1 + 1j * (hz**2 - centre**2) / np.maximum(1e-9, hz * width)) + 0.03 * spectrum
    sound = np.fft.irfft(spectrum, n) * loud
    return sound / np.max(np.abs(sound))


def faces(random, mouths):
    """Pictures of two faces whose heads sway a little, in the light of a room, with the noise of a camera."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    sway = np.cumsum(random.normal(0, 0.02, (FRAMES, 2, 2)), axis=0)
    sway -= np.linspace(0, 1, FRAMES)[:, None, None] * sway[-1]
    pictures = np.zeros((FRAMES, HEIGHT, WIDTH), np.uint8)
    for f in range(FRAMES):
        picture = 70 + 25 * y / HEIGHT + 10 * x / WIDTH
        for i, (cx, cy) in enumerate(MOUTHS):
            dx, dy = np.clip(sway[f, i], -0.6, 0.6)
            u, v = x - cx - dx, y - cy - dy
            picture = blend(picture, 175, ellipse(u, v + 9, 15, 20))
            for side in (-1, 1):
                picture = blend(picture, 60, ellipse(u + 6 * side, v + 14, 2.2, 1.3))
            picture = blend(picture, 120, ellipse(u, v, 6.5, 2.0 + 0.8 * mouths[i][f]))
            picture = blend(picture, 45, ellipse(u, v, 5.0, 0.3 + 3.2 * mouths[i][f]))
        noise = random.choice([-1, 0, 1], picture.shape, p=[0.07, 0.86, 0.07])
        pictures[f] = np.clip(np.rint(picture) + noise, 0, 255)
    return pictures


def ellipse(u, v, a, b):
    """1 inside, 0 outside, a soft edge of about a pixel between."""
    return np.clip(0.5 - (np.hypot(u / a, v / b) - 1) * min(a, b), 0, 1)


def blend(picture, level, share):
    return picture + (level - picture) * share


def wav(samples):
    pcm = np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2").tobytes()
    note = NOTE + b"\0" * (len(NOTE) % 2)
    info = b"INFOICMT" + struct.pack("<I", len(NOTE)) + note
    chunks = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, RATE, 2 * RATE, 2, 16)
    chunks += b"LIST" + struct.pack("<I", len(info)) + info + b"data" + struct.pack("<I", len(pcm)) + pcm
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def y4m(pictures):
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 Cmono XCOLORRANGE=FULL XORIGIN=SIMULATED\n".encode()
    return head + b"".join(b"FRAME\n" + picture.tobytes() for picture in pictures)


def packed(data):
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=9, mtime=0) as file:
        file.write(data)
    return out.getvalue()


def simulate(seed):
    random = np.random.default_rng(seed)
    left, right = syllables(random, LEFT), syllables(random, RIGHT)
    radio = syllables(random, RADIO)
    chewing = syllables(random, CHEWS_LEFT)
    smile = np.zeros_like(left)
    for begin, end in SMILES_RIGHT:
        smile[int(1000 * begin) : int(1000 * end)] = 0.35 * np.hanning(int(1000 * end) - int(1000 * begin))
    sound = 0.30 * voice(random, left, 115, [(550, 90), (1500, 120), (2500, 160)])
    sound += 0.26 * voice(random, right, 205, [(650, 100), (1800, 140), (2800, 180)])
    sound += 0.22 * voice(random, radio, 150, [(600, 80), (1200, 110), (2300, 160)])
    hum = random.standard_normal(RATE * SECONDS)
    sound += 0.0012 * np.convolve(hum, np.ones(4) / 2, mode="same")
    # A frame shows what was open while it was exposed, 20 ms.
    at = np.arange(FRAMES) * 1000 // FPS
    exposed = [np.array([(m[t : t + 20]).mean() for t in at]) for m in (np.maximum(left, chewing), np.maximum(right, smile))]
    rows = sorted([(b, e, "left") for b, e in LEFT] + [(b, e, "right") for b, e in RIGHT])
    others = [("left chews", CHEWS_LEFT), ("right smiles", SMILES_RIGHT), ("a radio plays", RADIO)]
    truth = "# SIMULATED: when who speaks, seconds\n"
    truth += "".join(f"# {what} from {b} to {e}, which is no speech\n" for what, spans in others for b, e in spans)
    truth += "begin,end,what\n" + "".join(f"{b},{e},{what}\n" for b, e, what in rows)
    return {
        "simulated-faces.y4m.gz": packed(y4m(faces(random, exposed))),
        "simulated-voices.wav.gz": packed(wav(sound)),
        "simulated-truth.csv": truth.encode(),
    }


def content(name, data):
    return gzip.decompress(data) if name.endswith(".gz") else data


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=HERE.parent)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--check", action="store_true", help="compare with what is there instead of writing")
    options = parser.parse_args()
    differ = []
    for name, data in simulate(options.seed).items():
        file = options.folder / name
        if options.check:
            same = file.exists() and content(name, file.read_bytes()) == content(name, data)
            differ += [] if same else [name]
        else:
            file.write_bytes(data)
        print(name, len(data), hashlib.sha256(content(name, data)).hexdigest()[:16])
    if differ:
        raise SystemExit(f"files differ: names={differ} (expected those of numpy {np.__version__})")


if __name__ == "__main__":
    main()
