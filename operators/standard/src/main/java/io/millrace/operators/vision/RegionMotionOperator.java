package io.millrace.operators.vision;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.vision.RegionMotion;
import io.millrace.kernels.vision.RegionMotion.Region;
import io.millrace.operators.support.KernelProcessor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says how much moves in stated parts of the picture: the root mean square by which pixels differ from the picture before.
 *
 * <p><b>Input</b> u8 {@code [height, width, channel]}, or {@code [height, width]} of grey. <b>Output</b> f32 {@code [region]}, 0..255, from the second picture on,
 * and after a change of size from the second picture of the new size on.
 *
 * <p><b>State and cost</b> the regions' pixels; a product a number in them. <b>Drops</b> {@code region-outside}: the picture
 * does not hold all regions.
 *
 * @see RegionMotion
 */
public final class RegionMotionOperator implements Operator<RegionMotionOperator.Config> {

    static final DropReason REGION_OUTSIDE = new DropReason("region-outside");

    private static final int MOST_CHANNELS = 4;
    private static final int MOST_PIXELS = 1 << 26;
    private static final Pattern REGION = Pattern.compile("(\\d{1,5})x(\\d{1,5})\\+(\\d{1,5})\\+(\\d{1,5})");

    /** Makes the operator; the service loader does. */
    public RegionMotionOperator() {}

    /**
     * Settings.
     *
     * @param regions parts of the picture
     */
    public record Config(
            @Setting(help = "parts of the picture, each width x height + left + top in pixels: 40x28+56+84")
            List<String> regions) {

        /**
         * Checks the regions.
         *
         * @param regions parts of the picture
         * @throws IllegalArgumentException if there is none, or one cannot be understood
         */
        public Config {
            regions = List.copyOf(regions);
            if (regions.isEmpty()) {
                throw new IllegalArgumentException(
                        "nothing is looked at: regions=[] (expected at least one, as 40x28+56+84)");
            }
            regions.forEach(Config::parse);
        }

        private static Region parse(String text) {
            Matcher matcher = REGION.matcher(text);
            boolean fits = matcher.matches();
            Region region = fits
                    ? new Region(number(matcher, 3), number(matcher, 4), number(matcher, 1), number(matcher, 2))
                    : new Region(0, 0, 0, 0);
            if (region.width() < 1 || region.height() < 1 || (long) region.width() * region.height() > MOST_PIXELS) {
                throw new IllegalArgumentException("region is none: region=" + text
                        + " (expected width x height + left + top in pixels, as 40x28+56+84)");
            }
            return region;
        }

        private static int number(Matcher matcher, int group) {
            return Integer.parseInt(matcher.group(group));
        }

        List<Region> parsed() {
            List<Region> all = new ArrayList<>();
            regions.forEach(region -> all.add(parse(region)));
            return all;
        }
    }

    @Override
    public String name() {
        return "region-motion";
    }

    @Override
    public String summary() {
        return "says how much moves in parts of the picture";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check =
                inputs.single().tensor(ElementType.U8).axis(0, "height").axis(1, "width");
        StreamSpec in = check.spec();
        boolean fits =
                in.axes().size() == 2 || (in.axes().size() == 3 && channels(in) >= 1 && channels(in) <= MOST_CHANNELS);
        if (!fits) {
            check.mismatch("stream is no pictures", "u8 [height, width], or with 1.." + MOST_CHANNELS + " channels");
        }
        RegionMotion kernel = new RegionMotion(settings.parsed(), fits ? channels(in) : 1);
        StreamSpec out = in.reshaped(
                ElementType.F32, Axis.of("region", settings.regions().size()));
        return Contract.of(out.withUnit("1"))
                .withStateBytes(kernel.stateBytes())
                .withMacsPerFrame(kernel.stateBytes())
                .withDrops(REGION_OUTSIDE);
    }

    private static int channels(StreamSpec pictures) {
        return pictures.axes().size() == 2 ? 1 : pictures.axes().get(2).size();
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        List<Region> regions = settings.parsed();
        return new Running(new RegionMotion(regions, channels(context.input())), regions);
    }

    private static final class Running extends KernelProcessor {

        private final RegionMotion motion;
        private final List<Region> regions;
        private final Shape shape;
        private int width;
        private int height;

        Running(RegionMotion motion, List<Region> regions) {
            super(motion);
            this.motion = motion;
            this.regions = regions;
            this.shape = Shape.of(regions.size());
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            Tensor picture = frame.tensor();
            if (picture.shape().extent(1) != width || picture.shape().extent(0) != height) {
                height = picture.shape().extent(0);
                width = picture.shape().extent(1);
                motion.restart();
            }
            for (int i = 0; i < regions.size(); i++) {
                if (!regions.get(i).isWithin(width, height)) {
                    out.drop(REGION_OUTSIDE);
                    return;
                }
            }
            float[] moved = new float[regions.size()];
            if (motion.process(picture.asBytes(), width, moved)) {
                out.emit(frame.withPayload(Tensor.of(shape, moved)));
            }
        }

        @Override
        public void reset() {
            super.reset();
            width = 0;
            height = 0;
        }

        @Override
        public void snapshot(DataOutput out) throws IOException {
            out.writeInt(width);
            out.writeInt(height);
            super.snapshot(out);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            width = in.readInt();
            height = in.readInt();
            super.restore(in);
        }
    }
}
