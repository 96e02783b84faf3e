package io.millrace.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.OnDisorder;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Processor;
import io.millrace.engine.Toys;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedDecoderTest {

    private final List<Long> times = new ArrayList<>();
    private final List<DropReason> drops = new ArrayList<>();

    private final Emitter out = new Emitter() {
        @Override
        public void emit(int output, Frame frame) {
            times.add(frame.timeNanos());
        }

        @Override
        public void drop(DropReason reason) {
            drops.add(reason);
        }
    };

    private OrderedDecoder feed(String policy, long... nanos) {
        OrderedDecoder decoder = new OrderedDecoder(new PassThrough(), OnDisorder.parse(policy));
        for (int i = 0; i < nanos.length; i++) {
            decoder.process(0, Toys.frame(i).withTimeNanos(nanos[i]), out);
        }
        return decoder;
    }

    @Test
    void dropsLateFrames() {
        feed("drop", 10, 30, 20, 30, 40);
        assertThat(times).containsExactly(10L, 30L, 40L);
        assertThat(drops).containsExactly(DropReason.OUT_OF_ORDER, DropReason.OUT_OF_ORDER);
    }

    @Test
    void clampsLateFramesBehindTheLast() {
        feed("clamp", 10, 30, 20, 30, 40);
        assertThat(times).containsExactly(10L, 30L, 31L, 32L, 40L);
        assertThat(drops).isEmpty();
    }

    @Test
    void passesANewEpochOn() {
        feed("new-epoch", 10, 30, 2, 3);
        assertThat(times).containsExactly(10L, 30L, 2L, 3L);
    }

    @Test
    void ordersWithinTheWindowAndDropsWhatIsLaterStill() {
        OrderedDecoder decoder = feed("reorder(20ns)", 10, 30, 20, 50, 15, 45, 90);
        assertThat(times).containsExactly(10L, 20L, 30L, 45L, 50L);
        assertThat(drops).containsExactly(DropReason.OUT_OF_ORDER); // 15: 30 had left when 50 came
        decoder.flush(out);
        assertThat(times).endsWith(90L);
    }

    @Test
    void framesOfOneInstantLeaveANanosecondApart() {
        feed("reorder(5ns)", 10, 10, 10, 30).flush(out);
        assertThat(times).containsExactly(10L, 11L, 12L, 30L);
    }

    /** MediaPipe #103, #3207, #4769, #5208, #5743: a graph that a single timestamp puts out of order for good. */
    @ParameterizedTest
    @ValueSource(strings = {"drop", "clamp", "reorder(20ms)"})
    void oneFrameFromTheFutureDoesNotPoisonTheStream(String policy) {
        OrderedDecoder decoder = new OrderedDecoder(new PassThrough(), OnDisorder.parse(policy));
        long year = 365L * 24 * 3600 * 1_000_000_000;
        for (int i = 0; i < 400; i++) { // every 10 ms
            Frame frame = Toys.frame(10L * i);
            decoder.process(0, i == 100 ? frame.withTimeNanos(frame.timeNanos() + year) : frame, out);
        }
        decoder.flush(out);
        // A second's worth is late, by the policy; after that frames have their own times again.
        assertThat(times.subList(times.size() - 195, times.size())).isSorted().allMatch(t -> t < year);
        assertThat(times.get(times.size() - 1)).isEqualTo(Toys.frame(3990).timeNanos());
        // Reordering still holds the one with the wrong time when that becomes clear, and nothing else is lost.
        assertThat(drops).hasSize(policy.equals("drop") ? 100 : policy.equals("clamp") ? 0 : 1);
    }

    @Test
    void aFewLateFramesAreNotTakenForAJump() {
        OrderedDecoder decoder = new OrderedDecoder(new PassThrough(), OnDisorder.DEFAULT);
        for (int i = 0; i < 1000; i++) {
            long late = i % 50 < 40 ? 0 : 800; // for 0.4 s in every two seconds all are 0.8 s late
            decoder.process(0, Toys.frame(40L * i).withTimeNanos(1_000_000L * (40L * i - late)), out);
        }
        assertThat(times).isSorted();
        assertThat(drops).hasSizeBetween(150, 200);
    }

    @Test
    void holdsNoMoreFramesForReorderingThanItsBound() {
        OrderedDecoder decoder = new OrderedDecoder(new PassThrough(), OnDisorder.parse("reorder(1h)"));
        for (int i = 0; i < 10_000; i++) {
            decoder.process(0, Toys.frame(i), out);
        }
        assertThat(times).hasSize(10_000 - 4096).isSorted();
        assertThat(OrderedDecoder.mostHeld(OnDisorder.parse("reorder(20ms)"), 100))
                .isEqualTo(16 + 8);
        assertThat(OrderedDecoder.mostHeld(OnDisorder.parse("reorder(20ms)"), 0))
                .isEqualTo(4096);
        assertThat(OrderedDecoder.mostHeld(OnDisorder.DEFAULT, 100)).isZero();
    }

    @Test
    void forgetsEverythingOnReset() {
        OrderedDecoder decoder = feed("drop", 100);
        decoder.reset();
        decoder.process(0, Toys.frame(0).withTimeNanos(5), out);
        assertThat(times).containsExactly(100L, 5L);
    }

    @Test
    void ordersEachOutputByItselfAndKeepsThemApart() {
        Processor twice = (input, frame, to) -> {
            to.emit(0, frame);
            to.emit(1, frame.withTimeNanos(1000 - frame.timeNanos()));
        };
        List<String> seen = new ArrayList<>();
        Emitter both = new Emitter() {
            @Override
            public void emit(int output, Frame frame) {
                seen.add(output + ":" + frame.timeNanos());
            }

            @Override
            public void drop(DropReason reason) {
                drops.add(reason);
            }
        };
        OrderedDecoder decoder = new OrderedDecoder(twice, OnDisorder.parse("drop"));
        decoder.process(0, Toys.frame(0).withTimeNanos(10), both);
        decoder.process(0, Toys.frame(1).withTimeNanos(20), both);
        assertThat(seen).containsExactly("0:10", "1:990", "0:20");
        assertThat(drops).containsExactly(DropReason.OUT_OF_ORDER);
    }
}
