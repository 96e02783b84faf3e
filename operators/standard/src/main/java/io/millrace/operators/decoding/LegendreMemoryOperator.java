package io.millrace.operators.decoding;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.decoding.LegendreMemory;
import io.millrace.operators.support.KernelProcessor;
import java.time.Duration;

/**
 * Remembers the last while of every channel as a few numbers: coefficients of shifted Legendre polynomials.
 *
 * <p><b>Input</b> f32 {@code [channel]}, with a nominal rate. <b>Output</b> f32 {@code [channel, coefficient=order]}, a
 * frame a frame, without delay: the last {@code theta} up to and with this frame. A model behind it sees the past without
 * a window; trained with weights around it, it is the Legendre memory unit, {@code neural-decoder} with topology
 * {@code lmu}, or {@code l2mu} of spiking neurons.
 *
 * <p><b>State and cost</b> {@code order} numbers a channel; {@code order^2 + order} products a channel and frame.
 * <b>Drops</b> frames with an element that is no finite number, which would never leave the memory: {@code not-finite}.
 *
 * @see LegendreMemory
 */
public final class LegendreMemoryOperator implements Operator<LegendreMemoryOperator.Config> {

    private static final DropReason NOT_FINITE = NeuralDecoder.NOT_FINITE;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Makes the operator; the service loader does. */
    public LegendreMemoryOperator() {}

    /**
     * Settings.
     *
     * @param order number of coefficients of each channel
     * @param theta how far back it reaches
     */
    public record Config(
            @Setting(help = "coefficients of each channel; more of them remember finer", min = 1, max = 128)
            int order,

            @Setting(help = "how far back it reaches") Duration theta) {

        /**
         * Checks the duration.
         *
         * @param order number of coefficients
         * @param theta how far back it reaches
         * @throws IllegalArgumentException if it is not above 0
         */
        public Config {
            if (theta.isZero() || theta.isNegative() || theta.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(
                        "memory is out of range: theta=" + theta + " (expected above 0, at most 24h)");
            }
        }
    }

    @Override
    public String name() {
        return "legendre-memory";
    }

    @Override
    public String summary() {
        return "remembers the last while of every channel as Legendre coefficients";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in =
                inputs.single().tensor(ElementType.F32).rank(1).fixed().rated().spec();
        long channels = in.shape().elements();
        int order = settings.order();
        if (channels * order > Integer.MAX_VALUE / Float.BYTES) {
            inputs.refuse(
                    "memory is too large",
                    "order=" + order + ", channels=" + channels,
                    "at most " + Integer.MAX_VALUE + " bytes");
            return Contract.of(in).withDrops(NOT_FINITE);
        }
        return Contract.of(in.reshaped(ElementType.F32, in.axes().get(0), Axis.of("coefficient", order)))
                .withStateBytes(Float.BYTES * channels * order)
                .withMacsPerFrame(channels * order * (order + 1))
                .withDrops(NOT_FINITE);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        double samples = settings.theta().toNanos() / NANOS_PER_SECOND * in.rateHz();
        return new Running(
                new LegendreMemory(settings.order(), samples, in.shape().elements()),
                context.output().shape());
    }

    private static final class Running extends KernelProcessor {

        private final LegendreMemory memory;
        private final Shape shape;

        Running(LegendreMemory memory, Shape shape) {
            super(memory);
            this.memory = memory;
            this.shape = shape;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] values = frame.tensor().floats();
            if (!NeuralDecoder.isFinite(values)) {
                out.drop(NOT_FINITE);
                return;
            }
            memory.push(values);
            float[] all = new float[shape.elements()];
            for (int c = 0; c < values.length; c++) {
                System.arraycopy(memory.coefficients(c), 0, all, c * memory.order(), memory.order());
            }
            out.emit(frame.withPayload(Tensor.of(shape, all)));
        }
    }
}
