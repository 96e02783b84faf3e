package io.millrace.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.transport.Backoff;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.RecordingIngress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class FramingTest {

    private final RecordingIngress ingress = new RecordingIngress();
    private final ManualClock clock = new ManualClock(1_000);
    private final Delivery delivery =
            new Delivery(ingress.context("framing", clock, "node-1"), Runnable::run, on -> {});

    @Test
    void cutsLengthPrefixedRecordsWhereverTheChunksEnd() {
        EmbeddedChannel channel = prefixed(false, 10);
        byte[] bytes = {0, 0, 0, 2, 'a', 'b', 0, 0, 0, 0, 0, 0, 0, 1, 'c'};

        for (byte b : bytes) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {b}));
        }

        assertThat(ingress.texts()).containsExactly("ab", "", "c");
        channel.finish();
        assertThat(ingress.lost()).isEmpty();
    }

    @Test
    void closesAfterALengthBeyondTheLimit() {
        EmbeddedChannel channel = prefixed(false, 10);

        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 1, 'a', 0, 0, 0, 11, 0, 0, 0, 1, 'b'}));

        assertThat(channel.isOpen()).isFalse();
        assertThat(ingress.texts()).containsExactly("a");
        assertThat(ingress.lost()).isEqualTo(Map.of("record-too-long", 1L));
    }

    @Test
    void readsTheLengthAsUnsigned() {
        EmbeddedChannel channel = prefixed(false, 10);

        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1}));

        assertThat(channel.isOpen()).isFalse();
        assertThat(ingress.lost()).isEqualTo(Map.of("record-too-long", 1L));
    }

    @Test
    void readsVarintLengthsAndRefusesWhatIsNone() {
        EmbeddedChannel good = prefixed(true, 300);
        byte[] record = new byte[202];
        record[0] = (byte) 200;
        record[1] = 1;
        good.writeInbound(Unpooled.wrappedBuffer(record));
        assertThat(ingress.frames().get(0).tensor().asBytes()).hasSize(200);

        EmbeddedChannel bad = prefixed(true, 300);
        bad.writeInbound(Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1, -1}));

        assertThat(bad.isOpen()).isFalse();
        assertThat(ingress.lost()).isEqualTo(Map.of("malformed-message", 1L));
        good.finish();
    }

    @Test
    void countsARecordThatTheConnectionDidNotFinish() {
        EmbeddedChannel prefixed = prefixed(false, 10);
        prefixed.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 3, 'a'}));
        prefixed.finish();
        EmbeddedChannel lines = new EmbeddedChannel(new LineHandler(10, delivery, watch()));
        lines.writeInbound(Unpooled.wrappedBuffer(new byte[] {'a', '\n', 'b'}));
        lines.finish();

        assertThat(ingress.texts()).containsExactly("a");
        assertThat(ingress.lost()).isEqualTo(Map.of("record-incomplete", 2L));
    }

    @Test
    void goesOnWithTheNextLineAfterOneThatIsTooLong() {
        EmbeddedChannel channel = new EmbeddedChannel(new LineHandler(4, delivery, watch()));

        channel.writeInbound(Unpooled.wrappedBuffer("12345678\r\nabcd\r\n".getBytes()));

        assertThat(channel.isOpen()).isTrue();
        assertThat(ingress.texts()).containsExactly("abcd");
        assertThat(ingress.lost()).isEqualTo(Map.of("record-too-long", 1L));
        channel.finish();
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void survivesAnyBytesInAnyChunks(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            EmbeddedChannel channel = prefixed(random.nextBoolean(), 64);
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i += 8) {
                // now and then a plausible length, so that records are really cut
                if (random.nextInt(3) == 0 && i + 4 <= bytes.length) {
                    Arrays.fill(bytes, i, i + 3, (byte) 0);
                    bytes[i + 3] = (byte) random.nextInt(16);
                }
            }
            ByteBuf all = Unpooled.wrappedBuffer(bytes);
            while (all.isReadable() && channel.isOpen()) {
                channel.writeInbound(all.readBytes(1 + random.nextInt(all.readableBytes())));
            }
            all.release();
            channel.finish();
        }

        assertThat(ingress.frames())
                .as("seed=%d", seed)
                .isNotEmpty()
                .allMatch(f -> f.tensor().bytes() <= 64);
        assertThat(ingress.lost()).as("seed=%d", seed).containsKey("record-too-long");
    }

    private EmbeddedChannel prefixed(boolean varint, int max) {
        return new EmbeddedChannel(new PrefixedHandler(varint, max, delivery::record, delivery));
    }

    private IdleWatch watch() {
        return new IdleWatch(
                Duration.ofMinutes(1), delivery, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 1));
    }
}
