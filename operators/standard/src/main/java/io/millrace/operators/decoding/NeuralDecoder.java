package io.millrace.operators.decoding;

import io.millrace.api.config.Setting;
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
import io.millrace.kernels.decoding.Decoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Decodes movement from spike counts with a decoder out of a file: perceptrons, spiking networks, Legendre memory, Kalman
 * and Wiener filters.
 *
 * <p><b>Input</b> f32 {@code [channel]}, one frame a bin, at the rate the decoder was trained for. <b>Output</b> f32
 * {@code [axis]} in the unit of the file, without delay. The plan notes its topology, its footprint and its dense
 * operations as NeuroBench counts them.
 *
 * <p><b>State and cost</b> that of the decoder. <b>Drops</b> frames with an element that is no finite number:
 * {@code not-finite}. <b>Gauges</b> are NeuroBench's: {@code footprint-bytes, dense-synaptic-operations}, and of
 * networks {@code connection-sparsity, activation-sparsity, effective-macs, effective-acs}, means since the start.
 *
 * @see io.millrace.kernels.decoding.Decoders
 */
public final class NeuralDecoder implements Operator<NeuralDecoder.Config> {

    static final DropReason NOT_FINITE = new DropReason("not-finite");

    /** A decoder may run at this part beside the rate it was trained for. */
    private static final double RATE_TOLERANCE = 0.01;

    /** Makes the operator; the service loader does. */
    public NeuralDecoder() {}

    /**
     * Settings.
     *
     * @param file the decoder, as numpy.savez writes it
     */
    public record Config(
            @Setting(help = "the decoder, an .npz file; its arrays are described at Decoders")
            Path file) {}

    @Override
    public String name() {
        return "neural-decoder";
    }

    @Override
    public String summary() {
        return "decodes movement from spike counts with a decoder out of a file";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.F32).rank(1).fixed();
        StreamSpec in = check.spec();
        LoadedDecoder loaded;
        try {
            loaded = LoadedDecoder.read(settings.file());
        } catch (IOException | IllegalArgumentException e) {
            inputs.refuse(
                    "decoder cannot be used",
                    "file=" + settings.file() + ", cause=" + e.getMessage(),
                    "a file that numpy.savez wrote, as Decoders describes it");
            return Contract.of(in).withDrops(NOT_FINITE);
        }
        Decoder decoder = loaded.decoder();
        if (in.shape().elements() != decoder.channels()) {
            check.mismatch("decoder has other channels", decoder.channels() + " channels, as in " + settings.file());
        }
        double trainedHz = loaded.binMs() > 0 ? 1000 / loaded.binMs() : 0;
        if (trainedHz > 0 && in.rateHz() > 0 && Math.abs(in.rateHz() / trainedHz - 1) > RATE_TOLERANCE) {
            check.mismatch("decoder was trained on other bins", "bins of " + loaded.binMs() + " ms");
        }
        return Contract.of(in.reshaped(ElementType.F32, Axis.of("axis", decoder.outputs()))
                        .withUnit(loaded.unit()))
                .withStateBytes(decoder.stateBytes())
                .withMacsPerFrame(decoder.macsPerBin())
                .withDrops(NOT_FINITE)
                .withNotes(List.of(loaded.topology() + ", footprint " + loaded.footprintBytes() + " B, "
                        + decoder.macsPerBin() + " dense operations a bin"));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        try {
            LoadedDecoder loaded = LoadedDecoder.read(settings.file());
            return new NeuralDecoderProcessor(loaded);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "decoder cannot be read any more: file=" + settings.file() + ", cause=" + e.getMessage(), e);
        }
    }

    static boolean isFinite(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value * 0; // 0 for a finite value, else NaN
        }
        return sum == 0;
    }
}
