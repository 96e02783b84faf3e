package io.millrace.operators.csi;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.csi.PresenceDetector;
import io.millrace.operators.support.KernelProcessor;
import io.millrace.operators.support.Windows;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether somebody moves, from the turbulence of the channel.
 *
 * <p><b>Input</b> f32 of one element, the turbulence. <b>Output</b> f32[field=3] for every frame: {@code score} (variance
 * of the turbulence over the last {@code window-frames}; 0 until the window is full), {@code threshold} (NaN until it is
 * known) and {@code state}: -1 calibrating, 0 absent, 1 present. Its time is the middle of the window if the stream has a
 * nominal rate. A turbulence that is no number leaves all three as they were.
 *
 * <p><b>Calibration</b> without a given threshold: after {@code skip-frames}, {@code calibration-frames} in which nobody
 * may move; the threshold is {@code factor} times the {@code percentile} of their scores.
 *
 * <p><b>State and cost</b> the scores of the calibration and one window, O(window) a frame. <b>Drops</b> nothing.
 *
 * @see PresenceDetector
 */
public final class CsiPresence implements Operator<CsiPresence.Config> {

    /** Makes the operator; the service loader does. */
    public CsiPresence() {}

    /**
     * Settings.
     *
     * @param windowFrames frames that the variance is taken over
     * @param skipFrames frames passed over at first, while the receiver settles
     * @param calibrationFrames frames after those in which nobody moves, at least {@code windowFrames}
     * @param percentile percentile of their scores, 0..100
     * @param factor what it is multiplied by
     * @param threshold score above which somebody moves, in place of a calibration
     */
    public record Config(
            @Setting(help = "frames that the variance is taken over", orElse = "75", min = 2, max = 100_000)
            int windowFrames,

            @Setting(help = "frames passed over at first, while the receiver settles", orElse = "0", min = 0)
            int skipFrames,

            @Setting(
                    help = "frames after those in which nobody moves, for learning the threshold",
                    orElse = "750",
                    min = 2,
                    max = 10_000_000)
            int calibrationFrames,

            @Setting(help = "percentile of their scores", orElse = "95", min = 0, max = 100, live = true)
            double percentile,

            @Setting(help = "what the percentile is multiplied by", orElse = "1.1", min = 1e-6, live = true)
            double factor,

            @Setting(
                    help = "score above which somebody moves, in place of a calibration",
                    orElse = Setting.ABSENT,
                    min = 0,
                    max = Double.MAX_VALUE,
                    live = true)
            @Nullable Double threshold) {

        /**
         * Checks that the calibration fills the window.
         *
         * @param windowFrames frames of the variance
         * @param skipFrames frames passed over
         * @param calibrationFrames frames of the calibration
         * @param percentile percentile of the scores
         * @param factor what it is multiplied by
         * @param threshold threshold in place of a calibration
         * @throws IllegalArgumentException if the calibration is shorter than the window
         */
        public Config {
            if (threshold == null && calibrationFrames < windowFrames) {
                throw new IllegalArgumentException("calibration does not fill the window: calibration-frames="
                        + calibrationFrames + ", window-frames=" + windowFrames
                        + " (expected calibration-frames at least window-frames)");
            }
        }

        PresenceDetector detector() {
            return threshold != null
                    ? PresenceDetector.withThreshold(windowFrames, skipFrames, threshold)
                    : PresenceDetector.learning(windowFrames, skipFrames, calibrationFrames, percentile, factor);
        }
    }

    @Override
    public String name() {
        return "csi-presence";
    }

    @Override
    public String summary() {
        return "tells whether somebody moves, from the turbulence of the channel";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.F32).fixed();
        StreamSpec in = check.spec();
        if (in.shape().elements() != 1) {
            check.mismatch("stream has another size", "one element, as turbulence gives it");
        }
        int scores = settings.threshold() == null ? settings.calibrationFrames() - settings.windowFrames() + 1 : 0;
        return Contract.of(in.reshaped(ElementType.F32, Axis.of("field", 3)).withUnit("1"))
                .withDelayNanos(Windows.delayNanos(in, settings.windowFrames()))
                .withStateBytes((long) Double.BYTES * (settings.windowFrames() + scores))
                .withMacsPerFrame(settings.windowFrames());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(settings.detector(), context);
    }

    private static final class Running extends KernelProcessor {

        private final PresenceDetector detector;
        private final Shape shape;
        private final long delayNanos;

        Running(PresenceDetector detector, OpenContext context) {
            super(detector);
            this.detector = detector;
            this.shape = context.output().shape();
            this.delayNanos = context.contract().delayNanos();
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            PresenceDetector.State state = detector.push(frame.tensor().floats()[0]);
            float[] fields = {(float) detector.score(), (float) detector.threshold(), word(state)};
            out.emit(delayed(frame, Tensor.of(shape, fields), delayNanos));
        }

        private static float word(PresenceDetector.State state) {
            return switch (state) {
                case CALIBRATING -> -1;
                case ABSENT -> 0;
                case PRESENT -> 1;
            };
        }
    }
}
