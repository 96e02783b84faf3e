package io.millrace.operators.sparse;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.delta.SparseGate;
import io.millrace.operators.support.KernelProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the elements that changed, with hysteresis.
 *
 * <p><b>Input</b> f32 of any fixed shape. <b>Output</b> a sparse tensor of the same shape: present are the elements that
 * changed, with what they are now; absent elements are as they were. The first frame, and every {@code keyframe-every}-th,
 * has all. Without delay.
 *
 * <p><b>State and cost</b> one frame and one flag an element; a comparison an element. <b>Drops</b> {@code unchanged}, if
 * {@code still-frames} says so.
 *
 * @see SparseGate
 */
public final class DeltaGate implements Operator<DeltaGate.Config> {

    /** Nothing in the frame changed. */
    static final DropReason UNCHANGED = new DropReason("unchanged");

    /** Makes the operator; the service loader does. */
    public DeltaGate() {}

    /** What becomes of a frame in which nothing changed. */
    public enum StillFrames {
        /** It is passed on without elements. */
        EMIT,
        /** It is dropped as unchanged. */
        DROP
    }

    /** How values are kept. */
    public enum Values {
        /** As they are. */
        F32,
        /** Rounded to 15 bits below the largest of the frame: half the bytes when sent, at 86 dB. */
        INT16
    }

    /**
     * Settings.
     *
     * @param threshold change above which an element is passed on, in the unit of the stream
     * @param release change above which it goes on being passed on; null for the threshold
     * @param keyframeEvery frames between whole frames, 0 for none but the first
     * @param stillFrames what becomes of a frame in which nothing changed
     * @param values how values are kept
     */
    public record Config(
            @Setting(
                    help = "change above which an element is passed on, in the unit of the stream",
                    min = 0,
                    live = true)
            double threshold,

            @Setting(
                    help = "change above which an element goes on being passed on; the threshold if not given",
                    orElse = Setting.ABSENT,
                    min = 0,
                    live = true)
            @Nullable Double release,

            @Setting(help = "frames between whole frames, 0 for none but the first", orElse = "0", min = 0, max = 1e9)
            int keyframeEvery,

            @Setting(help = "what becomes of a frame in which nothing changed", orElse = "emit")
            StillFrames stillFrames,

            @Setting(help = "whether values are rounded to what int16 holds", orElse = "f32")
            Values values) {

        /**
         * Checks that sleeping is not harder than waking.
         *
         * @param threshold change that wakes
         * @param release change that keeps awake
         * @param keyframeEvery frames between whole frames
         * @param stillFrames what becomes of a frame in which nothing changed
         * @param values how values are kept
         */
        public Config {
            if (release != null && release > threshold) {
                throw new IllegalArgumentException("release is above the threshold: release=" + release + ", threshold="
                        + threshold + " (expected at most the threshold)");
            }
        }
    }

    @Override
    public String name() {
        return "delta-gate";
    }

    @Override
    public String summary() {
        return "passes on the elements that changed, as sparse tensors";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.F32).fixed().spec();
        StreamSpec out = new StreamSpec(
                PayloadKind.SPARSE, ElementType.F32, in.axes(), in.fields(), in.rateHz(), in.unit(), in.clockDomain());
        Contract contract =
                Contract.of(out).withStateBytes(gate(settings, in.shape()).stateBytes());
        return settings.stillFrames() == StillFrames.DROP ? contract.withDrops(UNCHANGED) : contract;
    }

    private static SparseGate gate(Config settings, Shape shape) {
        Double release = settings.release();
        return new SparseGate(
                shape.elements(),
                (float) settings.threshold(),
                (float) (release == null ? settings.threshold() : release.doubleValue()),
                settings.keyframeEvery(),
                settings.values() == Values.INT16);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        Shape shape = context.input().shape();
        return new Running(gate(settings, shape), shape, settings.stillFrames() == StillFrames.DROP);
    }

    private static final class Running extends KernelProcessor {

        private final SparseGate gate;
        private final Shape shape;
        private final boolean dropsStill;

        Running(SparseGate gate, Shape shape, boolean dropsStill) {
            super(gate);
            this.gate = gate;
            this.shape = shape;
            this.dropsStill = dropsStill;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            int changed = gate.process(frame.tensor().floats());
            if (changed == 0 && dropsStill) {
                out.drop(UNCHANGED);
                return;
            }
            int[] coordinates = new int[changed];
            float[] values = new float[changed];
            gate.take(coordinates, values);
            out.emit(frame.withPayload(io.millrace.api.frame.SparseTensor.of(shape, coordinates, values)));
        }
    }
}
