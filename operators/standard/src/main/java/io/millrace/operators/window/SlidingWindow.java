package io.millrace.operators.window;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.operators.support.WindowProcessor;
import io.millrace.operators.support.Windows;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the last frames into one tensor, as models want them.
 *
 * <p><b>Input</b> f32 of any fixed shape. <b>Output</b> f32 with one more axis in front, {@code frame=length-frames},
 * oldest frame first: the first when the window is full, then one every {@code hop-frames}. Its time is the middle of the
 * window if the stream has a nominal rate, else that of its newest frame.
 *
 * <p><b>State and cost</b> one window; no arithmetic. <b>Drops</b> nothing: what was collected and fills no hop at the end
 * of a finite stream is not emitted.
 */
public final class SlidingWindow implements Operator<SlidingWindow.Config> {

    /** Makes the operator; the service loader does. */
    public SlidingWindow() {}

    /**
     * Settings.
     *
     * @param lengthFrames length of a window, frames
     * @param hopFrames distance between windows, frames
     */
    public record Config(
            @Setting(help = "length of a window, frames", min = 1, max = 1_000_000)
            int lengthFrames,

            @Setting(help = "distance between windows, frames", min = 1, max = 1_000_000)
            int hopFrames) {}

    @Override
    public String name() {
        return "sliding-window";
    }

    @Override
    public String summary() {
        return "collects the last frames into one tensor, as models want them";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.F32).fixed().spec();
        List<Axis> axes = new ArrayList<>();
        axes.add(Axis.of("frame", settings.lengthFrames()));
        axes.addAll(in.axes());
        if (in.frameBytes() * settings.lengthFrames() > Integer.MAX_VALUE) {
            inputs.refuse(
                    "window is too large",
                    "length-frames=" + settings.lengthFrames() + ", frame-bytes=" + in.frameBytes(),
                    "at most " + Integer.MAX_VALUE + " bytes");
            axes.set(0, Axis.of("frame", 1));
        }
        StreamSpec out = in.reshaped(ElementType.F32, axes.toArray(new Axis[0]))
                .withRateHz(Windows.rateHz(in, settings.hopFrames()));
        return Contract.of(out)
                .withDelayNanos(Windows.delayNanos(in, settings.lengthFrames()))
                .withStateBytes(in.frameBytes() * settings.lengthFrames());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        int elements = context.input().shape().elements();
        return new Running(new FrameRing(settings.lengthFrames(), settings.hopFrames(), elements), context);
    }

    private static final class Running extends WindowProcessor {

        private final FrameRing ring;
        private final Shape shape;

        Running(FrameRing ring, OpenContext context) {
            super(ring, context);
            this.ring = ring;
            this.shape = context.output().shape();
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            if (ring.push(frame.tensor().floats())) {
                float[] window = new float[shape.elements()];
                ring.read(window);
                out.emit(stamp(frame, Tensor.of(shape, window)));
            }
        }
    }
}
