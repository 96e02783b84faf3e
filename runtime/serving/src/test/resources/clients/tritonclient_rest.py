#!/usr/bin/env python3
"""Talks to a running millrace server over HTTP as an existing Triton client does: `python tritonclient_rest.py HOST:PORT`.

The server serves a pipeline `sums`: input `values` FP32[2], output `total`, the running sum of its sequence. Prints what it
has seen and exits with 1 if anything is not as a client expects it. Needs `pip install tritonclient[http]`.
"""
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

client = triton.InferenceServerClient(sys.argv[1])
assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("sums")
assert client.get_server_metadata()["name"] == "millrace"
metadata = client.get_model_metadata("sums")
assert [(i["name"], i["datatype"], i["shape"]) for i in metadata["inputs"]] == [("values", "FP32", [2])], metadata
assert client.get_model_config("sums")["backend"] == "millrace"
assert [m["name"] for m in client.get_model_repository_index()] == ["sums"]

requests = 0


def infer(numbers, binary=True, **more):
    global requests
    tensor = triton.InferInput("values", [len(numbers)], "FP32")
    tensor.set_data_from_numpy(np.array(numbers, dtype=np.float32), binary_data=binary)
    result = client.infer("sums", [tensor], outputs=[triton.InferRequestedOutput("total", binary_data=binary)], **more)
    requests += 1
    return result.as_numpy("total").tolist()


assert infer([1, 2]) == [1, 2]
assert infer([3, 4], binary=False) == [3, 4]
assert infer([5, 6], request_id="x") == [5, 6]
for step in range(1, 11):
    for sequence, value in ((1001, 1.0), ("a-string", 100.0)):
        total = infer([value, 0], sequence_id=sequence, sequence_start=step == 1, sequence_end=step == 10)
        assert total[0] == step * value, (sequence, step, total)

try:
    infer([1, 2, 3])
    raise AssertionError("a shape that does not fit was taken")
except InferenceServerException as refused:
    assert "shape does not fit the input" in str(refused), refused

client.unload_model("sums")
assert not client.is_model_ready("sums")
client.load_model("sums")
statistics = client.get_inference_statistics("sums")["model_stats"][0]
assert statistics["inference_stats"]["success"]["count"] == requests, statistics
print(f"tritonclient over HTTP: {requests} requests")
