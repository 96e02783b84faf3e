"""Writes aecmos.txt: features by librosa and scores by onnxruntime, for AecmosTest.

The features are those of aecmos.py of github.com/microsoft/AEC-Challenge, by the librosa calls that it makes.

    pip install numpy==2.4.6 scipy==1.17.1 librosa==0.11.0 onnxruntime==1.32.0
    python examples/speech/reference/aecmos.py DIR            # DIR holds the recordings and models of the tests
"""

import pathlib
import sys

import librosa
import numpy as np
import onnxruntime
from scipy.io import wavfile

OUT = pathlib.Path(__file__).resolve().parents[1] / "src/test/resources/golden"
CLIPS = {
    "farend": "9mkQhVtzTEy2hDk-6u2Sww_farend_singletalk",
    "doubletalk": "DMTgmZwtgUilp4omPK7-OQ_doubletalk",
    "nearend": "DLhjtuwiEkS-68TsUVvW5g_nearend_singletalk",
}


def features(x):
    spectrum = librosa.feature.melspectrogram(y=x, sr=16000, n_fft=513, hop_length=256, n_mels=160)
    return ((librosa.power_to_db(spectrum, ref=np.max) + 40) / 40).T


def read(path):
    rate, x = wavfile.read(path)
    assert rate == 16000 and x.dtype == np.int16
    return (x / 32768).astype(np.float32)


def score(session, kind, far, mic, enhanced):
    n = min(len(far), len(mic), len(enhanced), 20 * 16000)
    parts = []
    for x, marker in ((far, kind != "nearend"), (mic, kind != "farend"), (enhanced, True)):
        rows = features(x[:n])
        parts.append(np.concatenate([rows, np.full((20, 160), float(marker)), np.zeros((20, 160))]))
    feed = {"input": np.stack(parts)[None].astype(np.float32), "h0": np.zeros((4, 1, 64), np.float32)}
    return session.run(None, feed)[0]


def main():
    data = pathlib.Path(sys.argv[1])
    session = onnxruntime.InferenceSession(data / "models/aecmos/Run_1663915512_Stage_0.onnx")
    rng = np.random.default_rng(63)
    x = (rng.standard_normal(3000) * np.linspace(0.5, 0, 3000) ** 4).astype(np.float32)
    arrays = {"x": x, "features": features(x)}
    for kind, name in CLIPS.items():
        clips = {w: read(data / f"aec-challenge-dtln/{name}_{w}.wav") for w in ("lpb", "mic", "processed")}
        for enhanced in ("mic", "processed"):
            arrays[f"{kind}_{enhanced}"] = score(session, kind, clips["lpb"], clips["mic"], clips[enhanced])
            print(kind, enhanced, len(clips["mic"]) / 16000, arrays[f"{kind}_{enhanced}"])
    text = [f"# aecmos.py: librosa {librosa.__version__}, onnxruntime {onnxruntime.__version__}, numpy {np.__version__}"]
    for key, value in arrays.items():
        text.append(f"{key}: shape={','.join(str(n) for n in value.shape)}")
        flat = ["%.9g" % v for v in value.ravel()]
        text += [" ".join(flat[i : i + 8]) for i in range(0, len(flat), 8)]
    (OUT / "aecmos.txt").write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    main()
