package io.millrace.kernels.spikes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeDatagramTest {

    /** The layout, byte by byte. */
    private static final byte[] RECORD = HexFormat.ofDelimiter(" ")
            .parseHex(String.join(
                    " ",
                    "4d 53 50 4b", // M S P K
                    "01 00", // version, reserved
                    "02 00", // two values
                    "ff ff ff fe", // sequence 4278190079
                    "60 00 00 00", // 96 channels
                    "00 e4 0b 54 02 00 00 00", // start 10_000_000_000 ns
                    "00 09 3d 00", // length 4_000_000 ns
                    "02 00 00 00", // two events
                    "e8 03 00 00 05 00 00 00", // 1_000 ns, channel 5
                    "00 09 3d 00 5f 00 00 80", // 4_000_000 ns, channel 95, polarity -1
                    "00 00 80 3f 00 00 20 c0")); // 1.0, -2.5

    private final SpikeDatagram datagram = new SpikeDatagram();

    @Test
    void readsTheLayout() {
        assertThat(datagram.read(RECORD, RECORD.length)).isEqualTo(SpikeDatagram.Result.OK);
        assertThat(datagram.sequence()).isEqualTo(4_278_190_079L);
        assertThat(datagram.channels()).isEqualTo(96);
        assertThat(datagram.startNanos()).isEqualTo(10_000_000_000L);
        assertThat(datagram.endNanos()).isEqualTo(10_004_000_000L);
        long[] times = new long[2];
        int[] address = new int[2];
        byte[] polarity = new byte[2];
        float[] values = new float[2];
        datagram.copyEvents(7, times, address, polarity);
        datagram.copyValues(RECORD, values);
        assertThat(times).containsExactly(10_000_001_007L, 10_004_000_007L);
        assertThat(address).containsExactly(5, 95);
        assertThat(polarity).containsExactly(1, -1);
        assertThat(values).containsExactly(1, -2.5f);
    }

    @Test
    void writesTheLayout() {
        byte[] written = SpikeDatagram.write(
                4_278_190_079L,
                96,
                10_000_000_000L,
                4_000_000,
                new long[] {10_000_001_000L, 10_004_000_000L},
                new int[] {5, 95},
                new byte[] {1, -1},
                new float[] {1, -2.5f});
        assertThat(written).containsExactly(RECORD);
    }

    @Test
    void refusesWithItsReason() {
        refuses(0, 'X', SpikeDatagram.Result.NO_SPIKES);
        refuses(4, 2, SpikeDatagram.Result.UNKNOWN_VERSION);
        refuses(6, 3, SpikeDatagram.Result.WRONG_LENGTH);
        refuses(12, 0, SpikeDatagram.Result.WRONG_LENGTH);
        refuses(15, 0x80, SpikeDatagram.Result.WRONG_LENGTH);
        refuses(28, 1, SpikeDatagram.Result.WRONG_LENGTH);
        refuses(31, 0xFF, SpikeDatagram.Result.WRONG_LENGTH);
        refuses(35, 1, SpikeDatagram.Result.BAD_EVENT); // later than the second
        refuses(43, 1, SpikeDatagram.Result.BAD_EVENT); // after the interval
        refuses(44, 96, SpikeDatagram.Result.BAD_EVENT); // no such channel
        for (int length = 0; length < RECORD.length; length++) {
            assertThat(datagram.read(RECORD, length))
                    .as("length %d", length)
                    .isEqualTo(length < 4 ? SpikeDatagram.Result.NO_SPIKES : SpikeDatagram.Result.WRONG_LENGTH);
        }
    }

    private void refuses(int at, int value, SpikeDatagram.Result expected) {
        byte[] record = RECORD.clone();
        record[at] = (byte) value;
        assertThat(datagram.read(record, record.length))
                .as("byte %d = %d", at, value)
                .isEqualTo(expected);
    }

    @Test
    void readsWhatItWrites() {
        Random random = new Random(71);
        for (int trial = 0; trial < 300; trial++) {
            int events = random.nextInt(trial + 1);
            int channels = 1 + random.nextInt(2000);
            long start = random.nextLong() >> 2;
            long length = random.nextInt() & 0xFFFFFFFFL;
            long[] times =
                    random.longs(events, start, start + length + 1).sorted().toArray();
            int[] address = random.ints(events, 0, channels).toArray();
            byte[] polarity = new byte[events];
            for (int i = 0; i < events; i++) {
                polarity[i] = (byte) (random.nextBoolean() ? 1 : -1);
            }
            float[] values = new float[random.nextInt(5)];
            Arrays.fill(values, random.nextFloat());
            byte[] record = SpikeDatagram.write(trial, channels, start, length, times, address, polarity, values);
            assertThat(datagram.read(record, record.length))
                    .as("seed=71 trial=%d", trial)
                    .isEqualTo(SpikeDatagram.Result.OK);
            long[] readTimes = new long[events];
            int[] readAddress = new int[events];
            byte[] readPolarity = new byte[events];
            float[] readValues = new float[values.length];
            datagram.copyEvents(0, readTimes, readAddress, readPolarity);
            datagram.copyValues(record, readValues);
            assertThat(readTimes).containsExactly(times);
            assertThat(readAddress).containsExactly(address);
            assertThat(readPolarity).containsExactly(polarity);
            assertThat(readValues).containsExactly(values);
        }
    }
}
