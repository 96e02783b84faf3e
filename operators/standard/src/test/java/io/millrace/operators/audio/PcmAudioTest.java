package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PcmAudioTest extends OperatorContractTest {

    private static final long NANOS_PER_SAMPLE = 62_500;

    @Override
    protected List<Integer> widths() {
        return List.of(1, 2, 3);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new PcmAudio())
                .with("sample-rate-hz: 16000", "channels: " + width, "block-ms: 2")
                .in(StreamSpec.records());
    }

    /** 1 ms a packet; all arrive at once, because the arrival of a block depends on the cut. */
    @Override
    protected Frame frame(int width, long sequence, Random random) {
        byte[] bytes = new byte[16 * 2 * width];
        random.nextBytes(bytes);
        Frame frame = Frames.of(sequence, 1000, Tensor.ofBytes(bytes));
        return new Frame(sequence, frame.timeNanos(), 0, 0, frame.payload(), frame.provenance());
    }

    /** The same samples in packets of other lengths, each with the time of its end. */
    @Override
    protected List<Frame> cutOtherwise(List<Frame> frames, Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(f -> all.writeBytes(f.tensor().asBytes()));
        byte[] bytes = all.toByteArray();
        long startNanos = frames.get(0).timeNanos() - 16 * NANOS_PER_SAMPLE;
        List<Frame> cut = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 2 * random.nextInt(64));
            long nanos = startNanos + to / 2 * NANOS_PER_SAMPLE;
            Frame model = frames.get(0);
            cut.add(new Frame(
                    cut.size(), nanos, 0, 0, Tensor.ofBytes(Arrays.copyOfRange(bytes, from, to)), model.provenance()));
            from = to;
        }
        return cut;
    }

    @Override
    protected boolean timesFollowInputs() {
        return false;
    }

    private static Frame record(long sequence, long millis, byte[] bytes) {
        return new Frame(sequence, millis * 1_000_000, 0, millis * 1_000_000, Tensor.ofBytes(bytes), Frames.PROVENANCE);
    }

    private static byte[] ramp(int from, int count, ByteOrder order) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * count).order(order);
        for (int i = 0; i < count; i++) {
            bytes.putShort((short) (from + i));
        }
        return bytes.array();
    }

    private static byte[] rtp(int sequence, int timestamp, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(12 + payload.length);
        packet.put((byte) 0x80)
                .put((byte) 96)
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(7);
        return packet.put(payload).array();
    }

    static byte[] wav(int tag, int bits, int channels, int rateHz, byte[] samples) {
        ByteBuffer out = ByteBuffer.allocate(44 + samples.length).order(ByteOrder.LITTLE_ENDIAN);
        int frame = bits / 8 * channels;
        out.put("RIFF".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putInt(36 + samples.length);
        out.put("WAVEfmt ".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) tag);
        out.putShort((short) channels).putInt(rateHz).putInt(rateHz * frame);
        out.putShort((short) frame).putShort((short) bits);
        out.put("data".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putInt(samples.length);
        return out.put(samples).array();
    }

    @Test
    void blocksHoldTheSamplesAndTheTimeOfTheFirst() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(record(0, 3, ramp(0, 48, ByteOrder.LITTLE_ENDIAN)));
            run.feed(record(1, 6, ramp(48, 48, ByteOrder.LITTLE_ENDIAN)));
            assertThat(run.emitted()).hasSize(3);
            for (int b = 0; b < 3; b++) {
                assertThat(run.emitted().get(b).timeNanos()).isEqualTo(2_000_000L * b);
                for (int i = 0; i < 32; i++) {
                    assertThat(run.emitted().get(b).tensor().floats()[i]).isEqualTo((32 * b + i) / 32768f);
                }
            }
        }
    }

    @Test
    void theEndOfAFileIsFilledUpWithSilence() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(record(0, 1, ramp(1, 16, ByteOrder.LITTLE_ENDIAN))).flush();
            assertThat(run.last().tensor().floats()).startsWith(1 / 32768f).endsWith(0f, 0f);
        }
    }

    @Test
    void aWavSpeaksForItself() {
        byte[] floats = ByteBuffer.allocate(32 * 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.25f)
                .array();
        try (OperatorRun run = harness(1).open()) {
            run.feed(record(0, 0, wav(3, 32, 1, 16_000, floats)));
            assertThat(run.last().tensor().floats()).startsWith(0.25f, 0f);
            assertThat(run.last().timeNanos()).isZero();
            run.feed(record(1, 2, wav(3, 32, 1, 48_000, floats)));
            run.feed(record(2, 2, wav(3, 32, 2, 16_000, floats)));
            run.feed(record(3, 2, wav(1, 12, 1, 16_000, floats)));
            run.feed(record(4, 2, new byte[31]));
            assertThat(run.drops())
                    .isEqualTo(Map.of(
                            "other-sample-rate",
                            1L,
                            "other-channel-count",
                            1L,
                            "malformed-packet",
                            1L,
                            "odd-length",
                            1L));
        }
    }

    @Test
    void lostRtpPacketsBecomeSilenceAndLateOnesAreDropped() {
        OperatorHarness<?> harness = harness(1).with("packets: rtp", "encoding: s16be");
        try (OperatorRun run = harness.open()) {
            int start = -16; // wraps
            run.feed(record(0, 2, rtp(65_535, start, ramp(1, 32, ByteOrder.BIG_ENDIAN))));
            run.feed(record(1, 6, rtp(1, start + 64, ramp(65, 32, ByteOrder.BIG_ENDIAN))));
            run.feed(record(2, 6, rtp(0, start + 32, ramp(33, 32, ByteOrder.BIG_ENDIAN))));
            run.feed(record(3, 8, new byte[5]));
            assertThat(run.emitted()).hasSize(3);
            assertThat(run.emitted().get(1).tensor().floats()).containsOnly(0f);
            assertThat(run.emitted().get(2).tensor().floats()).startsWith(65 / 32768f);
            assertThat(run.emitted().get(2).timeNanos()).isEqualTo(4_000_000);
            assertThat(run.drops()).isEqualTo(Map.of("late-packet", 1L, "malformed-packet", 1L));
            assertThat(run.processor().gauges()).anyMatch(g -> g.name().equals("concealed-samples") && g.value() == 32);
        }
    }

    /**
     * Packets arrive up to 20 ms late at random, and once all of half a second at once; blocks are even all the same, in
     * order, and in the end as early as packets can be.
     */
    @Test
    void jitterAndBunchingOfPacketsIsNoJitterOfBlocks() {
        Random random = new Random(8);
        try (OperatorRun run = harness(1).open()) {
            for (int i = 0; i < 500; i++) {
                long arrival = i >= 200 && i < 250 ? 2510 : 10L * i + 10 + random.nextInt(20);
                run.feed(record(i, arrival, ramp(0, 160, ByteOrder.LITTLE_ENDIAN)));
            }
            List<Frame> blocks = run.emitted();
            assertThat(blocks).hasSize(2500);
            for (int i = 1; i < blocks.size(); i++) {
                long step = blocks.get(i).timeNanos() - blocks.get(i - 1).timeNanos();
                assertThat(step).as("block %d", i).isBetween(500_000L, 2_200_000L);
            }
            for (int i = 2000; i < blocks.size(); i++) {
                assertThat(blocks.get(i).timeNanos() - 2_000_000L * i).isBetween(0L, 5_000_000L);
            }
        }
    }

    /** The first packets were held up for a second: time goes at half speed until it is right, and never back. */
    @Test
    void aLateStartIsMadeUpForWithoutTurningBack() {
        try (OperatorRun run = harness(1).open()) {
            for (int i = 0; i < 500; i++) {
                run.feed(record(i, Math.max(1010, 10L * i + 10), ramp(0, 160, ByteOrder.LITTLE_ENDIAN)));
            }
            List<Frame> blocks = run.emitted();
            for (int i = 1; i < blocks.size(); i++) {
                assertThat(blocks.get(i).timeNanos())
                        .isGreaterThan(blocks.get(i - 1).timeNanos());
            }
            assertThat(run.last().timeNanos()).isBetween(4_998_000_000L, 4_999_000_000L);
        }
    }

    /** A second of samples is lost without a trace; a second later time stands where the packets are. */
    @Test
    void packetsThatStayOutOfStepStartTimeAnew() {
        try (OperatorRun run = harness(1).open()) {
            for (int i = 0; i < 300; i++) {
                long gap = i < 100 ? 0 : 1000;
                run.feed(record(i, 10L * i + 10 + gap, ramp(0, 160, ByteOrder.LITTLE_ENDIAN)));
            }
            assertThat(run.last().timeNanos()).isEqualTo(3_998_000_000L);
            assertThat(run.processor().gauges()).anyMatch(g -> g.name().equals("resyncs") && g.value() == 1);
        }
    }

    @Test
    void aLongGapOfRtpIsLeftOut() {
        OperatorHarness<?> harness = harness(1).with("packets: rtp", "encoding: s16be");
        try (OperatorRun run = harness.open()) {
            run.feed(record(0, 2, rtp(0, 0, ramp(1, 32, ByteOrder.BIG_ENDIAN))));
            run.feed(record(1, 5002, rtp(1, 80_000, ramp(65, 32, ByteOrder.BIG_ENDIAN))));
            assertThat(run.emitted()).extracting(Frame::timeNanos).containsExactly(0L, 5_000_000_000L);
        }
    }

    @Test
    void refusesABlockOfHalfASample() {
        assertThat(harness(1).with("block-ms: 0.1").problems())
                .containsExactly("block is no whole number of samples: node=node, block-ms=0.1, sample-rate-hz=16000,"
                        + " samples=1.6 (expected a length of whole samples, at least 1)");
    }
}
