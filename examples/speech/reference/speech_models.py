"""Writes the golden vectors of NoiseSuppressionTest and VoiceActivityTest: the public models run by onnxruntime from
Python as their authors run them, on the first seconds of a recording.

    pip install numpy==2.4.6 scipy==1.17.1 onnxruntime==1.32.0
    python examples/speech/reference/speech_models.py DIR        # DIR holds the recordings and models of the tests

DTLN follows real_time_processing_onnx.py of github.com/breizhn/DTLN: blocks of 512 shifted by 128, no window, overlap-add.
Its output is late by 384 samples, which are taken off here. Silero VAD follows OnnxWrapper of
github.com/snakers4/silero-vad: 512 samples after the last 64 of those before.
"""

import pathlib
import sys

import numpy as np
import onnxruntime
from scipy.io import wavfile

OUT = pathlib.Path(__file__).resolve().parents[1] / "src/test/resources/golden"
CLIP = "aec-challenge-dtln/DMTgmZwtgUilp4omPK7-OQ_doubletalk_mic.wav"


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options)


def dtln(models, x):
    one, two = session(models / "dtln/model_1.onnx"), session(models / "dtln/model_2.onnx")
    state_1 = np.zeros((1, 2, 128, 2), np.float32)
    state_2 = np.zeros((1, 2, 128, 2), np.float32)
    block, sums = np.zeros(512, np.float32), np.zeros(512, np.float32)
    out = []
    for i in range(0, len(x) + 384, 128):
        hop = x[i : i + 128] if i < len(x) else np.zeros(128, np.float32)
        block = np.concatenate([block[128:], hop])
        spectrum = np.fft.rfft(block)
        magnitude = np.abs(spectrum).astype(np.float32).reshape(1, 1, -1)
        mask, state_1 = one.run(None, {"input_2": magnitude, "input_3": state_1})
        estimate = np.fft.irfft(magnitude * mask * np.exp(1j * np.angle(spectrum))).astype(np.float32).reshape(1, 1, -1)
        filtered, state_2 = two.run(None, {"input_4": estimate, "input_5": state_2})
        sums = np.concatenate([sums[128:], np.zeros(128, np.float32)]) + filtered.reshape(-1)
        out.append(sums[:128].copy())
    return np.concatenate(out)[384:]


def silero(path, x):
    model = session(path)
    state, context = np.zeros((2, 1, 128), np.float32), np.zeros(64, np.float32)
    out = []
    for i in range(0, len(x) - 511, 512):
        window = np.concatenate([context, x[i : i + 512]])
        answer, state = model.run(None, {"input": window[None], "state": state, "sr": np.array(16000)})
        context = window[-64:]
        out.append(answer[0, 0])
    return np.float32(out)


def write(name, note, **arrays):
    text = [f"# speech_models.py: onnxruntime {onnxruntime.__version__}, numpy {np.__version__}; {note}"]
    for key, value in arrays.items():
        text.append(f"{key}: shape={len(value)}")
        flat = ["%.9g" % v for v in value]
        text += [" ".join(flat[i : i + 8]) for i in range(0, len(flat), 8)]
    (OUT / f"{name}.txt").write_text("\n".join(text) + "\n")


def main():
    data = pathlib.Path(sys.argv[1])
    rate, x = wavfile.read(data / CLIP)
    assert rate == 16000
    x = (x[: 128 * 1000] / 32768).astype(np.float32)
    clean = dtln(data / "models", x)
    print("dtln: rms in", np.sqrt(np.mean(x**2)), "out", np.sqrt(np.mean(clean**2)))
    write("dtln", f"{CLIP}, the first 8 s, every 29th sample", clean=clean[::29])
    for version in (5, 6):
        speech = silero(data / f"models/silero/silero_vad_v{version}.onnx", x)
        print(f"silero v{version}: speech in", np.mean(speech > 0.5), "of the windows, from", speech.min(), "to", speech.max())
        write(f"silero-v{version}", f"{CLIP}, the first 8 s", probability=speech)


if __name__ == "__main__":
    main()
