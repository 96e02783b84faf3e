package io.millrace.engine.align;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The worked tables of NNStreamer's mux policies (Documentation/synchronization-policies-at-mux-merge.md), made anew from
 * their rules for three pads at 30, 20 and 10 frames a second. Numbers are ms, to the table's ns where it says ns.
 */
class NnStreamerTablesTest {

    private static final double[] AT_30 = {
        0, 33.333333, 66.666666, 99.999999, 133.333332, 166.666666, 199.999999, 233.333331, 266.666666, 299.999997
    };
    private static final double[] AT_20 = {0, 50, 100, 150, 200, 250, 300, 350, 400, 450};
    private static final double[] AT_10 = {0, 100, 200, 300, 400, 500, 600, 700, 800, 900};
    private static final double[] AT_10_TO_300 = {0, 100, 200, 300};
    private static final double[] AT_20_TO_300 = {0, 50, 100, 150, 200, 250, 300};

    private static List<Double> set(double a, double b, double c) {
        return List.of((double) (float) a, (double) (float) b, (double) (float) c);
    }

    @Test
    void nosyncIsByOrder() {
        try (Alignment mux = Alignment.of(3, "align: by-order", "on-stall: wait(10s)")) {
            mux.merge(AT_30, AT_20, AT_10).end();
            for (int i = 0; i < 10; i++) {
                assertThat(mux.sets().get(i)).isEqualTo(set(AT_30[i], AT_20[i], AT_10[i]));
            }
            assertThat(mux.sets()).hasSize(10);
            assertThat(mux.times()).containsExactly(0d, 100d, 200d, 300d, 400d, 500d, 600d, 700d, 800d, 900d);
            assertThat(mux.drops()).isEmpty();
        }
    }

    @Test
    void slowestIsNearestWithoutABase() {
        try (Alignment mux = Alignment.of(3, "align: nearest", "tolerance: 1s", "on-stall: wait(10s)")) {
            mux.merge(AT_30, AT_20_TO_300, AT_10_TO_300).end();
            assertThat(mux.sets())
                    .containsExactly(
                            set(0, 0, 0),
                            set(99.999999, 100, 100),
                            set(199.999999, 200, 200),
                            set(299.999997, 300, 300));
            assertThat(mux.times()).containsExactly(0d, 100d, 200d, 300d);
            // The table drops two of pad 0 and one of pad 1 before each further set.
            assertThat(mux.drops()).containsExactly(java.util.Map.entry("unmatched", 6L + 3L));
        }
    }

    @Test
    void basepadIsHoldLastOnABaseThatLooksAhead() {
        try (Alignment mux =
                Alignment.of(3, "align: hold-last", "base: a", "look-ahead: 33333333ns", "on-stall: wait(10s)")) {
            mux.merge(AT_30, AT_20, AT_10).end();
            assertThat(mux.sets())
                    .containsExactly(
                            set(0, 0, 0),
                            set(33.333333, 50, 0),
                            set(66.666666, 50, 0),
                            set(99.999999, 100, 100),
                            set(133.333332, 150, 100),
                            set(166.666666, 150, 100),
                            set(199.999999, 200, 200),
                            set(233.333331, 250, 200),
                            set(266.666666, 250, 200),
                            set(299.999997, 300, 300));
            assertThat(mux.times())
                    .containsExactly(java.util.Arrays.stream(AT_30).boxed().toArray(Double[]::new));
        }
    }

    @Test
    void refreshIsHoldLastOfAllStreams() {
        try (Alignment mux = Alignment.of(3, "align: hold-last", "on-stall: wait(10s)")) {
            mux.merge(new double[] {0, 4}, new double[] {0, 1}, new double[] {0, 2, 3, 5})
                    .end();
            assertThat(mux.sets())
                    .containsExactly(
                            set(0, 0, 0), set(0, 1, 0), set(0, 1, 2), set(0, 1, 3), set(4, 1, 3), set(4, 1, 5));
            assertThat(mux.times()).containsExactly(0d, 1d, 2d, 3d, 4d, 5d);
            assertThat(mux.drops()).isEmpty();
        }
    }
}
