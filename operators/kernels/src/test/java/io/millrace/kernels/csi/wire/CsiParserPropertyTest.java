package io.millrace.kernels.csi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.kernels.time.TimestampUnwrapper;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsiParserPropertyTest {

    @Test
    void whatIsPrintedInAnyDialectParsesBack() {
        long seed = Long.getLong("millrace.seed", 20_261_124L);
        Random random = new Random(seed);
        CsiParser parser = new CsiParser();
        CsiPacket packet = new CsiPacket();
        for (int round = 0; round < 5_000; round++) {
            int pairs = 1 + random.nextInt(round % 10 == 0 ? CsiPacket.MAX_SUBCARRIERS : 64);
            int dialect = random.nextInt(6);
            int range = dialect == 2 ? 2048 : 128;
            int[] values = random.ints(2L * pairs, -range, range).toArray();
            byte[] record = print(dialect, values, random);
            int offset = random.nextInt(9);
            byte[] shifted = new byte[offset + record.length + random.nextInt(9)];
            random.nextBytes(shifted);
            System.arraycopy(record, 0, shifted, offset, record.length);

            String what = "seed=" + seed + " round=" + round + " dialect=" + dialect;
            assertThat(parser.parse(shifted, offset, record.length, packet))
                    .as(what)
                    .isEqualTo(ParseResult.OK);
            assertThat(packet.count()).as(what).isEqualTo(pairs);
            for (int i = 0; i < pairs; i++) {
                assertThat(packet.imag()[i]).as(what).isEqualTo((short) values[2 * i]);
                assertThat(packet.real()[i]).as(what).isEqualTo((short) values[2 * i + 1]);
            }
        }
    }

    private static byte[] print(int dialect, int[] values, Random random) {
        String before = random.nextBoolean() ? "" : "I (" + random.nextInt(9999) + ") csi: ";
        switch (dialect) {
            case 0:
                return text(before + Rows.A + join(values, " ") + "\r\n");
            case 1:
                return text(before + Rows.B + '"' + join(values, ",") + "\"\r\n");
            case 2:
                return text(before + Rows.C + '"' + join(values, ",") + '"');
            case 3:
                return text(before + Rows.D + '"' + join(values, ", ") + '"');
            case 4:
                String base64 = Base64.getEncoder().encodeToString(bytes(values));
                return text(before + Rows.D.replace(",4,0,", "," + values.length + ",0,") + base64);
            default:
                return Rows.frame(1, random.nextInt(), bytes(values));
        }
    }

    private static byte[] text(String line) {
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(int[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static String join(int[] values, String separator) {
        StringBuilder list = new StringBuilder("[");
        for (int i = 0; i < values.length; i++) {
            list.append(i > 0 ? separator : "").append(values[i]);
        }
        return list.append(separator.equals(" ") ? " ]" : "]").toString();
    }

    @Test
    void parsesAndMapsWithoutAllocating() {
        byte[] a = text(Rows.A + "[" + "12 -7 ".repeat(64) + "]\r\n");
        byte[] b = text(Rows.B + "\"[" + "-3,101,".repeat(63) + "1,1]\"");
        byte[] d = text(Rows.D + "Af8CgA==");
        byte[] bad = text(Rows.B + "\"[1,2,3");
        byte[] frame = Rows.frame(3, 9, new byte[128]);
        byte[][] records = {a, b, d, bad, frame};
        CsiParser parser = new CsiParser();
        CsiPacket packet = new CsiPacket();
        CsiCanonicalizer grid = new CsiCanonicalizer(CsiGrid.HT20, BlockChoice.AUTO, CsiOrder.AUTO);
        TimestampUnwrapper time = new TimestampUnwrapper();
        SequenceTracker sequence = new SequenceTracker();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();

        long sum = run(20_000, records, parser, packet, grid, time, sequence);
        long before = threads.getThreadAllocatedBytes(thread);
        sum += run(100_000, records, parser, packet, grid, time, sequence);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(sum).isPositive();
        // Reading the counter may itself allocate a little, and compilation never charges this thread: one byte per
        // packet would already be a hundred thousand.
        assertThat(allocated).isLessThan(10_000);
    }

    private static long run(
            int packets,
            byte[][] records,
            CsiParser parser,
            CsiPacket packet,
            CsiCanonicalizer grid,
            TimestampUnwrapper time,
            SequenceTracker sequence) {
        long sum = 0;
        for (int i = 0; i < packets; i++) {
            byte[] record = records[i % records.length];
            if (parser.parse(record, 0, record.length, packet) == ParseResult.OK) {
                sum += grid.map(packet) ? 1 : 2;
                sum += time.nanos(packet.localTimestampMicros()) & 1;
                sum += sequence.observe(packet.sequence()) == SequenceTracker.Outcome.GAP ? 1 : 0;
            }
        }
        return sum;
    }
}
