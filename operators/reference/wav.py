"""WAV files by other hands, for the tests of transports/files, and other readers for ours. Needs soundfile (libsndfile).

    python wav.py                 # writes transports/files/src/test/resources/wav
    python wav.py FILE ...        # reads each with scipy and libsndfile, and says what they make of it

Sample i of channel c is ((37 i + 11 c) mod 101 - 50) / 64, which every encoding holds exactly.
"""

import pathlib
import sys
import wave

import numpy as np
import soundfile
from scipy.io import wavfile

OUT = pathlib.Path(__file__).resolve().parents[2] / "transports/files/src/test/resources/wav"
SAMPLES, CHANNELS, RATE = 333, 2, 22050


def signal():
    i, c = np.meshgrid(np.arange(SAMPLES), np.arange(CHANNELS), indexing="ij")
    return ((37 * i + 11 * c) % 101 - 50) / 64


def write():
    OUT.mkdir(parents=True, exist_ok=True)
    x = signal()
    with wave.open(str(OUT / "python-wave-s16.wav"), "wb") as out:
        out.setnchannels(CHANNELS)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((x * 32768).astype("<i2").tobytes())
    wavfile.write(OUT / "scipy-s32.wav", RATE, (x * 2**31).astype(np.int32))
    wavfile.write(OUT / "scipy-f32.wav", RATE, x.astype(np.float32))
    wavfile.write(OUT / "scipy-f64.wav", RATE, x)
    soundfile.write(OUT / "libsndfile-u8.wav", x, RATE, subtype="PCM_U8", format="WAV")
    soundfile.write(OUT / "libsndfile-s24.wav", x, RATE, subtype="PCM_24", format="WAV")
    soundfile.write(OUT / "libsndfile-extensible-s24.wav", x, RATE, subtype="PCM_24", format="WAVEX")
    soundfile.write(OUT / "libsndfile-extensible-f32.wav", x, RATE, subtype="FLOAT", format="WAVEX")
    soundfile.write(OUT / "libsndfile-rf64-s16.wav", x, RATE, subtype="PCM_16", format="RF64")


def read(name):
    rate, x = wavfile.read(name)
    y, other = soundfile.read(name, always_2d=True)
    full = {"int16": 2**15, "int32": 2**31}.get(str(x.dtype), 1)
    same = np.array_equal(x.reshape(len(x), -1) / full, y)
    print(f"{name}: {soundfile.info(name).subtype}, {rate} Hz, {y.shape[1]} channels, {len(y)} samples, scipy equals libsndfile: {same and rate == other}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        for name in sys.argv[1:]:
            read(name)
    else:
        write()
