package io.millrace.kernels.csi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CsiLayoutTest {

    /** The rows of ESP-IDF's table for ESP32, S2, S3 and C3: secondary, mode, bandwidth, coding, bytes, layout. */
    static Stream<Arguments> classicTable() {
        return Stream.of(
                Arguments.of(0, 0, 0, 0, 128, LayoutId.NONE_LLTF),
                Arguments.of(0, 1, 0, 0, 256, LayoutId.NONE_HT20),
                Arguments.of(0, 1, 0, 1, 384, LayoutId.NONE_HT20_STBC),
                Arguments.of(2, 0, 0, 0, 128, LayoutId.BELOW_LLTF),
                Arguments.of(2, 1, 0, 0, 256, LayoutId.BELOW_HT20),
                Arguments.of(2, 1, 0, 1, 380, LayoutId.BELOW_HT20_STBC),
                Arguments.of(2, 1, 1, 0, 384, LayoutId.BELOW_HT40),
                Arguments.of(2, 1, 1, 1, 612, LayoutId.BELOW_HT40_STBC),
                Arguments.of(1, 0, 0, 0, 128, LayoutId.ABOVE_LLTF),
                Arguments.of(1, 1, 0, 0, 256, LayoutId.ABOVE_HT20),
                Arguments.of(1, 1, 0, 1, 376, LayoutId.ABOVE_HT20_STBC),
                Arguments.of(1, 1, 1, 0, 384, LayoutId.ABOVE_HT40),
                Arguments.of(1, 1, 1, 1, 612, LayoutId.ABOVE_HT40_STBC),
                // Fields switched off: legacy only of a 40-MHz packet, HT only, one coded field padded to four bytes.
                Arguments.of(1, 1, 1, 0, 128, LayoutId.ABOVE_LLTF),
                Arguments.of(1, 1, 1, 0, 256, LayoutId.HT40_ONLY),
                Arguments.of(1, 1, 1, 1, 244, LayoutId.HT40_STBC_ONLY),
                // Contradictions and lengths of no row.
                Arguments.of(0, 1, 1, 0, 384, LayoutId.UNKNOWN),
                Arguments.of(0, 0, 0, 0, 384, LayoutId.UNKNOWN),
                Arguments.of(1, 1, 0, 0, 384, LayoutId.UNKNOWN),
                Arguments.of(3, 1, 0, 0, 128, LayoutId.UNKNOWN),
                Arguments.of(0, 1, 0, 0, 254, LayoutId.UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("classicTable")
    void classicChipsAreDecidedByTheirColumns(int secondary, int mode, int width, int stbc, int bytes, LayoutId id) {
        CsiPacket packet = Rows.parsed(Rows.layoutRow(mode, width, stbc, secondary, 0, new int[bytes / 2]));

        CsiLayout layout = CsiLayout.select(packet, CsiGrid.HT20);
        assertThat(layout.id()).isEqualTo(id);
        assertThat(layout.count()).isEqualTo(id == LayoutId.UNKNOWN ? 0 : bytes / 2);
    }

    @Test
    void printsTheIndicesOfTheTable() {
        CsiBlock none = CsiLayout.of(LayoutId.NONE_HT20).blocks().get(1);
        assertIndices(none, 64, 0, 31, -32, -1);
        CsiBlock below = CsiLayout.of(LayoutId.BELOW_LLTF).blocks().get(0);
        assertIndices(below, 64, 0, 31, 32, 63);
        CsiBlock above = CsiLayout.of(LayoutId.ABOVE_LLTF).blocks().get(0);
        assertIndices(above, 64, -64, -33, -32, -1);
        CsiBlock belowStbc = CsiLayout.of(LayoutId.BELOW_HT20_STBC).blocks().get(2);
        assertThat(belowStbc.start()).isEqualTo(127);
        assertIndices(belowStbc, 63, 0, 31, 32, 62);
        CsiBlock aboveStbc = CsiLayout.of(LayoutId.ABOVE_HT20_STBC).blocks().get(1);
        assertIndices(aboveStbc, 62, -62, -31, -30, -1);
        CsiBlock ht40 = CsiLayout.of(LayoutId.ABOVE_HT40).blocks().get(1);
        assertIndices(ht40, 128, 0, 63, -64, -1);
        CsiBlock ht40Stbc = CsiLayout.of(LayoutId.BELOW_HT40_STBC).blocks().get(2);
        assertThat(ht40Stbc.start()).isEqualTo(185);
        assertIndices(ht40Stbc, 121, 0, 60, -60, -1);
        assertIndices(CsiLayout.of(LayoutId.C5_LLTF).blocks().get(0), 53, 0, 26, -26, -1);
        assertIndices(CsiLayout.of(LayoutId.C5_HT20).blocks().get(0), 57, 0, 28, -28, -1);
        assertIndices(CsiLayout.of(LayoutId.C5_HT40).blocks().get(0), 117, 0, 58, -58, -1);
        assertIndices(CsiLayout.of(LayoutId.C5_HE20).blocks().get(0), 245, 0, 122, -122, -1);
    }

    /** First index, last of the first half, first of the second half, last. */
    private static void assertIndices(CsiBlock block, int length, int first, int middle, int next, int last) {
        assertThat(block.length()).isEqualTo(length);
        int half = 0;
        while (block.tableIndex(half) != middle) {
            half++;
        }
        assertThat(new int[] {
                    block.tableIndex(0),
                    block.tableIndex(half),
                    block.tableIndex(half + 1),
                    block.tableIndex(length - 1)
                })
                .containsExactly(first, middle, next, last);
        assertThat(half + 1 + last - next + 1).isEqualTo(length);
    }

    @Test
    void everyStandardToneIsUsableExactlyOnce() {
        assertThat(usable(LayoutId.NONE_HT20, 0)).isEqualTo(52);
        assertThat(usable(LayoutId.NONE_HT20, 1)).isEqualTo(56);
        assertThat(usable(LayoutId.BELOW_HT20_STBC, 1)).isEqualTo(56);
        assertThat(usable(LayoutId.ABOVE_HT20_STBC, 2)).isEqualTo(56);
        assertThat(usable(LayoutId.BELOW_HT40, 1)).isEqualTo(114);
        assertThat(usable(LayoutId.ABOVE_HT40_STBC, 2)).isEqualTo(114);
        assertThat(usable(LayoutId.C5_HT40, 0)).isEqualTo(114);
        assertThat(usable(LayoutId.C5_HE20, 0)).isEqualTo(242);
    }

    private static long usable(LayoutId id, int number) {
        CsiBlock block = CsiLayout.of(id).blocks().get(number);
        long count = 0;
        for (int i = 0; i < block.length(); i++) {
            count += block.isUsable(block.index(i, block.tableOrder())) ? 1 : 0;
        }
        return count;
    }

    @Test
    void rawCountsAreReadAsTheGridAsks() {
        CsiPacket packet = Rows.parsed(Rows.c5Row(new int[192]));

        assertThat(CsiLayout.select(packet, CsiGrid.HT20).id()).isEqualTo(LayoutId.RAW_64_64_64);
        assertThat(CsiLayout.select(packet, CsiGrid.HT40).id()).isEqualTo(LayoutId.RAW_64_128);
    }

    @Test
    void filteredValuesHaveNoLayout() {
        CsiPacket packet = Rows.parsed(Rows.D + "\"[1,2,3,4]\"");

        assertThat(CsiLayout.select(packet, CsiGrid.HT20).id()).isEqualTo(LayoutId.FILTERED);
        assertThat(new CsiCanonicalizer(CsiGrid.HT20, BlockChoice.AUTO, CsiOrder.AUTO).map(packet))
                .isFalse();
    }
}
