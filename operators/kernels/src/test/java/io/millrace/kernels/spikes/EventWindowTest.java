package io.millrace.kernels.spikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernels.KernelChecks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventWindowTest {

    private static final long LENGTH = 100;
    private static final long HOP = 30;

    private static List<String> windows(EventWindow kernel) {
        List<String> windows = new ArrayList<>();
        while (kernel.hasWindow()) {
            long[] times = new long[kernel.count()];
            int[] addresses = new int[kernel.count()];
            byte[] polarities = new byte[kernel.count()];
            long index = kernel.take(times, addresses, polarities);
            windows.add(
                    index + " " + Arrays.toString(times) + Arrays.toString(addresses) + Arrays.toString(polarities));
        }
        return windows;
    }

    /** However the stream is cut, the windows are those that a search through all events finds. */
    @Test
    void givesTheEventsOfEachWindowHoweverTheStreamIsCut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int n = 500;
        long[] times = random.longs(n, 0, 3000).sorted().toArray();
        int[] addresses = random.ints(n, 0, 50).toArray();
        byte[] polarities = new byte[n];
        for (int i = 0; i < n; i++) {
            polarities[i] = (byte) (random.nextBoolean() ? 1 : -1);
        }
        List<String> expected = new ArrayList<>();
        for (long k = times[0] / HOP; (k + 1) * HOP <= 3000; k++) {
            long end = (k + 1) * HOP;
            int from = count(times, end - LENGTH);
            int to = count(times, end);
            expected.add(k + " " + Arrays.toString(Arrays.copyOfRange(times, from, to))
                    + Arrays.toString(Arrays.copyOfRange(addresses, from, to))
                    + Arrays.toString(Arrays.copyOfRange(polarities, from, to)));
        }
        for (int cuts : new int[] {1, 7, n}) {
            EventWindow kernel = new EventWindow(50, LENGTH, HOP, n, 100);
            List<String> found = new ArrayList<>();
            for (int c = 0; c < cuts; c++) {
                int from = n * c / cuts;
                int to = n * (c + 1) / cuts;
                kernel.begin(
                        Arrays.copyOfRange(times, from, to),
                        Arrays.copyOfRange(addresses, from, to),
                        Arrays.copyOfRange(polarities, from, to),
                        to - from,
                        c + 1 == cuts ? 3000 : 0);
                found.addAll(windows(kernel));
            }
            assertThat(found).as("seed=%d cuts=%d", seed, cuts).isEqualTo(expected);
            assertThat(kernel.late()).isZero();
        }
    }

    private static int count(long[] times, long before) {
        return (int) Arrays.stream(times).filter(t -> t < before).count();
    }

    private static void begin(EventWindow kernel, long until, long... times) {
        byte[] polarities = new byte[times.length];
        Arrays.fill(polarities, (byte) 1);
        kernel.begin(times, new int[times.length], polarities, times.length, until);
    }

    @Test
    void losesTheOldestWhenAWindowIsFullAndCountsThem() {
        EventWindow kernel = new EventWindow(50, LENGTH, HOP, 3, 10);
        begin(kernel, 30, 1, 2, 3, 4, 5);
        assertThat(windows(kernel)).containsExactly("0 [3, 4, 5][0, 0, 0][1, 1, 1]");
        assertThat(kernel.lost()).isEqualTo(2);
    }

    @Test
    void leavesOutLongSilencesAndCountsWhatIsLate() {
        EventWindow kernel = new EventWindow(50, 30, HOP, 3, 2);
        begin(kernel, 0, 5, 1000);
        assertThat(windows(kernel)).containsExactly("0 [5][0][1]");
        begin(kernel, 1020, 7);
        assertThat(windows(kernel)).containsExactly("33 [1000][0][1]");
        assertThat(kernel.late()).isOne();
        begin(kernel, 1080);
        assertThat(windows(kernel)).as("short silences are windows").containsExactly("34 [][][]", "35 [][][]");
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        long[] times = new Random(5).longs(400, 0, 4000).sorted().toArray();
        KernelChecks.continuesExactly(40, () -> new EventWindow(50, LENGTH, HOP, 8, 10), (kernel, i) -> {
            begin(kernel, 0, Arrays.copyOfRange(times, 10 * i, 10 * i + 10));
            return windows(kernel) + " " + kernel.late() + " " + kernel.lost();
        });
    }

    @Test
    void countsWhatIsOutsideTheAddresses() {
        EventWindow kernel = new EventWindow(2, LENGTH, HOP, 3, 10);
        kernel.begin(new long[] {1, 2, 3}, new int[] {-1, 1, 2}, new byte[] {1, 1, 1}, 3, 30);
        assertThat(windows(kernel)).containsExactly("0 [2][1][1]");
        assertThat(kernel.outside()).isEqualTo(2);
    }

    @Test
    void refusesHopsBeyondTheLength() {
        assertThatThrownBy(() -> new EventWindow(50, 10, 11, 5, 1))
                .hasMessage("argument out of range: lengthNanos=10, hopNanos=11"
                        + " (expected 1 <= hopNanos <= lengthNanos)");
    }
}
