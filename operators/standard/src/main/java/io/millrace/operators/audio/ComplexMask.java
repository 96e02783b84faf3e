package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import java.util.List;

/**
 * Multiplies spectra by the masks that models made of them: one mask, or several after each other, such as one for the
 * echo and one for the noise.
 *
 * <p><b>Inputs</b> first the spectra f32 {@code [channel, iq=2, bin]}, then masks, each f32 of a fixed shape with as many
 * elements as the spectra (complex gains, real before imaginary parts), as their magnitudes (real gains for every
 * channel), or as the bins (real gains for all channels). <b>Output</b> the masked spectra, at the spectra's time.
 *
 * <p>A spectrum meets the masks of exactly its time, so the masks must come from it frame by frame; until all are there it
 * waits. Frames whose partner does not come (because a model refused the frame) go when a later set is complete.
 *
 * <p><b>State and cost</b> up to {@code wait-frames} frames an input; four products a bin and complex mask. <b>Drops</b>
 * {@code partner-missing}: the frame would be one more than {@code wait-frames} to wait.
 */
public final class ComplexMask implements Operator<ComplexMask.Config> {

    static final DropReason PARTNER_MISSING = new DropReason("partner-missing");

    private static final int PRODUCTS_PER_BIN = 4;

    /** Makes the operator; the service loader does. */
    public ComplexMask() {}

    /**
     * Settings.
     *
     * @param waitFrames frames of an input that may wait for their partners
     */
    public record Config(
            @Setting(
                    help = "frames of an input that may wait for their partners, more than the masks are late",
                    orElse = "16",
                    min = 1,
                    max = 65_536)
            int waitFrames) {}

    @Override
    public String name() {
        return "complex-mask";
    }

    @Override
    public String summary() {
        return "multiplies spectra by the masks that models made of them";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        List<InputCheck> all = inputs.all();
        StreamSpec spectra = AudioStreams.requireSpectra(all.get(0));
        if (all.size() < 2) {
            inputs.refuse("mask is missing", "inputs=" + all.size(), "in: { spectrum: ..., mask: ... }");
        }
        long bytes = spectra.frameBytes();
        for (InputCheck mask : all.subList(1, all.size())) {
            StreamSpec spec = mask.tensor(ElementType.F32).fixed().spec();
            bytes += spec.frameBytes();
            if (MaskShape.of(spectra, spec) == null) {
                mask.mismatch(
                        "mask does not fit the spectra",
                        "the elements of " + spectra.axes() + " for complex gains, or one for each bin");
            }
        }
        return Contract.of(spectra)
                .withStateBytes(settings.waitFrames() * bytes)
                .withMacsPerFrame(PRODUCTS_PER_BIN * (spectra.shape().elements() / 2L))
                .withDrops(PARTNER_MISSING);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new ComplexMaskProcessor(settings.waitFrames(), context);
    }
}
