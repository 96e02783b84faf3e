package io.millrace.operators.fusion;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.fusion.AgreementGate;
import io.millrace.operators.support.KernelProcessor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Withholds joined frames while their sensors disagree, so that what comes after it works only when it is worth it.
 *
 * <p><b>Input</b> bundles, as {@code align:} makes them, with {@code drive} and {@code context} as {@code context-modulation}
 * takes them, and any other parts. <b>Outputs</b> {@code out}: the bundles as they came, while the two agree; {@code
 * agreement}: f32 {@code [field=2]} for every bundle, how much they agree and 1 if the gate is open, else 0.
 *
 * <p><b>State and cost</b> some numbers; a product an element. <b>Drops</b> {@code disagreement}, which the books count;
 * {@code not-finite}. The gauges count what passed, what was withheld, and how often it opened.
 *
 * @see AgreementGate
 */
public final class AgreementGateOperator implements Operator<AgreementGateOperator.Config> {

    /** The sensors do not agree. */
    static final DropReason DISAGREEMENT = new DropReason("disagreement");

    private static final Shape FIELDS = Shape.of(2);

    /** Makes the operator; the service loader does. */
    public AgreementGateOperator() {}

    /** Which of the elements decide. */
    public enum Over {
        /** The one that agrees most. */
        LARGEST,
        /** All of them together. */
        MEAN
    }

    /** Which drives can agree. */
    public enum Drives {
        /** Those above 0: that neither sensor has anything does not open the gate. */
        ACTIVE,
        /** All: two that are below 0 agree. */
        ALL
    }

    /**
     * Settings.
     *
     * @param threshold drive times context that opens
     * @param release drive times context below which it may shut; null for the threshold
     * @param holdFrames how many in a row below it shut
     * @param over which of the elements decide
     * @param drives which drives can agree
     * @param keyframeEvery frames between those that pass in any case
     * @param drive how the numbers of the drive are read
     * @param context how those of the context are read
     */
    public record Config(
            @Setting(help = "drive times context that opens the gate", live = true)
            double threshold,

            @Setting(
                    help = "drive times context below which it may shut; the threshold if not given",
                    orElse = Setting.ABSENT,
                    live = true)
            @Nullable Double release,

            @Setting(
                    help = "frames in a row below it that shut the gate",
                    orElse = "1",
                    min = 1,
                    max = 1e9,
                    live = true)
            int holdFrames,

            @Setting(help = "which elements decide: the largest, or the mean of all", orElse = "largest")
            Over over,

            @Setting(help = "which drives can agree: active ones above 0, or all", orElse = "active")
            Drives drives,

            @Setting(help = "frames between those that pass in any case, 0 for none", orElse = "0", min = 0, max = 1e9)
            int keyframeEvery,

            @Setting(help = "numbers of the drive: each for itself, or their mean as one", orElse = "each")
            Reading drive,

            @Setting(help = "numbers of the context: each for itself, or their mean as one", orElse = "each")
            Reading context) {

        /**
         * Checks that shutting is not harder than opening.
         *
         * @param threshold what opens
         * @param release below which it may shut
         * @param holdFrames how many in a row
         * @param over which of the elements decide
         * @param drives which drives can agree
         * @param keyframeEvery frames between those that pass in any case
         * @param drive how the numbers of the drive are read
         * @param context how those of the context are read
         * @throws IllegalArgumentException if {@code release} is above {@code threshold}
         */
        public Config {
            if (release != null && release > threshold) {
                throw new IllegalArgumentException("release is above the threshold: release=" + release + ", threshold="
                        + threshold + " (expected at most the threshold)");
            }
        }

        AgreementGate gate() {
            return new AgreementGate(
                    threshold,
                    release == null ? threshold : release,
                    holdFrames,
                    over == Over.MEAN,
                    drives == Drives.ACTIVE,
                    keyframeEvery);
        }
    }

    @Override
    public String name() {
        return "agreement-gate";
    }

    @Override
    public String summary() {
        return "withholds joined frames while their sensors disagree";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = DrivenPair.bundle(inputs);
        StreamSpec driven = DrivenPair.require(check, settings.drive(), settings.context());
        StreamSpec in = check.spec();
        StreamSpec agreement = StreamSpec.tensor(ElementType.F32, Axis.of("field", 2))
                .withRateHz(in.rateHz())
                .withClockDomain(in.clockDomain());
        return Contract.of(in)
                .withOutput("agreement", agreement)
                .withMacsPerFrame(driven.shape().elements())
                .withDrops(DISAGREEMENT, DrivenPair.NOT_FINITE);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(settings.gate(), new DrivenPair(context.input(), settings.drive(), settings.context()));
    }

    private static final class Running extends KernelProcessor {

        private final AgreementGate gate;
        private final DrivenPair pair;
        private final Gauge passed = Gauge.of("passed-frames", "frames that went on");
        private final Gauge withheld = Gauge.of("withheld-frames", "frames that were withheld");
        private final Gauge openings = Gauge.of("openings", "how often the gate opened");

        Running(AgreementGate gate, DrivenPair pair) {
            super(gate);
            this.gate = gate;
            this.pair = pair;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            Bundle bundle = frame.bundle();
            float[] drive = pair.drive(bundle);
            float[] context = pair.context(bundle);
            if (!DrivenPair.isFinite(drive) || !DrivenPair.isFinite(context)) {
                out.drop(DrivenPair.NOT_FINITE);
                return;
            }
            boolean passes = gate.next(drive, context);
            float[] fields = {gate.agreement(), gate.isOpen() ? 1 : 0};
            out.emit(1, frame.withPayload(Tensor.of(FIELDS, fields)));
            if (passes) {
                out.emit(frame);
            } else {
                out.drop(DISAGREEMENT);
            }
            passed.set((double) gate.passed());
            withheld.set((double) gate.withheld());
            openings.set((double) gate.openings());
        }

        @Override
        public List<Gauge> gauges() {
            return List.of(passed, withheld, openings);
        }
    }
}
