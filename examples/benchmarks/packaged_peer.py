"""examples/csi-presence as somebody would write it in Python: UDP, numpy, onnxruntime. MODEL PORT"""

import collections
import json
import socket
import sys

import numpy as np
import onnxruntime

CARRIERS = [-20, -18, -16, -14, -12, -8, -4, 4, 8, 12, 16, 20]


def hampel(history, window, threshold):
    """The newest value, or the median of the last ones where it is an outlier."""
    block = np.asarray(history)
    median = np.median(block, axis=0)
    mad = 1.4826 * np.median(np.abs(block - median), axis=0)
    newest = block[-1]
    return np.where(np.abs(newest - median) > threshold * mad, median, newest)


def main():
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
    shape = session.get_inputs()[0].shape
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", int(sys.argv[2])))
    recent = collections.deque(maxlen=7)
    turbulences = collections.deque(maxlen=7)
    scores = collections.deque(maxlen=75)
    frames = collections.deque(maxlen=100)
    count = 0
    while True:
        line = receiver.recv(65536)
        begin, end = line.find(b"["), line.find(b"]")
        if begin < 0 or end < 0:
            continue
        values = np.array(line[begin + 1:end].replace(b",", b" ").split(), dtype=np.float32)
        if values.size != 128:
            continue
        amplitude = np.hypot(values[0::2], values[1::2])
        recent.append(amplitude)
        picked = amplitude[CARRIERS]
        turbulences.append(picked.std() / max(picked.mean(), 1e-9))
        scores.append(hampel(turbulences, 7, 5))
        np.var(scores)
        frames.append(hampel(recent, 7, 5))
        count += 1
        if len(frames) == 100 and count % 50 == 0:
            window = np.asarray(frames, dtype=np.float32)
            fitted = window.reshape([d if isinstance(d, int) and d > 0 else 1 for d in shape])
            result = session.run(None, {session.get_inputs()[0].name: fitted})
            print(json.dumps({"port": "activity", "values": result[0].ravel().tolist()},
                             separators=(",", ":")), flush=True)


if __name__ == "__main__":
    main()
