package io.millrace.nir;

import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.spikes.SpikingNetwork;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Runs a spiking network on every frame: one frame, one step.
 *
 * <p><b>Input</b> f32 of any fixed shape with as many elements as the network's Input: counts, spikes or currents.
 * <b>Output</b> f32 {@code [neuron]}: what the network's Output gives, spikes (0 or 1) or membranes, in the same step.
 *
 * <p><b>Time</b> the network's time constants are in seconds, so a step has a length: {@code step}, or one period of the
 * stream. {@code mode} says how equations become steps ({@link NirMode}).
 *
 * <p><b>State and cost</b> the neurons; synapses in proportion to the spikes, or all of them with
 * {@code execution: dense}, which gives the same result. The gauges are NeuroBench's metrics, effective operations as
 * means of a step since the start. <b>Drops</b> frames with an element that is no finite number, which would stay in a
 * membrane: {@code not-finite}.
 */
public final class SnnOperator implements Operator<SnnSettings> {

    static final DropReason NOT_FINITE = new DropReason("not-finite");

    /** Used by the service loader. */
    public SnnOperator() {}

    @Override
    public String name() {
        return "snn";
    }

    @Override
    public String summary() {
        return "runs a spiking network from a NIR file, one step a frame";
    }

    @Override
    public Class<SnnSettings> settings() {
        return SnnSettings.class;
    }

    @Override
    public Contract contract(SnnSettings settings, Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.F32).fixed();
        if (settings.step() == null) {
            check.rated();
        }
        StreamSpec in = check.spec();
        try {
            SpikingNetwork network = network(settings, in);
            if (network.inputs() != in.shape().elements()) {
                check.mismatch("stream does not fit the network", network.inputs() + " elements");
            }
            return Contract.of(in.reshaped(ElementType.F32, Axis.of("neuron", network.outputs()))
                            .withUnit("1"))
                    .withStateBytes(network.stateBytes())
                    .withMacsPerFrame(network.metrics().denseSynapticOperations())
                    .withDrops(NOT_FINITE);
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            inputs.refuse(
                    "network cannot be used",
                    "model=" + settings.model() + ", cause=" + e.getMessage(),
                    "a NIR file whose nodes fit each other");
            return Contract.of(in);
        }
    }

    private static SpikingNetwork network(SnnSettings settings, StreamSpec in) throws IOException {
        Path model = settings.model();
        SpikingNetwork network = settings.how(in).network(NirFile.read(model));
        network.setDense(settings.execution() == SnnSettings.Execution.DENSE);
        return network;
    }

    @Override
    public Processor open(SnnSettings settings, OpenContext context) {
        try {
            return new SnnProcessor(
                    network(settings, context.input()),
                    context.output().shape(),
                    Digests.sha256(settings.model()),
                    settings.resetEveryFrames());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "network cannot be opened: node=" + context.node() + ", model=" + settings.model() + ", cause="
                            + e.getMessage() + " (expected the file planned with)",
                    e);
        }
    }
}
