#!/usr/bin/env python3
"""Talks to a running millrace server as an existing Triton client does: `python tritonclient_sequences.py HOST:PORT`.

The server serves a pipeline `sums`: input `values` FP32[2], output `total`, the running sum of its stream. Prints what it
has seen and exits with 1 if anything is not as a client expects it. Needs `pip install tritonclient[grpc]`.
"""
import queue
import sys

import numpy as np
import tritonclient.grpc as triton

client = triton.InferenceServerClient(sys.argv[1])
assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("sums")
metadata = client.get_model_metadata("sums")
assert [i.name for i in metadata.inputs] == ["values"] and metadata.inputs[0].datatype == "FP32"
assert client.get_model_config("sums").config.model_transaction_policy.decoupled


def values(*numbers):
    tensor = triton.InferInput("values", [len(numbers)], "FP32")
    tensor.set_data_from_numpy(np.array(numbers, dtype=np.float32))
    return [tensor]


# Unary: every request is fresh.
for _ in range(2):
    result = client.infer("sums", values(1, 2), outputs=[triton.InferRequestedOutput("total")])
    assert result.as_numpy("total").tolist() == [1, 2], result.as_numpy("total")

# Two sequences, one with a number and one with a string, interleaved on one stream.
heard = queue.Queue()
client.start_stream(lambda result, error: heard.put((result, error)))
for step in range(1, 21):
    for sequence, value in ((1001, 1.0), ("a-string", 100.0)):
        client.async_stream_infer(
            "sums",
            values(value, -0.0),
            request_id=f"{sequence}/{step}",
            sequence_id=sequence,
            sequence_start=step == 1,
            sequence_end=step == 20,
        )
        result, error = heard.get(timeout=20)
        assert error is None, error
        assert result.get_response().id == f"{sequence}/{step}"
        assert result.as_numpy("total")[0] == step * value, (sequence, step, result.as_numpy("total"))

# An error keeps the stream open.
client.async_stream_infer("sums", values(1, 2, 3))
result, error = heard.get(timeout=20)
assert "shape does not fit the input" in str(error), error
client.async_stream_infer("sums", values(5, 5), enable_empty_final_response=True)
result, error = heard.get(timeout=20)
assert error is None and result.as_numpy("total").tolist() == [5, 5]
assert result.get_response().parameters["triton_final_response"].bool_param
client.stop_stream()

statistics = client.get_inference_statistics("sums").model_stats[0]
assert statistics.inference_stats.success.count == 43 and statistics.inference_stats.fail.count == 1, statistics
assert client.get_model_repository_index().models[0].name == "sums"
print("tritonclient: 2 unary requests, 2 sequences of 20 on one stream, 1 refusal that kept it open")
