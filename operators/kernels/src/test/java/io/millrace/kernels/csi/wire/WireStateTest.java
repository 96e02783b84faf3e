package io.millrace.kernels.csi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.time.TimestampUnwrapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a checkpoint must carry over: the header line, the clock, the judgement of the order. */
class WireStateTest {

    private static final String ROW_OF_OWN_COLUMNS = "CSI_DATA,7,-40,2,\"[1,2]\"";

    @Test
    void headerLineIsCarriedOver() throws IOException {
        CsiParser first = new CsiParser();
        assertThat(parse(first, "type,seq,rssi,len,data", new CsiPacket())).isEqualTo(ParseResult.HEADER_LINE);
        CsiParser second = new CsiParser();
        CsiPacket packet = new CsiPacket();
        assertThat(parse(second, ROW_OF_OWN_COLUMNS, packet)).isNotEqualTo(ParseResult.OK);
        second.load(saved(first));
        assertThat(parse(second, ROW_OF_OWN_COLUMNS, packet)).isEqualTo(ParseResult.OK);
        assertThat(packet.sequence()).isEqualTo(7);
    }

    @Test
    void damagedHeaderIsRefused() throws IOException {
        byte[] tooMany = {1, 0, 0, 0, 65};
        assertThatThrownBy(() -> new CsiParser().load(in(tooMany)))
                .isInstanceOf(IOException.class)
                .hasMessage("state does not fit: header.columns=65 (expected 0..64)");
        byte[] foreign = {1, 0, 0, 0, 0, 0, 1, 'X'};
        assertThatThrownBy(() -> new CsiParser().load(in(foreign)))
                .hasMessage("state does not fit: header.dialect=X (expected a known dialect)");
        byte[] field = {1, 0, 0, 0, 1, 0, 7, 'U', 'N', 'K', 'N', 'O', 'W', 'N', 127};
        assertThatThrownBy(() -> new CsiParser().load(in(field)))
                .hasMessageStartingWith("state does not fit: header.field=127 (expected -1..");
    }

    @Test
    void clockIsCarriedOver() throws IOException {
        TimestampUnwrapper first = new TimestampUnwrapper();
        first.nanos(0xFFFF_FFF0L);
        TimestampUnwrapper second = new TimestampUnwrapper();
        second.nanos(5);
        second.load(saved(first));
        assertThat(second.nanos(0x10)).isEqualTo(first.nanos(0x10)).isEqualTo(0x1_0000_0010L * 1000);
        second.reset();
        assertThat(second.nanos(3)).isEqualTo(3000);
    }

    @Test
    void judgementOfTheOrderIsCarriedOver() throws IOException {
        Random random = new Random(17);
        CsiCanonicalizer first = new CsiCanonicalizer(CsiGrid.HT20, BlockChoice.AUTO, CsiOrder.AUTO);
        CsiCanonicalizer second = new CsiCanonicalizer(CsiGrid.HT20, BlockChoice.AUTO, CsiOrder.AUTO);
        CsiParser parser = new CsiParser();
        CsiPacket packet = new CsiPacket();
        for (int i = 0; i < 40; i++) {
            // Weak energy in the nulls at the edges: the verdict takes its time.
            assertThat(parse(parser, row(random), packet)).isEqualTo(ParseResult.OK);
            assertThat(first.map(packet)).isTrue();
            if (i == 7) {
                second.load(saved(first));
            } else if (i > 7) {
                assertThat(second.map(packet)).isTrue();
                assertThat(second.status()).as("packet %d", i).isEqualTo(first.status());
                assertThat(second.orderInUse()).as("packet %d", i).isEqualTo(first.orderInUse());
                assertThat(second.re()).isEqualTo(first.re());
            }
        }
        assertThat(first.status()).isEqualTo(LayoutStatus.VERIFIED);
        assertThat(first.stateBytes()).isPositive();
    }

    private static String row(Random random) {
        StringBuilder row = new StringBuilder("CSI_DATA,1,aa:bb:cc:dd:ee:ff,-40,11,-90,5,30,6,123,100,0,128,0,\"[");
        for (int i = 0; i < 64; i++) {
            boolean edge = i < 6 || i > 58 || i == 32;
            int reach = edge ? 3 : 30;
            row.append(i == 0 ? "" : ",")
                    .append(reach - random.nextInt(reach / 3))
                    .append(',')
                    .append(0);
        }
        return row.append("]\"").toString();
    }

    private static ParseResult parse(CsiParser parser, String line, CsiPacket packet) {
        byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
        return parser.parse(bytes, 0, bytes.length, packet);
    }

    private static DataInputStream saved(KernelState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.save(new DataOutputStream(bytes));
        return in(bytes.toByteArray());
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
