package io.millrace.engine.run;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import io.millrace.engine.Toys;
import io.millrace.engine.catalog.Catalog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Nodes whose pace and failures a test decides, by name. */
final class Bench {

    static final EdgePolicy BLOCK_1 = new EdgePolicy(Overflow.BLOCK, 1);
    static final EdgePolicy BLOCK_64 = new EdgePolicy(Overflow.BLOCK, 64);

    private static final Map<String, Semaphore> GATES = new ConcurrentHashMap<>();
    private static final Map<String, AtomicInteger> PASSED = new ConcurrentHashMap<>();
    private static final Map<String, AtomicInteger> REFUSES_TO_OPEN = new ConcurrentHashMap<>();

    private Bench() {}

    /** A name that no other test has. */
    static String name() {
        return UUID.randomUUID().toString();
    }

    static Catalog catalog() {
        return Toys.catalog().with(new Gated()).with(new Breaking());
    }

    static Component gate(String name) {
        return Component.given("gated", new Named(name));
    }

    static Component collect(String into) {
        return Component.given("collect", new Toys.Collecting.Into(into));
    }

    static Component breaking(String name, int first, int failures) {
        return Component.given("breaking", new Break(name, first, failures));
    }

    static List<Frame> collected(String into) {
        return Toys.Collecting.COLLECTED.getOrDefault(into, List.of());
    }

    /** Lets so many frames pass a gate. */
    static void open(String gate, int frames) {
        GATES.computeIfAbsent(gate, k -> new Semaphore(0)).release(frames);
    }

    /** Whether a frame waits at a gate. */
    static boolean isHolding(String gate) {
        return GATES.computeIfAbsent(gate, k -> new Semaphore(0)).hasQueuedThreads();
    }

    static int passed(String gate) {
        return PASSED.computeIfAbsent(gate, k -> new AtomicInteger()).get();
    }

    /** The next openings of a breaking sink fail. */
    static void refuseToOpen(String sink, int times) {
        REFUSES_TO_OPEN.put(sink, new AtomicInteger(times));
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("condition was not met within 20 s");
            }
            LockSupport.parkNanos(500_000);
        }
    }

    record Named(@Setting(help = "Name of the gate.") String name) {}

    record Break(
            @Setting(help = "Name of the sink.") String name,

            @Setting(help = "Sequence of the first frame it fails at.")
            int first,

            @Setting(help = "How many frames in a row it fails at.")
            int failures) {}

    /** Holds its thread until the test lets a frame pass. */
    static final class Gated implements Operator<Named> {

        @Override
        public String name() {
            return "gated";
        }

        @Override
        public String summary() {
            return "Waits for a test.";
        }

        @Override
        public Class<Named> settings() {
            return Named.class;
        }

        @Override
        public Contract contract(Named settings, Inputs inputs) {
            return Contract.of(inputs.single().spec());
        }

        @Override
        public Processor open(Named settings, OpenContext context) {
            Semaphore gate = GATES.computeIfAbsent(settings.name(), k -> new Semaphore(0));
            AtomicInteger passed = PASSED.computeIfAbsent(settings.name(), k -> new AtomicInteger());
            return (input, frame, out) -> {
                gate.acquireUninterruptibly();
                passed.incrementAndGet();
                out.emit(frame);
            };
        }
    }

    /** A sink that fails at certain frames, and keeps the others. */
    static final class Breaking implements SinkTransport<Break> {

        @Override
        public String name() {
            return "breaking";
        }

        @Override
        public String summary() {
            return "Fails for a test.";
        }

        @Override
        public Class<Break> settings() {
            return Break.class;
        }

        @Override
        public SinkConnection open(Break settings, SinkContext context) throws IOException {
            AtomicInteger refuses = REFUSES_TO_OPEN.get(settings.name());
            if (refuses != null && refuses.getAndDecrement() > 0) {
                throw new IOException("peer is away: sink=" + settings.name());
            }
            List<Frame> into =
                    Toys.Collecting.COLLECTED.computeIfAbsent(settings.name(), k -> new java.util.ArrayList<>());
            return new SinkConnection() {
                @Override
                public void accept(int input, Frame frame) {
                    boolean breaks = frame.sequence() >= settings.first()
                            && frame.sequence() < settings.first() + settings.failures();
                    if (breaks) {
                        throw new IllegalStateException("No space left on device");
                    }
                    into.add(frame);
                }

                @Override
                public void close() {}
            };
        }
    }
}
