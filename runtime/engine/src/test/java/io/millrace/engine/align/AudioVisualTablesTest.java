package io.millrace.engine.align;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pictures and blocks of sound at rational ratios of their rates, against tables that {@code operators/reference/alignment.py}
 * made from the rule in exact fractions: in phase, out of phase, with drift, jitter and losses, at 25 and 30000/1001 Hz.
 */
class AudioVisualTablesTest {

    private static final Golden GOLDEN = Golden.resource(AudioVisualTablesTest.class, "/golden/align-blocks.txt");

    private static Frame numbered(int number, double nanos) {
        long time = (long) nanos;
        Tensor payload = Tensor.of(Shape.of(1), new float[] {number});
        return new Frame(number, time, 0, time, payload, Alignment.REAL);
    }

    /** Whichever stream comes first, and however far ahead, as long as what is held allows it. */
    @ParameterizedTest
    @ValueSource(strings = {"pal", "pal_phase", "pal_drift", "pal_jitter", "pal_lost", "two_to_one", "ntsc"})
    void equalsTheTable(String name) {
        double[] video = GOLDEN.doubles(name + "_video");
        double[] audio = GOLDEN.doubles(name + "_audio");
        double[] frames = GOLDEN.doubles(name + "_frames");
        for (long audioLateNanos : new long[] {0, 60_000_000, -60_000_000}) {
            List<List<Integer>> sets = sets(video, audio, (int) frames[0], (int) frames[1], audioLateNanos);
            double[][] expected = GOLDEN.rows(name + "_sets");
            // The last picture of all may make a set more, of a span that has to be guessed.
            assertThat(sets).hasSizeBetween(expected.length, expected.length + 1);
            for (int i = 0; i < expected.length; i++) {
                assertThat(sets.get(i))
                        .as("set %d, sound %d ns late", i, audioLateNanos)
                        .isEqualTo(whole(expected[i]));
            }
        }
    }

    private static List<Integer> whole(double[] numbers) {
        List<Integer> list = new ArrayList<>();
        for (double number : numbers) {
            list.add((int) number);
        }
        return list;
    }

    private static List<List<Integer>> sets(double[] video, double[] audio, int n, int m, long audioLateNanos) {
        String[] settings = {
            "align: blocks", "block-frames: [" + n + ", " + m + "]", "hold-frames: 600", "on-stall: wait(10s)"
        };
        List<List<Integer>> sets = new ArrayList<>();
        try (OperatorRun run =
                Alignment.harness(List.of("video", "audio"), settings).open()) {
            int v = 0;
            int a = 0;
            while (v < video.length || a < audio.length) {
                boolean picture = a == audio.length || (v < video.length && video[v] <= audio[a] + audioLateNanos);
                if (picture) {
                    run.feed(0, numbered(v, video[v++]));
                } else {
                    run.feed(1, numbered(a, audio[a++]));
                }
            }
            run.flush();
            for (Frame frame : run.emitted()) {
                Bundle bundle = frame.bundle();
                List<Integer> set = new ArrayList<>();
                for (int part = 0; part < bundle.size(); part++) {
                    for (float number : bundle.tensor(part).floats()) {
                        set.add((int) number);
                    }
                }
                sets.add(set);
            }
        }
        return sets;
    }
}
