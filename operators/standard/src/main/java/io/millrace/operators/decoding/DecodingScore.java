package io.millrace.operators.decoding;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;

/**
 * Compares what was decoded with the true movement, moment by moment: R2 for each axis as NeuroBench defines it, over
 * all pairs so far.
 *
 * <p><b>Inputs</b> {@code decoded} and {@code truth}, f32 {@code [n]} each, of one clock. A decoded frame is paired with
 * the true one nearest to its time, at most {@code tolerance} away: what comes late, by the delay of a filter, still
 * meets the moment it is about. <b>Outputs</b> f32 {@code [score]}: one for each axis, then their mean; and
 * {@code pairs}, f32 {@code [pair=2, axis]}: decoded, true. Both at the time of the decoded frame. The gauges {@code r2},
 * {@code r2-x}, {@code r2-y} ... and {@code pairs}, {@code unpaired} say the same in metrics and in the report.
 *
 * <p><b>State and cost</b> the last {@code memory-frames} of either input. <b>Drops</b> frames with an element that is no
 * finite number: {@code not-finite}.
 *
 * @see io.millrace.kernels.decoding.R2Score
 */
public final class DecodingScore implements Operator<DecodingScore.Config> {

    /** Makes the operator; the service loader does. */
    public DecodingScore() {}

    /**
     * Settings.
     *
     * @param firstElement which element of the truth is the first axis
     * @param skipFrames pairs that are not judged, while a decoder's window fills
     * @param memoryFrames frames of each input that are kept for the other
     */
    public record Config(
            @Setting(help = "which element of the truth is the first axis, from 0", orElse = "0", min = 0, max = 255)
            int firstElement,

            @Setting(help = "pairs at the start that are not judged", orElse = "0", min = 0, max = 1_000_000)
            int skipFrames,

            @Setting(help = "frames of each input that are kept for the other", orElse = "1024", min = 2, max = 65536)
            int memoryFrames) {}

    @Override
    public String name() {
        return "decoding-score";
    }

    @Override
    public String summary() {
        return "compares what was decoded with the true movement: R2 for each axis";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck decodedCheck =
                inputs.named("decoded").tensor(ElementType.F32).rank(1).fixed().rated();
        InputCheck truthCheck =
                inputs.named("truth").tensor(ElementType.F32).rank(1).fixed();
        StreamSpec decoded = decodedCheck.spec();
        StreamSpec truth = truthCheck.spec();
        int axes = decoded.shape().elements();
        int last = settings.firstElement() + axes;
        if (truth.shape().elements() < last) {
            truthCheck.mismatch("truth has too few elements", "at least " + last + ", for " + axes + " axes");
        }
        StreamSpec scores =
                decoded.reshaped(ElementType.F32, Axis.of("score", axes + 1)).withUnit("1");
        StreamSpec pairs = decoded.reshaped(ElementType.F32, Axis.of("pair", 2), Axis.of("axis", axes));
        return Contract.of(scores)
                .withOutput("pairs", pairs)
                .withStateBytes(2L * settings.memoryFrames() * ((long) Float.BYTES * axes + Long.BYTES)
                        + 3L * Double.BYTES * axes)
                .withDrops(NeuralDecoder.NOT_FINITE);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new DecodingScoreProcessor(settings, context.inputs().get(0));
    }
}
