#!/usr/bin/env python3
"""Finds everything by reflection, compiles nothing: `python reflection_and_health.py HOST:PORT`.

Lists the services (v1 and v1alpha), calls `inference.GRPCInferenceService` with messages that it knows from reflection
alone, and watches the health of `sums` while the model is unloaded and loaded again. Needs
`pip install grpcio grpcio-reflection grpcio-health-checking`.
"""
import sys

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

channel = grpc.insecure_channel(sys.argv[1])
services = {"inference.GRPCInferenceService", "millrace.v1.Millrace", "grpc.health.v1.Health"}

# v1alpha by the library; v1 by its name on the wire, whose messages are the same.
database = ProtoReflectionDescriptorDatabase(channel)
assert services <= set(database.get_services()), database.get_services()
ask = channel.stream_stream(
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
    response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
)
answer = next(ask(iter([reflection_pb2.ServerReflectionRequest(list_services="")])))
assert services <= {s.name for s in answer.list_services_response.service}

pool = descriptor_pool.DescriptorPool(database)


def call(service, method, **fields):
    found = pool.FindServiceByName(service).FindMethodByName(method)
    request = message_factory.GetMessageClass(found.input_type)(**fields)
    response = message_factory.GetMessageClass(found.output_type)
    return channel.unary_unary(
        f"/{service}/{method}",
        request_serializer=type(request).SerializeToString,
        response_deserializer=response.FromString,
    )(request, timeout=20)


inference = "inference.GRPCInferenceService"
values = dict(name="values", datatype="FP32", shape=[2], contents=dict(fp32_contents=[3, 4]))
answer = call(inference, "ModelInfer", model_name="sums", inputs=[values])
assert list(answer.outputs[0].contents.fp32_contents) == [3, 4], answer
listed = call("millrace.v1.Millrace", "List")
assert [p.name for p in listed.pipelines] == ["sums"]

watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(service="sums"), timeout=20)
assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
call(inference, "RepositoryModelUnload", model_name="sums")
assert next(watch).status == health_pb2.HealthCheckResponse.NOT_SERVING
try:
    call(inference, "ModelInfer", model_name="sums", inputs=[values])
    raise AssertionError("an unloaded model has answered")
except grpc.RpcError as e:
    assert e.code() == grpc.StatusCode.UNAVAILABLE and "model is unloaded" in e.details(), e
call(inference, "RepositoryModelLoad", model_name="sums")
assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
print("grpcio: services by reflection v1 and v1alpha, a request by reflected messages, health watched through 3 states")
