package io.millrace.operators.vision;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.vision.BlockMeans;
import io.millrace.kernels.vision.MotionGate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes pictures on only when something moves in them, whole or cut to where it does, so that what comes behind works only then.
 *
 * <p><b>Input</b> u8 {@code [height, width, channel=3]} or {@code [height, width]} of a fixed size. <b>Outputs</b> {@code out}: the
 * pictures that pass, as they came, or their moving part, whose size changes; {@code region} f32 {@code [field=5]} with each:
 * left, top, right, bottom of the moving part in pixels of the picture, and how many squares move. The first picture passes,
 * every {@code keyframe-every}-th, and {@code hold-frames} after each that moved; their part is that of the last that moved. Without
 * delay.
 *
 * <p><b>State and cost</b> a few bytes a square; a sum or, of colours, three a pixel. <b>Drops</b> {@code still}: nothing moves.
 *
 * @see MotionGate
 */
public final class MotionGateOperator implements Operator<MotionGateOperator.Config> {

    /** Nothing in the picture moves. */
    static final DropReason STILL = new DropReason("still");

    static final int REGION_FIELDS = 5;

    private static final int CORNERS = 4;
    private static final int COLOURS = 3;

    /** Makes the operator; the service loader does. */
    public MotionGateOperator() {}

    /** What is passed on. */
    public enum Emit {
        /** The picture as it came. */
        PICTURE,
        /** The rectangle around what moves. */
        CROP
    }

    /**
     * Settings.
     *
     * @param threshold change of a square's mean brightness above which it moves
     * @param release change above which it goes on moving; null for the threshold
     * @param blockPixels side of a square
     * @param fewestBlocks how many squares have to move
     * @param holdFrames how many pictures pass after the last that moved
     * @param keyframeEvery every which picture passes in any case, 0 for none but the first
     * @param memoryFrames over how many pictures the past of a square reaches, 1 for the one before
     * @param watch left, top, right, bottom of the part that is looked at; empty for all
     * @param emit what is passed on
     * @param marginPixels how far around what moves a crop reaches
     */
    public record Config(
            @Setting(
                    help = "change of a square's mean brightness above which it moves, levels of 0..255",
                    orElse = "4",
                    min = 0,
                    max = 255,
                    live = true)
            double threshold,

            @Setting(
                    help = "change above which it goes on moving; the threshold if not given",
                    orElse = Setting.ABSENT,
                    min = 0,
                    max = 255,
                    live = true)
            @Nullable Double release,

            @Setting(help = "side of a square, pixels", orElse = "16", min = 1, max = 4096)
            int blockPixels,

            @Setting(help = "how many squares have to move", orElse = "1", min = 1, max = 1e9, live = true)
            int fewestBlocks,

            @Setting(help = "how many pictures pass after the last that moved", orElse = "0", min = 0, max = 1e9)
            int holdFrames,

            @Setting(
                    help = "every which picture passes in any case, 0 for none but the first",
                    orElse = "0",
                    min = 0,
                    max = 1e9)
            int keyframeEvery,

            @Setting(
                    help = "over how many pictures the past reaches that a square is compared with",
                    orElse = "1",
                    min = 1,
                    max = 1e6)
            double memoryFrames,

            @Setting(
                    help = "left, top, right, bottom of the part that is looked at, pixels; all if not given",
                    orElse = "[]")
            List<Integer> watch,

            @Setting(help = "picture, or crop: the rectangle around what moves", orElse = "picture")
            Emit emit,

            @Setting(help = "how far around what moves a crop reaches, pixels", orElse = "0", min = 0, max = 65_535)
            int marginPixels) {

        /**
         * Checks the two thresholds and the part that is looked at.
         *
         * @param threshold change that moves
         * @param release change that goes on moving
         * @param blockPixels side of a square
         * @param fewestBlocks how many have to move
         * @param holdFrames how many pictures pass after
         * @param keyframeEvery every which passes
         * @param memoryFrames length of the past
         * @param watch part that is looked at
         * @param emit what is passed on
         * @param marginPixels around what moves
         * @throws IllegalArgumentException if release is above the threshold, or the part is no rectangle
         */
        public Config {
            watch = List.copyOf(watch);
            if (release != null && release > threshold) {
                throw new IllegalArgumentException("release is above the threshold: release=" + release + ", threshold="
                        + threshold + " (expected at most the threshold)");
            }
            boolean whole = watch.isEmpty();
            if (!whole
                    && (watch.size() != CORNERS
                            || watch.get(0) < 0
                            || watch.get(1) < 0
                            || watch.get(2) <= watch.get(0)
                            || watch.get(3) <= watch.get(1))) {
                throw new IllegalArgumentException("part that is looked at is no rectangle: watch=" + watch
                        + " (expected [left, top, right, bottom], right and bottom beyond left and top)");
            }
        }

        int corner(int index, int otherwise) {
            return watch.isEmpty() ? otherwise : watch.get(index);
        }

        MotionGate gate(StreamSpec in) {
            int height = in.axes().get(0).size();
            int width = in.axes().get(1).size();
            int left = corner(0, 0);
            int top = corner(1, 0);
            BlockMeans blocks = new BlockMeans(
                    width,
                    channels(in),
                    left,
                    top,
                    Math.min(width, corner(2, width)) - left,
                    Math.min(height, corner(3, height)) - top,
                    blockPixels);
            double wakes = threshold;
            Double sleeps = release;
            return new MotionGate(
                    blocks,
                    (float) wakes,
                    (float) (sleeps == null ? wakes : sleeps.doubleValue()),
                    fewestBlocks,
                    holdFrames,
                    keyframeEvery,
                    memoryFrames);
        }
    }

    static int channels(StreamSpec pictures) {
        return pictures.axes().size() == 2 ? 1 : COLOURS;
    }

    @Override
    public String name() {
        return "motion-gate";
    }

    @Override
    public String summary() {
        return "passes on pictures in which something moves, whole or cut to where it does";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = Pictures.requireFixed(inputs);
        int height = in.axes().get(0).size();
        int width = in.axes().get(1).size();
        if (settings.corner(0, 0) >= width || settings.corner(1, 0) >= height) {
            inputs.refuse(
                    "part that is looked at lies outside the pictures",
                    "watch=" + settings.watch() + ", width=" + width + ", height=" + height,
                    "left below the width, top below the height");
            return Contract.of(in).withOutput("region", region(in)).withDrops(STILL);
        }
        StreamSpec crop = channels(in) == 1
                ? in.reshaped(ElementType.U8, Axis.dynamic("height"), Axis.dynamic("width"))
                : in.reshaped(
                        ElementType.U8, Axis.dynamic("height"), Axis.dynamic("width"), Axis.of("channel", COLOURS));
        return Contract.of(settings.emit() == Emit.CROP ? crop : in)
                .withOutput("region", region(in))
                .withStateBytes(settings.gate(in).stateBytes())
                .withMacsPerFrame(in.shape().elements())
                .withDrops(STILL);
    }

    private static StreamSpec region(StreamSpec in) {
        return in.reshaped(ElementType.F32, Axis.of("field", REGION_FIELDS)).withUnit("1");
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new MotionGateProcessor(settings, context.input());
    }
}
