package io.millrace.kernels.spikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernels.KernelChecks;
import io.millrace.kernels.spikes.SpikeBinner.Polarity;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeBinnerTest {

    private static final long BIN = 4_000_000;

    private final Golden golden = Golden.resource(getClass(), "/golden/spike-bins.txt");
    private final long[] times =
            Arrays.stream(golden.doubles("times")).mapToLong(t -> (long) t).toArray();
    private final int[] address =
            Arrays.stream(golden.doubles("address")).mapToInt(a -> (int) a).toArray();
    private final byte[] polarity = bytes(golden.doubles("polarity"));

    /** Counts are whole numbers: equal. */
    @Test
    void countsAsNumpyDoesHoweverTheStreamIsCut() {
        Random random = new Random(21);
        for (int trial = 0; trial < 40; trial++) {
            for (boolean signed : new boolean[] {false, true}) {
                SpikeBinner binner = new SpikeBinner(6, BIN, signed ? Polarity.SIGNED : Polarity.ANY, 100);
                List<float[]> bins = new ArrayList<>();
                int from = 0;
                while (from < times.length) {
                    int to = Math.min(times.length, from + 1 + random.nextInt(1 + 20 * trial));
                    feed(binner, from, to, Long.MIN_VALUE, bins);
                    from = to;
                }
                feed(binner, 0, 0, 50 * BIN, bins);
                assertThat(bins.toArray(new float[0][]))
                        .as("seed=21 trial=%d", trial)
                        .isDeepEqualTo(golden.floatRows(signed ? "signed" : "counts"));
            }
        }
    }

    private void feed(SpikeBinner binner, int from, int to, long until, List<float[]> bins) {
        binner.begin(
                Arrays.copyOfRange(times, from, to),
                Arrays.copyOfRange(address, from, to),
                Arrays.copyOfRange(polarity, from, to),
                to - from,
                until);
        while (binner.hasBin()) {
            float[] counts = new float[6];
            assertThat(binner.take(counts)).isEqualTo(bins.size());
            bins.add(counts);
        }
    }

    @Test
    void leavesOutALongSilence() {
        SpikeBinner binner = new SpikeBinner(1, 10, Polarity.ANY, 3);
        assertThat(indices(binner, 5)).isEmpty();
        assertThat(indices(binner, 45)).containsExactly(0, 1, 2, 3);
        assertThat(indices(binner, 95)).as("four empty bins in between").containsExactly(4);
        assertThat(binner.skippedBins()).isEqualTo(4);
        assertThat(indices(binner, 100)).containsExactly(9);
    }

    private static List<Integer> indices(SpikeBinner binner, long until) {
        binner.begin(new long[0], new int[0], new byte[0], 0, until);
        List<Integer> bins = new ArrayList<>();
        float[] counts = new float[1];
        while (binner.hasBin()) {
            bins.add((int) binner.take(counts));
        }
        return bins;
    }

    @Test
    void countsWhatIsLateOrOutside() {
        SpikeBinner binner = new SpikeBinner(2, 10, Polarity.ANY, 5);
        float[] counts = new float[2];
        binner.begin(new long[] {12, 13, 25}, new int[] {0, 2, 1}, new byte[] {1, 1, 1}, 3, 25);
        assertThat(binner.hasBin()).isTrue();
        assertThat(binner.take(counts)).isEqualTo(1);
        assertThat(counts).containsExactly(1, 0);
        assertThat(binner.hasBin()).isFalse();
        binner.begin(new long[] {-7, 19, 26}, new int[] {0, -1, 1}, new byte[] {1, 1, 1}, 3, 30);
        assertThat(binner.hasBin()).isTrue();
        binner.take(counts);
        assertThat(counts).containsExactly(0, 2);
        assertThat(binner.late()).isEqualTo(2);
        assertThat(binner.outside()).isEqualTo(1);
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        KernelChecks.continuesExactly(40, () -> new SpikeBinner(6, BIN, Polarity.SIGNED, 10), (binner, i) -> {
            int from = 20 * i;
            binner.begin(
                    Arrays.copyOfRange(times, from, from + 20),
                    Arrays.copyOfRange(address, from, from + 20),
                    Arrays.copyOfRange(polarity, from, from + 20),
                    20,
                    times[from + 19]);
            StringBuilder text = new StringBuilder();
            float[] counts = new float[6];
            while (binner.hasBin()) {
                text.append(binner.take(counts)).append(Arrays.toString(counts));
            }
            return text.toString();
        });
    }

    @Test
    void allocatesNothing() {
        SpikeBinner binner = new SpikeBinner(6, BIN, Polarity.ANY, 10);
        float[] counts = new float[6];
        KernelChecks.allocatesNothing(() -> {
            binner.begin(times, address, polarity, 100, times[99]);
            while (binner.hasBin()) {
                binner.take(counts);
            }
        });
    }

    @Test
    void refusesWhatItCannotCount() {
        assertThatThrownBy(() -> new SpikeBinner(1, 0, Polarity.ANY, 1))
                .hasMessage("argument out of range: binNanos=0 (expected at least 1)");
    }

    private static byte[] bytes(double[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void countsThePolaritiesApart() {
        SpikeBinner binner = new SpikeBinner(4, 10, Polarity.SPLIT, 5);
        binner.begin(new long[] {1, 2, 3, 4}, new int[] {1, 1, 0, 2}, new byte[] {1, -1, -1, 1}, 4, 10);
        float[] counts = new float[4];
        assertThat(binner.hasBin()).isTrue();
        binner.take(counts);
        assertThat(counts).as("+1 first").containsExactly(0, 1, 1, 1);
        assertThat(binner.hasBin()).isFalse();
        assertThat(binner.outside()).as("addresses end at 2").isOne();
    }
}
