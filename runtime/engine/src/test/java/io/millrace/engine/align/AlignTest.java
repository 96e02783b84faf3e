package io.millrace.engine.align;

import static io.millrace.engine.align.Alignment.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.operator.Contract;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.Toys;
import io.millrace.testkit.OperatorHarness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignTest {

    @Test
    void exactJoinsWhatHasOneTime() {
        try (Alignment pair = Alignment.of(2, "align: exact", "on-stall: wait(1s)")) {
            pair.merge(new double[] {1, 2, 3, 5, 6}, new double[] {2, 3, 4, 6}).end();
            assertThat(pair.sets()).containsExactly(List.of(2d, 2d), List.of(3d, 3d), List.of(6d, 6d));
            assertThat(pair.drops()).containsExactly(Map.entry("unmatched", 3L));
        }
    }

    @Test
    void nearestOnABaseTakesTheNearerOfTheTwoAround() {
        try (Alignment pair = Alignment.of(2, "align: nearest", "base: a", "tolerance: 4ms", "on-stall: wait(1s)")) {
            pair.merge(new double[] {10, 20, 30, 40, 55}, new double[] {8, 13, 21, 33, 36, 60})
                    .end();
            assertThat(pair.sets())
                    .containsExactly(List.of(10d, 8d), List.of(20d, 21d), List.of(30d, 33d), List.of(40d, 36d));
            assertThat(pair.drops()).containsExactly(Map.entry("unmatched", 1L + 2L)); // 55; 13 and 60
        }
    }

    @Test
    void nearestOnABaseGivesASlowStreamsFrameMoreThanOnce() {
        try (Alignment pair = Alignment.of(2, "align: nearest", "base: a", "tolerance: 10ms", "on-stall: wait(1s)")) {
            pair.merge(new double[] {0, 5, 10, 15, 20}, new double[] {0, 20}).end();
            assertThat(pair.sets())
                    .containsExactly(
                            List.of(0d, 0d), List.of(5d, 0d), List.of(10d, 0d), List.of(15d, 20d), List.of(20d, 20d));
            assertThat(pair.drops()).isEmpty();
        }
    }

    @Test
    void holdLastNeverLooksAhead() {
        try (Alignment pair = Alignment.of(2, "align: hold-last", "base: a", "on-stall: wait(1s)")) {
            pair.merge(new double[] {5, 10, 15, 25}, new double[] {6, 10, 12, 14, 26})
                    .end();
            assertThat(pair.sets()).containsExactly(List.of(10d, 10d), List.of(15d, 14d), List.of(25d, 14d));
            assertThat(pair.drops()).isEqualTo(Map.of("superseded", 2L, "unmatched", 2L));
        }
    }

    @Test
    void holdLastGivesUpWhatIsTooOld() {
        try (Alignment pair = Alignment.of(2, "align: hold-last", "base: a", "tolerance: 8ms", "on-stall: wait(1s)")) {
            pair.merge(new double[] {10, 15, 20}, new double[] {10, 30}).end();
            assertThat(pair.sets()).containsExactly(List.of(10d, 10d), List.of(15d, 10d));
            assertThat(pair.drops()).containsExactly(Map.entry("unmatched", 2L)); // 20, and 30 that came too late
        }
    }

    @Test
    void interpolatesToTheTimeOfTheBase() {
        try (Alignment pair =
                Alignment.of(2, "align: interpolate", "base: a", "tolerance: 20ms", "on-stall: wait(1s)")) {
            pair.merge(new double[] {0, 4, 10, 12, 50}, new double[] {0, 10, 20, 45, 70})
                    .end();
            // The second number is the time at which it was measured, so in between it is that of the base.
            assertThat(pair.sets())
                    .containsExactly(List.of(0d, 0d), List.of(4d, 4d), List.of(10d, 10d), List.of(12d, 12d));
            assertThat(pair.times()).containsExactly(0d, 4d, 10d, 12d);
            assertThat(pair.drops()).containsEntry("unmatched", 3L); // 50: the gap from 45 to 70 is too long
        }
    }

    @Test
    void windowJoinStacksWhatFallsIntoEachWindow() {
        try (Alignment join = Alignment.of(2, "align: window-join", "window: 10ms", "on-stall: wait(1s)")) {
            join.merge(new double[] {1, 4, 9, 12, 31}, new double[] {3, 9.5, 35})
                    .end();
            assertThat(join.sets()).containsExactly(List.of(1d, 4d, 9d, 3d, 9.5d), List.of(12d), List.of(31d, 35d));
            assertThat(join.times()).containsExactly(5d, 15d, 35d);
            assertThat(join.run().emitted().get(1).bundle().tensor(1).shape().extent(0))
                    .isZero();
            assertThat(join.drops()).isEmpty();
        }
    }

    @Test
    void windowJoinCountsWhatComesForAWindowThatIsPast() {
        try (Alignment join = Alignment.of(2, "align: window-join", "window: 10ms", "on-stall: skip")) {
            join.feed(0, 1).feed(1, 3).end();
            assertThat(join.sets()).containsExactly(List.of(1d));
            assertThat(join.drops()).containsExactly(Map.entry("late", 1L));
        }
    }

    @Test
    void blocksAtARatioOfRatesSeeNothingOfTheNext() {
        try (Alignment blocks = Alignment.of(2, "align: blocks", "block-frames: [2, 5]", "on-stall: wait(1s)")) {
            double[] video = {0, 50, 100, 150, 200, 250, 300};
            double[] audio = new double[16];
            for (int i = 0; i < audio.length; i++) {
                audio[i] = 20 * i + 1;
            }
            blocks.merge(video, audio).end();
            assertThat(blocks.sets())
                    .containsExactly(
                            List.of(0d, 50d, 1d, 21d, 41d, 61d, 81d),
                            List.of(100d, 150d, 101d, 121d, 141d, 161d, 181d),
                            List.of(200d, 250d, 201d, 221d, 241d, 261d, 281d));
            assertThat(blocks.times()).containsExactly(25d, 125d, 225d);
            assertThat(blocks.drops()).isEqualTo(Map.of("incomplete", 2L)); // 300 and 301: a block that was begun
        }
    }

    @Test
    void blocksOutliveTheDriftBetweenTwoClocks() {
        try (Alignment blocks =
                Alignment.of(2, "align: blocks", "block-frames: [4, 10]", "hold-frames: 32", "on-stall: wait(1s)")) {
            double[] slow = new double[4000];
            double[] fast = new double[10_010];
            for (int i = 0; i < slow.length; i++) {
                slow[i] = 40 * i;
            }
            for (int i = 0; i < fast.length; i++) {
                fast[i] = 16 * i * (1 - 1e-3); // a thousandth too fast: sixteen frames too many in the end
            }
            blocks.merge(slow, fast).end();
            assertThat(blocks.sets()).hasSize(1000);
            for (List<Double> block : blocks.sets()) {
                double begin = block.get(0);
                for (int f = 0; f < 10; f++) {
                    assertThat(block.get(4 + f)).isBetween(begin + 16 * f - 8.1, begin + 16 * f + 8.1);
                    assertThat(block.get(4 + f)).isLessThan(begin + 160);
                }
            }
            assertThat(blocks.drops().get("superseded")).isBetween(8L, 11L); // one of fast's in a thousand
        }
    }

    @Test
    void blocksThatLackAFrameAreDroppedWhole() {
        try (Alignment blocks = Alignment.of(2, "align: blocks", "block-frames: [2, 4]", "on-stall: wait(1s)")) {
            blocks.merge(
                            new double[] {0, 40, 80, 120, 160},
                            new double[] {0, 20, 40, 60, 80 /* 100 and 120 are lost */, 140, 160})
                    .end();
            assertThat(blocks.sets()).containsExactly(List.of(0d, 40d, 0d, 20d, 40d, 60d));
            assertThat(blocks.drops()).isEqualTo(Map.of("incomplete", 4L, "superseded", 2L));
        }
    }

    @Test
    void waitDropsWhatFindsNoPartnerInTime() {
        try (Alignment pair = Alignment.of(2, "align: nearest", "base: a", "tolerance: 5ms", "on-stall: wait(200ms)")) {
            pair.feed(0, 10).waitUntil(210);
            assertThat(pair.drops()).isEmpty();
            pair.waitUntil(211);
            assertThat(pair.drops()).containsExactly(Map.entry("stalled", 1L));
        }
    }

    @Test
    void waitTakesWhatMatchesByTheEndOfThePatience() {
        try (Alignment pair = Alignment.of(2, "align: nearest", "base: a", "tolerance: 5ms", "on-stall: wait(200ms)")) {
            pair.feed(1, 8).feed(0, 10).waitUntil(300); // a nearer one might have come
            assertThat(pair.sets()).containsExactly(List.of(10d, 8d));
        }
    }

    @Test
    void skipDecidesWithWhatIsThere() {
        try (Alignment pair = Alignment.of(2, "align: hold-last", "base: a", "on-stall: skip")) {
            pair.feed(0, 1).feed(1, 2).feed(0, 3).feed(0, 5).feed(1, 6).feed(0, 7);
            assertThat(pair.sets()).containsExactly(List.of(3d, 2d), List.of(5d, 2d), List.of(7d, 6d));
            assertThat(pair.drops()).containsExactly(Map.entry("stalled", 1L));
        }
    }

    @Test
    void holdLetsTheLastFrameStandInAndSaysHowOldItIs() {
        try (Alignment pair = Alignment.of(2, "align: nearest", "tolerance: 5ms", "on-stall: hold(100ms)")) {
            pair.feed(0, 10).feed(1, 11).feed(0, 500).waitUntil(700);
            assertThat(pair.sets()).containsExactly(List.of(10d, 11d), List.of(500d, 11d));
            assertThat(pair.run().last().uncertaintyNanos()).isEqualTo(489_000_000);
            assertThat(pair.run().processor().gauges().get(1).value()).isEqualTo(489);
        }
    }

    @Test
    void dropsSetsThatMayBeOutsideTheTolerance() {
        try (Alignment pair = Alignment.of(2, "align: nearest", "tolerance: 5ms", "on-stall: wait(1s)")) {
            pair.feed(0, at(10, 1)).feed(1, at(12, 2)); // 2 + 1 + 2 = 5
            pair.feed(0, at(20, 1)).feed(1, at(22.5, 2)).end();
            assertThat(pair.sets()).containsExactly(List.of(10d, 12d));
            assertThat(pair.run().last().uncertaintyNanos()).isEqualTo(3_000_000); // 10 is 2 from 12, known to 1
            assertThat(pair.drops()).containsExactly(Map.entry("uncertain", 2L));
        }
    }

    @Test
    void passesUncertainSetsWhereTheFileSaysSoAndCountsThem() {
        try (Alignment pair =
                Alignment.of(2, "align: nearest", "tolerance: 5ms", "on-uncertain: pass", "on-stall: wait(1s)")) {
            pair.feed(0, at(20, 1)).feed(1, at(22.5, 2)).end();
            assertThat(pair.sets()).containsExactly(List.of(20d, 22.5d));
            assertThat(pair.run().processor().gauges().get(0).value()).isEqualTo(1);
        }
    }

    @Test
    void theWeakestProvenanceWins() {
        try (Alignment pair = Alignment.of(2, "align: exact", "on-stall: wait(1s)")) {
            pair.feed(0, at(1)).feed(1, at(1).withProvenance(Provenance.of(Origin.SIMULATED, "model")));
            assertThat(pair.run().last().provenance().origin()).isEqualTo(Origin.SIMULATED);
            assertThat(pair.run().last().provenance().sensors()).containsExactly("model", "toy");
        }
    }

    @Test
    void aStreamThatStopsCannotMakeItHoldMoreThanPlanned() {
        try (Alignment pair = Alignment.of(
                2, "align: nearest", "base: a", "tolerance: 5ms", "hold-frames: 4", "on-stall: wait(1h)")) {
            for (int i = 0; i < 100; i++) {
                pair.feed(0, i);
                assertThat(pair.run().processor().heldFrames(0)).isLessThanOrEqualTo(4);
            }
            assertThat(pair.drops()).containsExactly(Map.entry("stalled", 96L));
        }
    }

    @Test
    void aSensorThatBeginsAnewDoesNotPoisonTheOthers() { // MediaPipe #103, #3207, #5743
        try (Alignment pair = Alignment.of(2, "align: nearest", "tolerance: 5ms", "on-stall: wait(1s)")) {
            pair.feed(0, 1000, 1010)
                    .feed(1, 1001)
                    .feed(0, 3)
                    .feed(1, 4)
                    .feed(0, 13)
                    .feed(1, 12)
                    .end();
            assertThat(pair.sets()).containsExactly(List.of(1000d, 1001d), List.of(3d, 4d), List.of(13d, 12d));
            assertThat(pair.drops()).containsExactly(Map.entry("stalled", 1L)); // 1010
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exact",
                "nearest, tolerance: 5ms",
                "nearest, tolerance: 5ms, base: b",
                "earliest, tolerance: 5ms",
                "hold-last",
                "hold-last, base: a",
                "interpolate, base: c, tolerance: 30ms",
                "by-order",
                "window-join, window: 20ms",
                "blocks, block-frames: [2, 3, 5]"
            })
    void whatComesOutDoesNotDependOnTheOrderInWhichStreamsArrive(String policy) {
        String[] settings = ("align: " + policy + "; on-stall: wait(1h); hold-frames: 512")
                .replace(", ", "; ")
                .split("; ");
        for (int i = 0; i < settings.length; i++) {
            settings[i] = settings[i].replace("[2; 3; 5]", "[2, 3, 5]");
        }
        List<String> lines = new ArrayList<>(List.of(settings));
        int broken = lines.indexOf("block-frames: [2");
        if (broken >= 0) {
            lines.subList(broken, broken + 3).clear();
            lines.add("block-frames: [2, 3, 5]");
        }
        Random random = new Random(42);
        List<List<Frame>> streams = new ArrayList<>();
        int[] periods = {10, 15, 6};
        for (int period : periods) {
            List<Frame> stream = new ArrayList<>();
            for (int i = 0; i * period < 900; i++) {
                stream.add(at(i * period + random.nextInt(3)));
            }
            streams.add(stream);
        }
        List<Frame> expected = null;
        for (int trial = 0; trial < 20; trial++) {
            try (Alignment alignment = Alignment.of(3, lines.toArray(new String[0]))) {
                interleave(streams, new Random(trial), alignment);
                alignment.end();
                List<Frame> seen = List.copyOf(alignment.run().emitted());
                expected = expected == null ? seen : expected;
                assertThat(seen).as("seed=%s", trial).isNotEmpty().isEqualTo(expected);
            }
        }
    }

    private static void interleave(List<List<Frame>> streams, Random random, Alignment alignment) {
        List<Integer> order = new ArrayList<>();
        for (int input = 0; input < streams.size(); input++) {
            order.addAll(Collections.nCopies(streams.get(input).size(), input));
        }
        Collections.shuffle(order, random);
        int[] next = new int[streams.size()];
        order.forEach(input -> alignment.feed(input, streams.get(input).get(next[input]++)));
    }

    @Test
    void tellsWhatItWillDo() {
        Contract contract = Alignment.harness(
                        List.of("mic", "far-end"),
                        "align: nearest",
                        "base: mic",
                        "tolerance: 5ms",
                        "on-stall: wait(200ms)")
                .contract();
        assertThat(contract.outputs().get(0).spec()).hasToString("{mic: f32[value=1], far-end: f32[value=1]} 100 Hz");
        assertThat(contract.delayNanos()).isEqualTo(5_000_000);
        assertThat(contract.stateBytes()).isEqualTo(2 * 64 * 124);
    }

    @Test
    void refusesWhatCannotBeAligned() {
        OperatorHarness<AlignSettings> bare = OperatorHarness.of(new Align());
        assertThat(bare.with("align: exact", "on-stall: skip")
                        .in("a", Toys.NUMBER)
                        .problems())
                .containsExactly("nothing to align: node=node, inputs=1 (expected 2 or more)");
        assertThat(bare.with("align: exact", "on-stall: skip")
                        .in("a", Toys.NUMBER)
                        .in("b", Toys.NUMBER.withClockDomain("csi"))
                        .problems())
                .containsExactly("streams are on different clocks: node=node, clocks={a=host, b=csi} (expected one"
                        + " clock domain, or by-order)");
        assertThat(bare.with("align: interpolate", "base: c", "tolerance: 1s", "on-stall: skip")
                        .in("a", Toys.NUMBER)
                        .in("b", StreamSpec.tensor(ElementType.I16, Axis.of("x", 1)))
                        .problems())
                .containsExactly(
                        "no such base: node=node, base=c (expected one of a, b)",
                        "stream cannot be interpolated: node=node, input=b, stream=i16[x=1] (expected f32 or f64"
                                + " tensors of a fixed shape)");
        assertThat(bare.with("align: blocks", "block-frames: [3, 40]", "on-stall: skip")
                        .in("a", Toys.NUMBER)
                        .in("b", StreamSpec.events())
                        .problems())
                .containsExactly(
                        "stream cannot be stacked: node=node, input=b, stream=events (expected tensors of a fixed"
                                + " shape)",
                        "too few frames are held for a block: node=node, hold-frames=64, block-frames=40 (expected"
                                + " at least 82)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "align: nearest|on-stall: skip|align=nearest, key=tolerance (expected a duration such as 5ms)",
                "align: exact|tolerance: 5ms|on-stall: skip|align=exact, key=tolerance (expected none: it does not"
                        + " compare times)",
                "align: interpolate|tolerance: 5ms|on-stall: skip|align=interpolate, key=base (expected the name of"
                        + " an input)",
                "align: by-order|base: a|on-stall: skip|align=by-order, key=base (expected none: all streams are"
                        + " equal)",
                "align: hold-last|window: 1s|on-stall: skip|align=hold-last, key=window (expected a duration, with"
                        + " window-join only)",
                "align: blocks|on-stall: skip|align=blocks, key=block-frames (expected a list, with blocks only)"
            })
    void refusesSettingsThatDoNotFitThePolicy(String text) {
        List<String> parts = List.of(text.split("\\|"));
        String[] settings = parts.subList(0, parts.size() - 1).toArray(new String[0]);
        assertThat(Alignment.harness(List.of("a", "b"), settings).problems())
                .containsExactly("setting does not fit: " + parts.get(parts.size() - 1));
    }

    @Test
    void refusesStallPoliciesThatMeanNothing() {
        assertThat(Alignment.harness(List.of("a", "b"), "align: exact", "on-stall: wait")
                        .problems())
                .containsExactly("patience does not fit: action=wait, patience=0ns (expected more than 0 for wait, none"
                        + " for skip)");
        assertThat(Alignment.harness(List.of("a", "b"), "align: exact", "on-stall: guess")
                        .problems())
                .containsExactly("stall policy not understood: on-stall=guess (expected wait(200ms), skip, hold or"
                        + " hold(200ms))");
        assertThat(Alignment.harness(List.of("a", "b"), "align: exact").problems())
                .containsExactly("key is missing: key=on-stall (expected a word: What happens when a stream does not"
                        + " come: wait(200ms), skip, hold or hold(200ms).)");
    }
}
