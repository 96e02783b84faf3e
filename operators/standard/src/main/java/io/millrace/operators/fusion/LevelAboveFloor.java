package io.millrace.operators.fusion;

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
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.fusion.AboveFloor;
import io.millrace.operators.support.KernelProcessor;
import java.time.Duration;

/**
 * Brings levels of any sensor to one scale: 0 where they rise out of what they are when nothing happens, 1 a stated number of
 * decibels above.
 *
 * <p><b>Input</b> f32 of any fixed shape with a rate: amplitudes, 0 or more. <b>Output</b> the same shape, each element for
 * itself, within {@code -limit..limit}. The first frame is taken for the floor.
 *
 * <p><b>State and cost</b> two numbers and a logarithm an element. <b>Drops</b> {@code not-a-level}: an element is negative or
 * no number.
 *
 * @see AboveFloor
 */
public final class LevelAboveFloor implements Operator<LevelAboveFloor.Config> {

    static final DropReason NOT_A_LEVEL = new DropReason("not-a-level");

    private static final double NANOS_PER_SECOND = 1e9;

    /** Makes the operator; the service loader does. */
    public LevelAboveFloor() {}

    /**
     * Settings.
     *
     * @param quietestDb levels below it are taken for it
     * @param marginDb above the floor where 0 lies
     * @param unitDb from 0 to 1
     * @param limit largest number that comes out
     * @param release time constant with which levels fall
     * @param floorFall time constant with which the floor falls
     * @param floorRiseDbPerSecond how fast the floor rises
     */
    public record Config(
            @Setting(
                    help = "levels below it are taken for it, dB of an amplitude of 1",
                    min = -300,
                    max = 300,
                    live = true)
            double quietestDb,

            @Setting(help = "above the floor where 0 lies, dB", orElse = "10", min = 0, max = 200, live = true)
            double marginDb,

            @Setting(help = "from 0 to 1, dB", orElse = "10", min = 0.01, max = 200, live = true)
            double unitDb,

            @Setting(help = "largest number that comes out", orElse = "2", min = 0.01, max = 1000, live = true)
            double limit,

            @Setting(help = "time constant with which levels fall; they rise at once", orElse = "100ms")
            Duration release,

            @Setting(help = "time constant with which the floor falls", orElse = "500ms")
            Duration floorFall,

            @Setting(help = "how fast the floor rises, dB/s", orElse = "1", min = 0, max = 1000, live = true)
            double floorRiseDbPerSecond) {

        AboveFloor kernel(StreamSpec in) {
            return new AboveFloor(
                    in.shape().elements(),
                    in.rateHz(),
                    new AboveFloor.Scale(quietestDb, marginDb, unitDb, limit),
                    new AboveFloor.Speed(seconds(release), seconds(floorFall), floorRiseDbPerSecond));
        }

        private static double seconds(Duration duration) {
            return duration.toNanos() / NANOS_PER_SECOND;
        }
    }

    @Override
    public String name() {
        return "above-floor";
    }

    @Override
    public String summary() {
        return "brings levels of any sensor to one scale, 0 where they rise out of the quiet";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.F32).fixed().rated().spec();
        return Contract.of(in.withUnit("1"))
                .withStateBytes(settings.kernel(in).stateBytes())
                .withMacsPerFrame(2L * in.shape().elements())
                .withDrops(NOT_A_LEVEL);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(settings.kernel(context.input()), context.output().shape());
    }

    private static final class Running extends KernelProcessor {

        private final AboveFloor levels;
        private final Shape shape;

        Running(AboveFloor levels, Shape shape) {
            super(levels);
            this.levels = levels;
            this.shape = shape;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] amplitudes = frame.tensor().floats();
            for (float amplitude : amplitudes) {
                if (!(amplitude >= 0 && amplitude <= Float.MAX_VALUE)) {
                    out.drop(NOT_A_LEVEL);
                    return;
                }
            }
            float[] above = new float[amplitudes.length];
            levels.process(amplitudes, above);
            out.emit(frame.withPayload(Tensor.of(shape, above)));
        }
    }
}
