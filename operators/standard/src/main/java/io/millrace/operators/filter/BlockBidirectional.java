package io.millrace.operators.filter;

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
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.filter.BesselNorm;
import io.millrace.kernels.filter.BlockFilter;
import io.millrace.kernels.filter.FilterDesign;
import io.millrace.kernels.filter.Sos;
import io.millrace.operators.support.Windows;

/**
 * Smooths a decoder's output by a Bessel low pass that runs forwards and backwards over the last block, anew for each
 * frame, and gives out the newest sample (no delay added) or the middle one (half a block late, smoother).
 *
 * <p><b>Input</b> f32 of any fixed shape with a nominal rate. <b>Output</b> the same; of {@code take: middle} each frame
 * carries the time and number of the input that it is the smoothed version of, and the last half block comes unsmoothed
 * when the stream ends.
 *
 * <p>{@code take: last} works on fine bins: with a corner above about a fifth of half the rate it gives out what it takes.
 *
 * <p><b>State and cost</b> one block of doubles and a product for each of its frames, an element. <b>Drops</b> frames
 * with an element that is no finite number: {@code not-finite}.
 *
 * @see BlockFilter
 */
public final class BlockBidirectional implements Operator<BlockBidirectional.Config> {

    private static final int BYTES_PER_STAMP = 2 * Long.BYTES;

    /** Makes the operator; the service loader does. */
    public BlockBidirectional() {}

    /**
     * Settings.
     *
     * @param order order of the Bessel filter
     * @param cutoffHz its corner, Hz, below half of the stream's rate
     * @param norm what the corner means
     * @param blockFrames length of the block, frames, even
     * @param take which frame of the filtered block is given out
     */
    public record Config(
            @Setting(help = "order of the Bessel filter", orElse = "4", min = 1, max = 10)
            int order,

            @Setting(help = "its corner, Hz", min = 1e-9) double cutoffHz,

            @Setting(help = "what the corner means: mag is -3 dB", orElse = "phase")
            BesselNorm norm,

            @Setting(
                    help = "length of the block, frames, even and longer than 3 (order + 1)",
                    orElse = "32",
                    min = 8,
                    max = 4096)
            int blockFrames,

            @Setting(
                    help = "which frame of the filtered block: last adds no delay, middle half a block",
                    orElse = "last")
            BlockFilter.Variant take) {

        /**
         * Checks the length of the block.
         *
         * @param order order of the Bessel filter
         * @param cutoffHz its corner, Hz
         * @param norm what the corner means
         * @param blockFrames length of the block, frames
         * @param take which frame of the filtered block is given out
         * @throws IllegalArgumentException if the block is odd or too short for the order
         */
        public Config {
            if (blockFrames % 2 != 0 || blockFrames <= 3 * (order + 1)) {
                throw new IllegalArgumentException("block does not fit: block-frames=" + blockFrames + ", order="
                        + order + " (expected an even number above " + 3 * (order + 1) + ")");
            }
        }

        private int taps() {
            return take == BlockFilter.Variant.LAST ? blockFrames + 1 : blockFrames;
        }

        private int delayFrames() {
            return take == BlockFilter.Variant.LAST ? 0 : blockFrames / 2;
        }
    }

    @Override
    public String name() {
        return "block-bidirectional";
    }

    @Override
    public String summary() {
        return "smooths by a Bessel filter forwards and backwards over the last block: low delay or high accuracy";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.F32).fixed().rated();
        IirFilter.fits(check, "cutoff-hz", settings.cutoffHz());
        StreamSpec in = check.spec();
        long products = (long) in.shape().elements() * settings.taps();
        return Contract.of(in)
                .withDelayNanos(Windows.samplesNanos(in, settings.delayFrames()))
                .withStateBytes(Double.BYTES * products + (long) BYTES_PER_STAMP * settings.delayFrames())
                .withMacsPerFrame(products)
                .withDrops(IirFilter.NOT_FINITE);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        Sos sos = FilterDesign.bessel(settings.order(), settings.norm()).lowPass(settings.cutoffHz(), in.rateHz());
        BlockFilter filter = new BlockFilter(
                sos, settings.blockFrames(), settings.take(), in.shape().elements());
        return new Running(filter, in.shape());
    }

    private static final class Running extends HeldFramesProcessor {

        private final BlockFilter filter;
        private final Shape shape;
        private final float[] unused;

        Running(BlockFilter filter, Shape shape) {
            super(filter, filter.delaySamples());
            this.filter = filter;
            this.shape = shape;
            this.unused = new float[shape.elements()];
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            if (!IirFilter.isFinite(frame.tensor().floats())) {
                out.drop(IirFilter.NOT_FINITE);
                return;
            }
            hold(frame);
            float[] smooth = isFull() ? new float[shape.elements()] : unused;
            if (filter.process(frame.tensor().floats(), smooth)) {
                out.emit(stamp(frame, Tensor.of(shape, smooth)));
            }
        }

        @Override
        protected Tensor held(int age) {
            float[] raw = new float[shape.elements()];
            filter.held(age, raw);
            return Tensor.of(shape, raw);
        }
    }
}
