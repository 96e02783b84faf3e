package io.millrace.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.api.transport.Backoff;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.RecordingIngress;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;

class FramingFuzzTest {

    private static final int MAX_RECORD_BYTES = 64;

    @FuzzTest(maxDuration = "1m")
    void cutsAnyBytesIntoRecordsWithinTheLimit(byte[] bytes) {
        for (int kind = 0; kind < 3; kind++) {
            RecordingIngress ingress = new RecordingIngress();
            Delivery delivery =
                    new Delivery(ingress.context("fuzz", new ManualClock(0), "node-1"), Runnable::run, on -> {});
            EmbeddedChannel channel = new EmbeddedChannel(handler(kind, delivery));
            int half = bytes.length / 2;
            channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, half));
            if (channel.isOpen()) {
                channel.writeInbound(Unpooled.copiedBuffer(bytes, half, bytes.length - half));
            }
            channel.finish();
            assertThat(ingress.frames()).allMatch(f -> f.tensor().bytes() <= MAX_RECORD_BYTES);
        }
    }

    private static ChannelHandler handler(int kind, Delivery delivery) {
        if (kind < 2) {
            return new PrefixedHandler(kind == 1, MAX_RECORD_BYTES, delivery::record, delivery);
        }
        Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 1);
        return new LineHandler(MAX_RECORD_BYTES, delivery, new IdleWatch(Duration.ofMinutes(1), delivery, backoff));
    }
}
