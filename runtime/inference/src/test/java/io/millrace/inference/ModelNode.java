package io.millrace.inference;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One model as a node: contract, processor, and what came out of it. */
final class ModelNode implements Emitter, AutoCloseable {

    static final Provenance MICROPHONE = Provenance.of(Origin.SIMULATED, "microphone");

    final Contract contract;
    final Processor processor;
    final List<List<Frame>> emitted = new ArrayList<>();
    final List<DropReason> dropped = new ArrayList<>();
    private long sequence;

    ModelNode(OnnxSettings settings, StreamSpec stream) {
        this(settings, stream, profile("cpu"));
    }

    ModelNode(OnnxSettings settings, StreamSpec stream, DeviceProfile profile) {
        Problems problems = new Problems();
        OnnxOperator operator = new OnnxOperator();
        contract = contract(settings, Map.of("in", stream), profile, problems);
        problems.throwIfAny("node");
        processor = operator.open(settings, new OpenContext("node", List.of(stream), contract, profile));
        contract.outputs().forEach(port -> emitted.add(new ArrayList<>()));
    }

    static Contract contract(
            OnnxSettings settings, Map<String, StreamSpec> streams, DeviceProfile profile, Problems problems) {
        return new OnnxOperator().contract(settings, new Inputs("node", Location.BUILDER, streams, problems, profile));
    }

    /** The problems of a node fed by one stream. */
    static List<String> problems(OnnxSettings settings, StreamSpec stream) {
        Problems problems = new Problems();
        contract(settings, Map.of("in", stream), profile("cpu"), problems);
        return problems.sorted().stream().map(Problem::message).toList();
    }

    static DeviceProfile profile(String... providers) {
        return new DeviceProfile(
                "bench", "a test bench", 2, "x86-64-v3", 1L << 30, 1L << 30, List.of(providers), 0, Map.of());
    }

    static OnnxSettings model(String name) {
        try {
            return OnnxSettings.of(
                    Path.of(Objects.requireNonNull(ModelNode.class.getResource("/models/" + name + ".onnx"), name)
                            .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Frame frame(long sequence, Payload payload) {
        return new Frame(sequence, 1_000 * sequence, 7, 1_000 * sequence + 3, payload, MICROPHONE);
    }

    /** Takes a payload, and gives what the first output says to it. */
    Tensor run(Payload payload) {
        process(payload);
        List<Frame> first = emitted.get(0);
        return first.get(first.size() - 1).tensor();
    }

    void process(Payload payload) {
        processor.process(0, frame(sequence++, payload), this);
    }

    @Override
    public void emit(int output, Frame frame) {
        emitted.get(output).add(frame);
    }

    @Override
    public void drop(DropReason reason) {
        dropped.add(reason);
    }

    @Override
    public void close() {
        processor.close();
    }
}
