package io.millrace.operators.vision;

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
import io.millrace.kernels.vision.Letterbox;
import java.util.Arrays;
import java.util.List;

/**
 * Makes pictures of any size the input of a model: resized with their proportions, with a border, as planes of numbers.
 *
 * <p><b>Input</b> u8 {@code [height, width, channel=3]}, 0..255, red, green, blue. <b>Output</b> f32 {@code [batch=1, channel=3,
 * height, width]}, each (value - mean) / deviation.
 *
 * <p><b>State and cost</b> tables as long as the sides; 5 products a number. <b>Drops</b> {@code empty-picture}: it has no pixel.
 *
 * @see Letterbox
 */
public final class LetterboxPicture implements Operator<LetterboxPicture.Config> {

    static final DropReason EMPTY_PICTURE = new DropReason("empty-picture");

    private static final int PRODUCTS_PER_NUMBER = 5;

    /** Makes the operator; the service loader does. */
    public LetterboxPicture() {}

    /**
     * Settings.
     *
     * @param width columns of the model's input, pixels
     * @param height rows of the model's input, pixels
     * @param mean what is subtracted from red, green and blue, 0..255
     * @param deviation what the rest is divided by
     * @param border value of the border before that, 0..255
     * @param order which colour the model wants first
     */
    public record Config(
            @Setting(help = "columns of the model's input, pixels", min = 1, max = 4096)
            int width,

            @Setting(help = "rows of the model's input, pixels", min = 1, max = 4096)
            int height,

            @Setting(help = "what is subtracted from red, green and blue (0..255)", orElse = "[0, 0, 0]")
            List<Double> mean,

            @Setting(help = "what red, green and blue are divided by then", orElse = "[255, 255, 255]")
            List<Double> deviation,

            @Setting(help = "value of the border before that, 0..255", orElse = "0", min = 0, max = 255)
            double border,

            @Setting(help = "which colour the model wants first", orElse = "rgb")
            ChannelOrder order) {

        /**
         * Checks that there is a number for each colour.
         *
         * @param width columns
         * @param height rows
         * @param mean of each colour
         * @param deviation of each colour
         * @param border value of the border
         * @param order of the colours
         * @throws IllegalArgumentException if there are not three of each, or a deviation is not above 0
         */
        public Config {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            boolean three = mean.size() == Letterbox.CHANNELS && deviation.size() == Letterbox.CHANNELS;
            if (!three || !deviation.stream().allMatch(d -> d > 0)) {
                throw new IllegalArgumentException("colours are not scaled: mean=" + mean + ", deviation=" + deviation
                        + " (expected three numbers each, deviations above 0)");
            }
        }
    }

    @Override
    public String name() {
        return "letterbox";
    }

    @Override
    public String summary() {
        return "makes pictures of any size the input of a model, with their proportions and a border";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = Pictures.require(inputs);
        StreamSpec out = in.reshaped(
                ElementType.F32,
                Axis.of("batch", 1),
                Axis.of("channel", Letterbox.CHANNELS),
                Axis.of("height", settings.height()),
                Axis.of("width", settings.width()));
        return Contract.of(out.withUnit("1"))
                .withStateBytes(new Letterbox(settings.width(), settings.height()).stateBytes())
                .withMacsPerFrame((long) PRODUCTS_PER_NUMBER * out.shape().elements())
                .withDrops(EMPTY_PICTURE);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(settings, context.output().shape());
    }

    private static final class Running implements Processor {

        private final Letterbox letterbox;
        private final Shape shape;
        private final int planeElements;
        private final int[] channels;
        private final float[] factors = new float[Letterbox.CHANNELS];
        private final float[] offsets = new float[Letterbox.CHANNELS];
        private final float[] borders = new float[Letterbox.CHANNELS];

        Running(Config settings, Shape shape) {
            this.letterbox = new Letterbox(settings.width(), settings.height());
            this.shape = shape;
            this.planeElements = settings.width() * settings.height();
            this.channels = settings.order() == ChannelOrder.RGB ? new int[] {0, 1, 2} : new int[] {2, 1, 0};
            for (int plane = 0; plane < Letterbox.CHANNELS; plane++) {
                double mean = settings.mean().get(channels[plane]);
                double deviation = settings.deviation().get(channels[plane]);
                factors[plane] = (float) (1 / deviation);
                offsets[plane] = (float) (-mean / deviation);
                borders[plane] = (float) ((settings.border() - mean) / deviation);
            }
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            Tensor picture = frame.tensor();
            int height = picture.shape().extent(0);
            int width = picture.shape().extent(1);
            if (height == 0 || width == 0) {
                out.drop(EMPTY_PICTURE);
                return;
            }
            float[] planes = new float[shape.elements()];
            for (int plane = 0; plane < Letterbox.CHANNELS; plane++) {
                int from = plane * planeElements;
                Arrays.fill(planes, from, from + planeElements, borders[plane]);
                letterbox.plane(
                        picture.asBytes(),
                        width,
                        height,
                        channels[plane],
                        factors[plane],
                        offsets[plane],
                        planes,
                        from);
            }
            out.emit(frame.withPayload(Tensor.of(shape, planes)));
        }
    }
}
