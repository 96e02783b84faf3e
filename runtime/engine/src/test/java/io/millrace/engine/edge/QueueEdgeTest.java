package io.millrace.engine.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.operator.DropReason;
import io.millrace.api.transport.Offer;
import io.millrace.engine.Toys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueueEdgeTest {

    private static final int CAPACITY = 4;

    private final List<Long> delivered = new ArrayList<>();
    private final List<String> overflows = new ArrayList<>();
    private final AtomicInteger completions = new AtomicInteger();

    /** Offers two frames for each one delivered, ten times, then drains: a source twice as fast as the stage. */
    private EdgeCount twiceAsFast(Overflow overflow, List<Offer> offers) {
        QueueEdge edge = edge(overflow, CAPACITY);
        for (int i = 0; i < 20; i++) {
            offers.add(edge.offer(Toys.frame(i)));
            if (i % 2 == 1) {
                edge.deliver();
            }
        }
        edge.complete();
        while (edge.deliver()) {
            assertThat(edge.count().balances()).isTrue();
        }
        assertThat(completions).hasValue(1);
        assertThat(edge.isEnded()).isTrue();
        return edge.count();
    }

    @Test
    void dropOldestKeepsTheNewestUnbroken() {
        EdgeCount count = twiceAsFast(Overflow.DROP_OLDEST, new ArrayList<>());

        // Full after frames 0..6 (7 in, 3 out); from there each second offer evicts one.
        assertThat(delivered).containsExactly(0L, 1L, 2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 17L, 18L, 19L);
        assertThat(count).isEqualTo(new EdgeCount("a->b", 20, 13, Map.of("queue-full-oldest", 7L), 0));
    }

    @Test
    void dropNewestServesWhatIsQueuedFirst() {
        EdgeCount count = twiceAsFast(Overflow.DROP_NEWEST, new ArrayList<>());

        assertThat(delivered).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 8L, 10L, 12L, 14L, 16L, 18L);
        assertThat(count).isEqualTo(new EdgeCount("a->b", 20, 13, Map.of("queue-full-newest", 7L), 0));
    }

    @Test
    void latestJumpsToThePresent() {
        EdgeCount count = twiceAsFast(Overflow.LATEST, new ArrayList<>());

        // 3..6 are queued when 7 arrives, and 11..14 when 15 does: each time all four go.
        assertThat(delivered).containsExactly(0L, 1L, 2L, 7L, 8L, 9L, 10L, 15L, 16L, 17L, 18L, 19L);
        assertThat(count.dropped()).isEqualTo(Map.of("superseded", 8L));
        assertThat(count.in()).isEqualTo(20);
        assertThat(count.balances()).isTrue();
    }

    @Test
    void blockRefusesWithoutCountingSoThatNothingIsLost() {
        List<Offer> offers = new ArrayList<>();
        EdgeCount count = twiceAsFast(Overflow.BLOCK, offers);

        long taken = offers.stream().filter(Offer.ACCEPTED::equals).count();
        assertThat(offers).containsOnly(Offer.ACCEPTED, Offer.FULL);
        assertThat(taken).isEqualTo(13);
        assertThat(count).isEqualTo(new EdgeCount("a->b", 13, 13, Map.of(), 0));
    }

    @Test
    void failReportsTheFirstFrameThatDoesNotFit() {
        QueueEdge edge = edge(Overflow.FAIL, 2);
        assertThat(edge.offer(Toys.frame(0))).isEqualTo(Offer.ACCEPTED);
        assertThat(edge.offer(Toys.frame(1))).isEqualTo(Offer.ACCEPTED);
        assertThat(edge.offer(Toys.frame(2))).isEqualTo(Offer.CLOSED);

        assertThat(overflows)
                .containsExactly("queue is full: edge=a->b, capacity=2 (expected the consumer to keep up, because"
                        + " the policy is fail)");
        assertThat(edge.count()).isEqualTo(new EdgeCount("a->b", 3, 0, Map.of("queue-full", 1L), 2));
    }

    @Test
    void tellsTheProducerOnceWhenThereIsSpace() {
        QueueEdge edge = edge(Overflow.BLOCK, 1);
        AtomicInteger told = new AtomicInteger();
        edge.offer(Toys.frame(0));
        edge.onSpace(told::incrementAndGet);
        assertThat(told).hasValue(0);
        edge.deliver();
        assertThat(told).hasValue(1);
        edge.deliver();
        assertThat(told).hasValue(1);
        edge.onSpace(told::incrementAndGet);
        assertThat(told).hasValue(2);
    }

    @Test
    void closingCountsWhatIsQueuedAndRefusesWhatComes() {
        QueueEdge edge = edge(Overflow.BLOCK, 4);
        edge.offer(Toys.frame(0));
        edge.offer(Toys.frame(1));
        edge.close();
        assertThat(edge.offer(Toys.frame(2))).isEqualTo(Offer.CLOSED);
        assertThat(edge.count()).isEqualTo(new EdgeCount("a->b", 3, 0, Map.of("cancelled", 3L), 0));
    }

    @Test
    void countsWhatNeverBecameAFrame() {
        QueueEdge edge = edge(Overflow.BLOCK, 4);
        edge.lost(new DropReason("rate-limited"), 7);
        assertThat(edge.count()).isEqualTo(new EdgeCount("a->b", 7, 0, Map.of("rate-limited", 7L), 0));
    }

    @ParameterizedTest
    @EnumSource(names = {"BLOCK", "DROP_OLDEST", "DROP_NEWEST", "LATEST"})
    void booksBalanceAtEveryInstantUnderTwoThreads(Overflow overflow) throws InterruptedException {
        int frames = 200_000;
        long seed = 20261124;
        System.out.println("booksBalanceAtEveryInstantUnderTwoThreads seed=" + seed);
        AtomicReference<Frame> last = new AtomicReference<>();
        DropReason refused = new DropReason("refused");
        QueueEdge edge = new QueueEdge(
                "a->b",
                new EdgePolicy(overflow, 16),
                frame -> {
                    Frame before = last.getAndSet(frame);
                    if (before != null && before.sequence() >= frame.sequence()) {
                        throw new AssertionError("out of order: " + before.sequence() + " then " + frame.sequence());
                    }
                    return frame.sequence() % 5 == 0 ? refused : null;
                },
                completions::incrementAndGet,
                new Quiet());
        Frame[] all = LongStream.range(0, frames).mapToObj(Toys::frame).toArray(Frame[]::new);
        AtomicBoolean failed = new AtomicBoolean();
        Thread consumer = new Thread(() -> {
            SplittableRandom random = new SplittableRandom(seed);
            while (!edge.isEnded()) {
                if (!edge.deliver() || random.nextInt(64) == 0) {
                    Thread.onSpinWait();
                }
            }
        });
        consumer.setUncaughtExceptionHandler((t, e) -> failed.set(true));
        Thread producer = new Thread(() -> {
            for (Frame frame : all) {
                edge.put(frame);
            }
            edge.complete();
        });
        consumer.start();
        producer.start();
        long looks = 0;
        while (producer.isAlive() || consumer.isAlive()) {
            EdgeCount count = edge.count();
            assertThat(count.balances()).as("%s", count).isTrue();
            looks++;
        }
        producer.join();
        consumer.join();
        EdgeCount end = edge.count();
        assertThat(failed).isFalse();
        assertThat(looks).isPositive();
        assertThat(end.in()).isEqualTo(frames);
        assertThat(end.inFlight()).isZero();
        assertThat(end.balances()).isTrue();
        assertThat(last.get().sequence())
                .isEqualTo(overflow == Overflow.DROP_NEWEST ? last.get().sequence() : frames - 1);
        if (overflow == Overflow.BLOCK) {
            assertThat(end.dropped()).isEqualTo(Map.of("refused", frames / 5L));
        }
    }

    private QueueEdge edge(Overflow overflow, int capacity) {
        return new QueueEdge(
                "a->b",
                new EdgePolicy(overflow, capacity),
                frame -> {
                    delivered.add(frame.sequence());
                    return null;
                },
                completions::incrementAndGet,
                new Quiet());
    }

    private final class Quiet implements QueueEdge.Host {
        @Override
        public void ready() {}

        @Override
        public boolean help() {
            return false;
        }

        @Override
        public void overflowed(String message) {
            overflows.add(message);
        }
    }
}
