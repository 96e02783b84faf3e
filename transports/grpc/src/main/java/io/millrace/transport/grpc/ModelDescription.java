package io.millrace.transport.grpc;

import io.millrace.api.operator.Port;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.transport.grpc.inference.DataType;
import io.millrace.transport.grpc.inference.ModelConfig;
import io.millrace.transport.grpc.inference.ModelConfigResponse;
import io.millrace.transport.grpc.inference.ModelInput;
import io.millrace.transport.grpc.inference.ModelMetadataResponse;
import io.millrace.transport.grpc.inference.ModelMetadataResponse.TensorMetadata;
import io.millrace.transport.grpc.inference.ModelOutput;
import io.millrace.transport.grpc.inference.ModelSequenceBatching;
import io.millrace.transport.grpc.inference.ModelTransactionPolicy;
import java.util.List;

/** A pipeline as a model: its sources are the inputs, what its sinks are fed with are the outputs. */
final class ModelDescription {

    private static final String PLATFORM = "millrace_pipeline";

    private ModelDescription() {}

    static ModelMetadataResponse metadata(ServedPipeline pipeline) {
        ModelMetadataResponse.Builder metadata = ModelMetadataResponse.newBuilder()
                .setName(pipeline.name())
                .addVersions(Registry.VERSION)
                .setPlatform(PLATFORM);
        for (Port input : tensorInputs(pipeline)) {
            metadata.addInputs(tensor(input, datatype(input)));
            metadata.putProperties("input." + input.name(), input.spec().toString());
        }
        for (Port output : pipeline.outputs()) {
            OutputTensors.ports(output)
                    .forEach(p ->
                            metadata.addOutputs(tensor(p, Datatype.of(p.spec().element()))));
            metadata.putProperties("output." + output.name(), output.spec().toString());
        }
        return metadata.build();
    }

    static ModelConfigResponse config(ServedPipeline pipeline, ServerLimits limits) {
        ModelConfig.Builder config = ModelConfig.newBuilder()
                .setName(pipeline.name())
                .setPlatform(PLATFORM)
                .setBackend("millrace")
                .setMaxBatchSize(0)
                .setModelTransactionPolicy(ModelTransactionPolicy.newBuilder().setDecoupled(true))
                .setSequenceBatching(ModelSequenceBatching.newBuilder()
                        .setMaxSequenceIdleMicroseconds(limits.sequenceIdle().toNanos() / 1000));
        for (Port input : tensorInputs(pipeline)) {
            DataType type = datatype(input).config();
            config.addInput(ModelInput.newBuilder()
                    .setName(input.name())
                    .setDataType(type)
                    .addAllDims(dims(input)));
        }
        for (Port output : pipeline.outputs()) {
            for (Port port : OutputTensors.ports(output)) {
                config.addOutput(ModelOutput.newBuilder()
                        .setName(port.name())
                        .setDataType(Datatype.of(port.spec().element()).config())
                        .addAllDims(dims(port)));
            }
        }
        return ModelConfigResponse.newBuilder().setConfig(config).build();
    }

    /** Inputs that carry anything but dense tensors cannot be fed in this protocol, and so are not shown. */
    private static List<Port> tensorInputs(ServedPipeline pipeline) {
        return pipeline.inputs().stream()
                .filter(p -> p.spec().kind() == PayloadKind.TENSOR)
                .toList();
    }

    /** Records are shown as strings of bytes, each of which is one; a UINT8 tensor of one record is taken as well. */
    private static Datatype datatype(Port input) {
        return InputTensors.takesRecords(input.spec())
                ? Datatype.BYTES
                : Datatype.of(input.spec().element());
    }

    private static TensorMetadata tensor(Port port, Datatype type) {
        return TensorMetadata.newBuilder()
                .setName(port.name())
                .setDatatype(type.name())
                .addAllShape(dims(port))
                .build();
    }

    private static List<Long> dims(Port port) {
        return port.spec().axes().stream()
                .map(Axis::size)
                .map(Integer::longValue)
                .toList();
    }
}
