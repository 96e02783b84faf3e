package io.millrace.kernels.csi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

class CsiParserFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void parsesAnyBytes(byte[] record) {
        CsiPacket packet = new CsiPacket();
        ParseResult result = new CsiParser().parse(record, 0, record.length, packet);

        byte[] shifted = new byte[record.length + 12];
        Arrays.fill(shifted, (byte) '7');
        System.arraycopy(record, 0, shifted, 5, record.length);
        CsiPacket other = new CsiPacket();
        assertThat(new CsiParser().parse(shifted, 5, record.length, other)).isEqualTo(result);

        if (result == ParseResult.OK) {
            assertThat(packet.count()).isBetween(1, CsiPacket.MAX_SUBCARRIERS);
            assertThat(other.count()).isEqualTo(packet.count());
            for (CsiField field : CsiField.values()) {
                assertThat(other.has(field)).isEqualTo(packet.has(field));
                assertThat(other.value(field)).isEqualTo(packet.value(field));
            }
            int limit = packet.isTwelveBit() ? 2048 : 128;
            for (int i = 0; i < packet.count(); i++) {
                assertThat((int) packet.imag()[i]).isBetween(-limit, limit - 1).isEqualTo(other.imag()[i]);
                assertThat((int) packet.real()[i]).isBetween(-limit, limit - 1).isEqualTo(other.real()[i]);
            }
            for (CsiGrid grid : CsiGrid.values()) {
                new CsiCanonicalizer(grid, BlockChoice.AUTO, CsiOrder.AUTO).map(packet);
            }
        }
    }
}
