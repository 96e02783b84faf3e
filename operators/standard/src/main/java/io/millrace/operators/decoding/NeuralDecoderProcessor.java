package io.millrace.operators.decoding;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.kernels.decoding.Decoder;
import io.millrace.kernels.decoding.DecoderMetrics;
import io.millrace.operators.support.KernelProcessor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One bin, one position. */
final class NeuralDecoderProcessor extends KernelProcessor {

    private final Decoder decoder;
    private final @Nullable DecoderMetrics metrics;
    private final Shape shape;
    private final String digest;
    private final Gauge activationSparsity = Gauge.of(
            "activation-sparsity", "part of the outputs of rectifiers and neurons that was zero, since the start");
    private final Gauge effectiveMacs =
            Gauge.of("effective-macs", "multiply-accumulates a bin with neither factor zero, mean since the start");
    private final Gauge effectiveAcs =
            Gauge.of("effective-acs", "additions a bin of a weight that is not zero, mean since the start");
    private final List<Gauge> gauges;
    private @Nullable Provenance from;
    private @Nullable Provenance through;

    NeuralDecoderProcessor(LoadedDecoder loaded) {
        super(loaded.decoder());
        this.decoder = loaded.decoder();
        this.metrics = decoder.metrics();
        this.shape = Shape.of(decoder.outputs());
        this.digest = loaded.digest();
        Gauge footprint = Gauge.of("footprint-bytes", "parameters and buffers, bytes");
        Gauge dense = Gauge.of("dense-synaptic-operations", "operations a bin if nothing were zero");
        footprint.set((double) loaded.footprintBytes());
        dense.set((double) decoder.macsPerBin());
        List<Gauge> all = new ArrayList<>(List.of(footprint, dense));
        if (metrics != null) {
            Gauge connections = Gauge.of("connection-sparsity", "part of the weights that is zero");
            connections.set(metrics.connectionSparsity());
            all.addAll(List.of(connections, activationSparsity, effectiveMacs, effectiveAcs));
        }
        this.gauges = List.copyOf(all);
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        float[] counts = frame.tensor().floats();
        if (!NeuralDecoder.isFinite(counts)) {
            out.drop(NeuralDecoder.NOT_FINITE);
            return;
        }
        float[] decoded = new float[shape.elements()];
        decoder.decode(counts, decoded);
        if (metrics != null) {
            activationSparsity.set(metrics.activationSparsity());
            effectiveMacs.set(metrics.effectiveMacs());
            effectiveAcs.set(metrics.effectiveAcs());
        }
        out.emit(new Frame(
                frame.sequence(),
                frame.timeNanos(),
                frame.uncertaintyNanos(),
                frame.arrivalNanos(),
                Tensor.of(shape, decoded),
                through(frame.provenance())));
    }

    @Override
    public List<Gauge> gauges() {
        return gauges;
    }

    /** One instance for as long as that of the input is one. */
    @SuppressWarnings("ReferenceEquality")
    private Provenance through(Provenance of) {
        Provenance known = through;
        if (known == null || of != from) {
            from = of;
            known = of.through(digest);
            through = known;
        }
        return known;
    }
}
