package io.millrace.nir;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Processor;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.spikes.NetworkMetrics;
import io.millrace.kernels.spikes.SpikingNetwork;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One frame, one step. */
final class SnnProcessor implements Processor {

    private final SpikingNetwork network;
    private final Shape shape;
    private final String digest;
    private final int resetEveryFrames;
    private final Gauge activationSparsity =
            Gauge.of("activation-sparsity", "part of the neurons' outputs that was zero, since the start");
    private final Gauge effectiveMacs =
            Gauge.of("effective-macs", "multiply-accumulates a step with neither factor zero, mean since the start");
    private final Gauge effectiveAcs =
            Gauge.of("effective-acs", "additions a step of a weight that is not zero, mean since the start");
    private final Gauge footprint = Gauge.of("footprint-bytes", "parameters and state, bytes");
    private final Gauge connectionSparsity = Gauge.of("connection-sparsity", "part of the weights that is zero");
    private final Gauge dense = Gauge.of("dense-synaptic-operations", "operations a step if nothing were zero");
    private final List<Gauge> gauges =
            List.of(footprint, connectionSparsity, activationSparsity, dense, effectiveMacs, effectiveAcs);
    private @Nullable Provenance from;
    private @Nullable Provenance through;
    private int frames;

    SnnProcessor(SpikingNetwork network, Shape shape, String digest, int resetEveryFrames) {
        this.network = network;
        this.shape = shape;
        this.digest = digest;
        this.resetEveryFrames = resetEveryFrames;
        NetworkMetrics metrics = network.metrics();
        footprint.set((double) metrics.footprintBytes());
        connectionSparsity.set(metrics.connectionSparsity());
        dense.set((double) metrics.denseSynapticOperations());
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        float[] values = frame.tensor().floats();
        if (!isFinite(values)) {
            out.drop(SnnOperator.NOT_FINITE);
            return;
        }
        if (resetEveryFrames > 0 && frames == resetEveryFrames) {
            network.reset();
            frames = 0;
        }
        frames = resetEveryFrames > 0 ? frames + 1 : 0;
        float[] result = new float[shape.elements()];
        network.step(values, result);
        NetworkMetrics metrics = network.metrics();
        activationSparsity.set(metrics.activationSparsity());
        effectiveMacs.set(metrics.effectiveMacs());
        effectiveAcs.set(metrics.effectiveAcs());
        out.emit(new Frame(
                frame.sequence(),
                frame.timeNanos(),
                frame.uncertaintyNanos(),
                frame.arrivalNanos(),
                Tensor.of(shape, result),
                provenance(frame.provenance())));
    }

    /** One instance for all frames of a stream. */
    @SuppressWarnings("ReferenceEquality")
    private Provenance provenance(Provenance of) {
        Provenance known = through;
        if (known == null || of != from) {
            from = of;
            known = of.through(digest);
            through = known;
        }
        return known;
    }

    private static boolean isFinite(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value * 0; // 0 for a finite value, else NaN
        }
        return sum == 0;
    }

    @Override
    public List<Gauge> gauges() {
        return gauges;
    }

    @Override
    public void reset() {
        network.reset();
        frames = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeInt(frames);
        network.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        frames = StateIo.readInt(in, "snn.frames", 0, resetEveryFrames);
        network.load(in);
    }
}
