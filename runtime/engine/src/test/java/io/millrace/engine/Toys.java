package io.millrace.engine;

import io.millrace.api.config.Setting;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import io.millrace.engine.align.Align;
import io.millrace.engine.catalog.Catalog;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;

/** Small operators and frames for engine tests: one number a frame. */
public final class Toys {

    public static final StreamSpec NUMBER = StreamSpec.tensor(ElementType.F32, Axis.of("value", 1));
    public static final DropReason ODD = new DropReason("odd");

    private static final Shape ONE = Shape.of(1);
    private static final Provenance TEST = Provenance.of(Origin.SIMULATED, "toy");

    private Toys() {}

    public static DeviceProfile profile() {
        return new DeviceProfile(
                "test-device", "a device for tests", 2, "any", 64 << 20, 64 << 20, List.of("cpu"), 0, Map.of());
    }

    public static Catalog catalog() {
        Catalog empty = new Catalog(Map.of(), Map.of(), Map.of(), List.of());
        return empty.with(new Scale())
                .with(new Repeat())
                .with(new DropOdd())
                .with(new Total())
                .with(new Failing())
                .with(new Fussy())
                .with(new Split())
                .with(new Align())
                .with(new Collecting());
    }

    public static Frame frame(long sequence) {
        return frame(sequence, sequence);
    }

    public static Frame frame(long sequence, float value) {
        long nanos = 1_000_000L * sequence;
        return new Frame(sequence, nanos, 0, nanos, Tensor.of(ONE, new float[] {value}), TEST);
    }

    public static Flux<Frame> frames(int count) {
        return Flux.range(0, count).map(Toys::frame);
    }

    public static float value(Frame frame) {
        return frame.tensor().floats()[0];
    }

    public record Gain(
            @Setting(help = "Factor.", orElse = "2", live = true)
            double factor) {}

    public record Times(
            @Setting(help = "How often each frame is emitted.", orElse = "3", min = 0)
            int times) {}

    public record Nothing() {}

    public record Every(
            @Setting(help = "Throws at each n-th frame.", orElse = "3", min = 1)
            int every,

            @Setting(help = "Counts openings under this name.", orElse = "none")
            String name) {}

    /** Multiplies. */
    static final class Scale extends Toy<Gain> {
        Scale() {
            super("scale", Gain.class);
        }

        @Override
        public Contract contract(Gain settings, Inputs inputs) {
            return Contract.of(inputs.single().tensor(ElementType.F32).fixed().spec())
                    .withMacsPerFrame(1)
                    .withDelayNanos(1_000_000);
        }

        @Override
        public Processor open(Gain settings, OpenContext context) {
            return (input, frame, out) -> out.emit(number(frame, (float) (value(frame) * settings.factor())));
        }
    }

    /** Emits each frame several times, the copies numbered. */
    static final class Repeat extends Toy<Times> {
        Repeat() {
            super("repeat", Times.class);
        }

        @Override
        public Contract contract(Times settings, Inputs inputs) {
            return Contract.of(inputs.single().spec());
        }

        @Override
        public Processor open(Times settings, OpenContext context) {
            return (input, frame, out) -> {
                for (int i = 0; i < settings.times(); i++) {
                    out.emit(number(frame, value(frame)).withSequence(frame.sequence() * settings.times() + i));
                }
            };
        }
    }

    /** Refuses frames with odd numbers. */
    static final class DropOdd extends Toy<Nothing> {
        DropOdd() {
            super("drop-odd", Nothing.class);
        }

        @Override
        public Contract contract(Nothing settings, Inputs inputs) {
            return Contract.of(inputs.single().spec()).withDrops(ODD);
        }

        @Override
        public Processor open(Nothing settings, OpenContext context) {
            return (input, frame, out) -> {
                if (frame.sequence() % 2 == 0) {
                    out.emit(frame);
                } else {
                    out.drop(ODD);
                }
            };
        }
    }

    /** Emits every fourth frame. */
    public static final class Thin extends Toy<Nothing> {
        public Thin() {
            super("thin", Nothing.class);
        }

        @Override
        public Contract contract(Nothing settings, Inputs inputs) {
            StreamSpec in = inputs.single().spec();
            return Contract.of(in.withRateHz(in.rateHz() / 4));
        }

        @Override
        public Processor open(Nothing settings, OpenContext context) {
            return (input, frame, out) -> {
                if (frame.sequence() % 4 == 3) {
                    out.emit(frame);
                }
            };
        }
    }

    /** Adds up everything from any number of inputs; emits the sum with every frame, and at the end once more. */
    static final class Total extends Toy<Nothing> {
        Total() {
            super("total", Nothing.class);
        }

        @Override
        public Contract contract(Nothing settings, Inputs inputs) {
            return Contract.of(inputs.all().get(0).spec()).withStateBytes(8);
        }

        @Override
        public Processor open(Nothing settings, OpenContext context) {
            return new Processor() {
                private final Gauge gauge = Gauge.of("sum-volts", "What it has added up.");
                private float sum;
                private long count;

                @Override
                public List<Gauge> gauges() {
                    return List.of(gauge);
                }

                @Override
                public void process(int input, Frame frame, Emitter out) {
                    sum += value(frame);
                    gauge.set(sum);
                    out.emit(number(frame, sum).withSequence(count++));
                }

                @Override
                public void flush(Emitter out) {
                    out.emit(Toys.frame(1_000_000, -sum));
                }

                @Override
                public void reset() {
                    sum = 0;
                }

                @Override
                public void snapshot(DataOutput out) throws IOException {
                    out.writeFloat(sum);
                    out.writeLong(count);
                }

                @Override
                public void restore(DataInput in) throws IOException {
                    sum = in.readFloat();
                    count = in.readLong();
                }
            };
        }
    }

    /** Throws at each n-th frame; otherwise adds up, so that a reset or restart shows. */
    public static final class Failing extends Toy<Every> {
        public static final Map<String, AtomicInteger> OPENED = new java.util.concurrent.ConcurrentHashMap<>();

        Failing() {
            super("failing", Every.class);
        }

        @Override
        public Contract contract(Every settings, Inputs inputs) {
            return Contract.of(inputs.single().spec());
        }

        @Override
        public Processor open(Every settings, OpenContext context) {
            OPENED.computeIfAbsent(settings.name(), k -> new AtomicInteger()).incrementAndGet();
            return new Processor() {
                private float sum;

                @Override
                public void process(int input, Frame frame, Emitter out) {
                    if (frame.sequence() % settings.every() == settings.every() - 1) {
                        throw new IllegalStateException("toy failed: sequence=" + frame.sequence());
                    }
                    sum += 1;
                    out.emit(number(frame, sum));
                }

                @Override
                public void reset() {
                    sum = 100;
                }

                @Override
                public void snapshot(DataOutput out) throws IOException {
                    out.writeFloat(sum);
                }

                @Override
                public void restore(DataInput in) throws IOException {
                    sum = in.readFloat();
                }
            };
        }
    }

    public record Limit(
            @Setting(help = "Throws above.", live = true) double limit,

            @Setting(help = "Shapes its state.", orElse = "0")
            int shape) {}

    /** Throws above its limit; counts frames; with a limit of 13 it restores nothing. */
    static final class Fussy extends Toy<Limit> {
        Fussy() {
            super("fussy", Limit.class);
        }

        @Override
        public Contract contract(Limit settings, Inputs inputs) {
            return Contract.of(inputs.single().spec());
        }

        @Override
        public Processor open(Limit settings, OpenContext context) {
            return new Processor() {
                private final Gauge gauge = Gauge.of("frames", "How many it has seen.");
                private int frames;

                @Override
                public List<Gauge> gauges() {
                    return List.of(gauge);
                }

                @Override
                public void process(int input, Frame frame, Emitter out) {
                    if (value(frame) > settings.limit()) {
                        throw new IllegalStateException("over the limit: value=" + value(frame));
                    }
                    gauge.set(++frames);
                    out.emit(frame);
                }

                @Override
                public void snapshot(DataOutput out) throws IOException {
                    out.writeInt(frames);
                }

                @Override
                public void restore(DataInput in) throws IOException {
                    frames = in.readInt();
                    if (settings.limit() == 13) {
                        throw new IOException("13 cannot be restored");
                    }
                }
            };
        }
    }

    /** Sends even numbers to one output and odd ones to another. */
    static final class Split extends Toy<Nothing> {
        Split() {
            super("split", Nothing.class);
        }

        @Override
        public Contract contract(Nothing settings, Inputs inputs) {
            StreamSpec spec = inputs.single().spec();
            return Contract.of(spec).withOutput("odd", spec);
        }

        @Override
        public Processor open(Nothing settings, OpenContext context) {
            return (input, frame, out) -> out.emit((int) (frame.sequence() % 2), frame);
        }
    }

    /** Keeps what it is given, under its name. */
    public static final class Collecting implements SinkTransport<Collecting.Into> {

        public record Into(@Setting(help = "Where to.") String name) {}

        public static final Map<String, List<Frame>> COLLECTED = new java.util.concurrent.ConcurrentHashMap<>();

        @Override
        public String name() {
            return "collect";
        }

        @Override
        public String summary() {
            return "Keeps frames for a test.";
        }

        @Override
        public Class<Into> settings() {
            return Into.class;
        }

        @Override
        public SinkConnection open(Into settings, SinkContext context) {
            List<Frame> into = COLLECTED.computeIfAbsent(settings.name(), k -> new CopyOnWriteArrayList<>());
            return new SinkConnection() {
                @Override
                public void accept(int input, Frame frame) {
                    into.add(frame);
                }

                @Override
                public void snapshot(DataOutput out) throws IOException {
                    out.writeInt(into.size());
                }

                @Override
                public void restore(DataInput in) throws IOException {
                    into.subList(in.readInt(), into.size()).clear();
                }

                @Override
                public void close() {}
            };
        }
    }

    private static Frame number(Frame frame, float value) {
        return frame.withPayload(Tensor.of(ONE, new float[] {value}));
    }

    /** What all toys share. */
    private abstract static class Toy<C extends Record> implements Operator<C> {
        private final String name;
        private final Class<C> settings;

        Toy(String name, Class<C> settings) {
            this.name = name;
            this.settings = settings;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String summary() {
            return "A toy for engine tests.";
        }

        @Override
        public Class<C> settings() {
            return settings;
        }
    }
}
