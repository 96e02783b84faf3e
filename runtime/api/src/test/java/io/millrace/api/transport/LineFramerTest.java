package io.millrace.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineFramerTest {

    private final List<String> lines = new ArrayList<>();
    private int skipped;

    @Test
    void cutsAtLineFeedsAndDropsCarriageReturns() {
        LineFramer framer = framer(10);

        feed(framer, "one\r\ntwo\n\n\r\nthr\ree\n");

        assertThat(lines).containsExactly("one", "two", "thr\ree");
    }

    @Test
    void acceptsALineOfExactlyTheLimitWithEitherEnd() {
        LineFramer framer = framer(4);

        feed(framer, "1234\n1234\r\n12345\n12345\r\nok\n");

        assertThat(lines).containsExactly("1234", "1234", "ok");
        assertThat(skipped).isEqualTo(2);
    }

    @Test
    void countsALongLineOnceHoweverManyChunksItTakes() {
        LineFramer framer = framer(4);

        feed(framer, "123");
        feed(framer, "456");
        feed(framer, "789".repeat(1000));
        feed(framer, "\nok\n");

        assertThat(lines).containsExactly("ok");
        assertThat(skipped).isEqualTo(1);
    }

    @Test
    void passesOnWhatStandsAfterTheLastLineEndOnlyWhenToldThatTheStreamEnded() {
        LineFramer framer = framer(10);
        feed(framer, "one\ntw");
        assertThat(lines).containsExactly("one");

        framer.end();

        assertThat(lines).containsExactly("one", "tw");
        assertThat(framer.discard()).isFalse();
    }

    @Test
    void forgetsABrokenOffLine() {
        LineFramer framer = framer(10);
        feed(framer, "on");

        assertThat(framer.discard()).isTrue();
        feed(framer, "two\n");

        assertThat(lines).containsExactly("two");
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void yieldsTheSameLinesForEveryChunking(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            text.append("x".repeat(random.nextInt(40))).append(random.nextBoolean() ? "\n" : "\r\n");
        }
        LineFramer whole = framer(30);
        feed(whole, text.toString());
        List<String> expected = List.copyOf(lines);
        int expectedSkipped = skipped;
        lines.clear();
        skipped = 0;

        LineFramer chunked = framer(30);
        for (int i = 0; i < text.length(); ) {
            int count = Math.min(text.length() - i, 1 + random.nextInt(50));
            feed(chunked, text.substring(i, i + count));
            i += count;
        }

        assertThat(lines).as("seed=%d", seed).isEqualTo(expected).isNotEmpty();
        assertThat(skipped).as("seed=%d", seed).isEqualTo(expectedSkipped).isPositive();
    }

    @Test
    void refusesALimitBelowOne() {
        assertThatThrownBy(() -> framer(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line limit out of range: maxRecordBytes=0 (expected 1..2147483646)");
    }

    private LineFramer framer(int max) {
        return new LineFramer(max, r -> lines.add(new String(r, StandardCharsets.ISO_8859_1)), () -> skipped++);
    }

    private static void feed(LineFramer framer, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        framer.feed(bytes, 0, bytes.length);
    }
}
