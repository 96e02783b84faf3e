package io.millrace.kernels.csi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CsiCanonicalizerTest {

    private static final int DC_LEAK = 8;

    /** Magnitude 100 + index on every tone |index| <= edge of one transform, 0 elsewhere, in FFT order or centred. */
    private static int[] transform(int size, int edge, boolean fft) {
        int[] magnitude = new int[size];
        for (int i = 0; i < size; i++) {
            int index = fft ? (i <= (size - 1) / 2 ? i : i - size) : i - size / 2;
            boolean tone = Math.abs(index) <= edge && Math.abs(index) >= (edge > 28 ? 2 : 1);
            magnitude[i] = tone ? 60 + index : 0;
        }
        return magnitude;
    }

    private static int[] join(int[]... blocks) {
        int[] all = new int[Arrays.stream(blocks).mapToInt(b -> b.length).sum()];
        int at = 0;
        for (int[] block : blocks) {
            System.arraycopy(block, 0, all, at, block.length);
            at += block.length;
        }
        return all;
    }

    private static CsiCanonicalizer mapper(CsiGrid grid, BlockChoice choice) {
        return new CsiCanonicalizer(grid, choice, CsiOrder.AUTO);
    }

    /** Every valid position holds the value of its own index, and the valid ones are the tones up to the edge. */
    private static void assertOnGrid(CsiCanonicalizer mapped, CsiGrid grid, int inner, int edge) {
        for (int i = 0; i < grid.size(); i++) {
            int index = i + grid.firstIndex();
            boolean tone = Math.abs(index) >= inner && Math.abs(index) <= edge;
            assertThat(mapped.valid()[i]).as("valid at %d", index).isEqualTo((byte) (tone ? 1 : 0));
            assertThat(mapped.re()[i]).as("re at %d", index).isEqualTo(tone ? 60 + index : 0);
            assertThat(mapped.im()[i]).as("im at %d", index).isZero();
        }
    }

    @Test
    void fftOrderWithoutSecondaryChannelIsVerifiedByGuardsInTheMiddle() {
        CsiCanonicalizer mapper = mapper(CsiGrid.HT20, BlockChoice.AUTO);
        int[] lltf = transform(64, 26, true);

        assertThat(mapper.map(Rows.parsed(Rows.layoutRow(0, 0, 0, 0, 0, lltf)))).isTrue();
        assertThat(mapper.status()).isEqualTo(LayoutStatus.VERIFIED);
        assertThat(mapper.orderInUse()).isEqualTo(CsiOrder.FFT);
        assertThat(mapper.layout()).isEqualTo(LayoutId.NONE_LLTF);
        assertOnGrid(mapper, CsiGrid.HT20, 1, 26);
    }

    @Test
    void legacyFieldIn40MhzUnitsIsVerifiedAlthoughItsDcIsNotZero() {
        CsiCanonicalizer mapper = mapper(CsiGrid.HT20, BlockChoice.AUTO);
        int[] lltf = transform(64, 26, false);
        lltf[32] = DC_LEAK;
        lltf[0] = 112;
        lltf[1] = 5;

        assertThat(mapper.map(Rows.parsed(Rows.layoutRow(1, 1, 0, 1, 1, lltf)))).isTrue();
        assertThat(mapper.status()).isEqualTo(LayoutStatus.VERIFIED);
        assertThat(mapper.orderInUse()).isEqualTo(CsiOrder.CENTRED);
        assertOnGrid(mapper, CsiGrid.HT20, 1, 26);
    }

    @Test
    void firstWordOfTheFirstBlockOnlyIsLeftOut() {
        int[] lltf = transform(64, 26, true);
        int[] both = join(lltf, transform(64, 28, true));
        CsiPacket packet = Rows.parsed(Rows.layoutRow(1, 0, 0, 0, 1, both));

        CsiCanonicalizer first = mapper(CsiGrid.HT20, BlockChoice.AUTO);
        first.map(packet);
        // Positions 0 and 1 are DC and sub-carrier 1 in FFT order.
        assertThat(first.valid()[33]).isZero();
        assertThat(first.valid()[34]).isEqualTo((byte) 1);

        CsiCanonicalizer second = mapper(CsiGrid.HT20, BlockChoice.HT_LTF);
        second.map(packet);
        assertThat(second.status()).isEqualTo(LayoutStatus.VERIFIED);
        assertOnGrid(second, CsiGrid.HT20, 1, 28);
    }

    @Test
    void wideFieldFollowsTheLegacyOneInFftOrder() {
        int[] values = join(transform(64, 26, false), transform(128, 58, true));
        CsiCanonicalizer mapper = mapper(CsiGrid.HT40, BlockChoice.AUTO);

        assertThat(mapper.map(Rows.parsed(Rows.layoutRow(1, 1, 0, 2, 0, values))))
                .isTrue();
        assertThat(mapper.status()).isEqualTo(LayoutStatus.VERIFIED);
        assertOnGrid(mapper, CsiGrid.HT40, 2, 58);
    }

    @Test
    void codedWideFieldsOf121LieOnTheGrid() {
        int[] values = join(transform(64, 26, false), transform(121, 58, true), transform(121, 58, true));
        CsiCanonicalizer mapper = mapper(CsiGrid.HT40, BlockChoice.STBC_HT_LTF);

        assertThat(mapper.map(Rows.parsed(Rows.layoutRow(1, 1, 1, 1, 0, values))))
                .isTrue();
        assertThat(mapper.layout()).isEqualTo(LayoutId.ABOVE_HT40_STBC);
        assertOnGrid(mapper, CsiGrid.HT40, 2, 58);
    }

    @Test
    void codedNarrowFieldOf62StartsAtMinus30() {
        int[] short62 = Arrays.copyOfRange(transform(64, 28, false), 2, 64);
        int[] values = join(transform(64, 26, false), short62, short62);
        CsiCanonicalizer mapper = mapper(CsiGrid.HT20, BlockChoice.STBC_HT_LTF);

        assertThat(mapper.map(Rows.parsed(Rows.layoutRow(1, 0, 1, 1, 0, values))))
                .isTrue();
        assertThat(mapper.status()).isEqualTo(LayoutStatus.VERIFIED);
        assertOnGrid(mapper, CsiGrid.HT20, 1, 28);
    }

    @Test
    void legacyFieldOn40MhzLiesOnItsSide() {
        CsiPacket packet = Rows.parsed(Rows.layoutRow(0, 0, 0, 1, 0, transform(64, 26, false)));

        assertThat(mapper(CsiGrid.HT40, BlockChoice.AUTO).map(packet)).isFalse();
        CsiCanonicalizer mapper = mapper(CsiGrid.HT40, BlockChoice.LLTF);
        assertThat(mapper.map(packet)).isTrue();
        // Secondary above: the primary channel is the lower half, centred at -32, which is position 32.
        assertThat(mapper.valid()[32]).isZero();
        assertThat(mapper.re()[33]).isEqualTo(61);
        assertThat(mapper.re()[32 - 26]).isEqualTo(34);
        assertThat(mapper.valid()[64]).isZero();
    }

    @Test
    void energyOverrulesTheDocumentedOrderOfC5() {
        // As esp_crab prints it: 117 centred, nulls at 57, 58, 59. Espressif documents FFT order.
        CsiCanonicalizer mapper = mapper(CsiGrid.HT40, BlockChoice.AUTO);

        assertThat(mapper.map(Rows.parsed(Rows.c5Row(transform(117, 58, false)))))
                .isTrue();
        assertThat(mapper.orderInUse()).isEqualTo(CsiOrder.CENTRED);
        assertThat(mapper.status()).isEqualTo(LayoutStatus.VERIFIED);
        assertOnGrid(mapper, CsiGrid.HT40, 2, 58);

        CsiCanonicalizer table = new CsiCanonicalizer(CsiGrid.HT40, BlockChoice.AUTO, CsiOrder.TABLE);
        table.map(Rows.parsed(Rows.c5Row(transform(117, 58, false))));
        assertThat(table.orderInUse()).isEqualTo(CsiOrder.FFT);
        assertThat(table.status()).isEqualTo(LayoutStatus.ASSUMED);
    }

    @Test
    void singleNullNeedsSixteenPackets() {
        CsiCanonicalizer mapper = mapper(CsiGrid.HT20, BlockChoice.AUTO);
        CsiPacket packet = Rows.parsed(Rows.c5Row(transform(57, 28, false)));

        for (int i = 1; i < OrderJudge.PATIENCE; i++) {
            mapper.map(packet);
            assertThat(mapper.status()).isEqualTo(LayoutStatus.ASSUMED);
            assertThat(mapper.orderInUse()).isEqualTo(CsiOrder.FFT);
        }
        mapper.map(packet);
        assertThat(mapper.status()).isEqualTo(LayoutStatus.VERIFIED);
        assertOnGrid(mapper, CsiGrid.HT20, 1, 28);

        mapper.reset();
        mapper.map(packet);
        assertThat(mapper.status()).isEqualTo(LayoutStatus.ASSUMED);
    }

    @Test
    void codedCompactFieldsAreTakenOneByOne() {
        int[] values = join(transform(57, 28, false), transform(57, 28, true));
        CsiPacket packet = Rows.parsed(Rows.c5Row(values));
        CsiCanonicalizer first = new CsiCanonicalizer(CsiGrid.HT20, BlockChoice.HT_LTF, CsiOrder.CENTRED);
        CsiCanonicalizer second = new CsiCanonicalizer(CsiGrid.HT20, BlockChoice.STBC_HT_LTF, CsiOrder.FFT);

        assertThat(first.map(packet)).isTrue();
        assertThat(second.map(packet)).isTrue();
        assertOnGrid(first, CsiGrid.HT20, 1, 28);
        assertOnGrid(second, CsiGrid.HT20, 1, 28);
        assertThat(first.status()).isEqualTo(LayoutStatus.ASSUMED);
    }

    @Test
    void heFieldLiesOnItsOwnGrid() {
        CsiCanonicalizer mapper = mapper(CsiGrid.HE20, BlockChoice.AUTO);

        assertThat(mapper.map(Rows.parsed(Rows.c5Row(heTones())))).isTrue();
        assertThat(mapper.orderInUse()).isEqualTo(CsiOrder.FFT);
        assertThat(mapper.status()).isEqualTo(LayoutStatus.VERIFIED);
        long valid = 0;
        for (int i = 0; i < 256; i++) {
            valid += mapper.valid()[i];
        }
        assertThat(valid).isEqualTo(242);
        assertThat(mapper.re()[128 + 2]).isEqualTo(2);
        assertThat(mapper.re()[128 - 122]).isEqualTo(123);
    }

    /** 245 in FFT order; value = index for positive, 245 - 122 ... for negative positions, nulls at -1, 0, 1. */
    private static int[] heTones() {
        int[] magnitude = new int[245];
        for (int i = 2; i < 244; i++) {
            magnitude[i] = i <= 127 ? i : 127;
        }
        return magnitude;
    }

    @Test
    void rawFrameWithoutNullsIsUnknownAndTakenAsCentred() {
        byte[] pairs = new byte[128];
        Arrays.fill(pairs, (byte) 9);
        byte[] datagram = Rows.frame(1, 1, pairs);
        CsiPacket packet = new CsiPacket();
        new CsiParser().parse(datagram, 0, datagram.length, packet);
        CsiCanonicalizer mapper = mapper(CsiGrid.HT20, BlockChoice.AUTO);

        for (int i = 0; i < 2 * OrderJudge.LIMIT; i++) {
            assertThat(mapper.map(packet)).isTrue();
            assertThat(mapper.status()).isEqualTo(LayoutStatus.UNKNOWN);
            assertThat(mapper.orderInUse()).isEqualTo(CsiOrder.CENTRED);
        }
        assertThat(mapper.re()[33]).isEqualTo(9);
    }

    @Test
    void verdictStands() {
        CsiCanonicalizer mapper = mapper(CsiGrid.HT20, BlockChoice.AUTO);
        CsiPacket fft = Rows.parsed(Rows.c5Row(transform(64, 26, true)));
        CsiPacket centred = Rows.parsed(Rows.c5Row(transform(64, 26, false)));

        mapper.map(fft);
        for (int i = 0; i < 100; i++) {
            mapper.map(centred);
        }
        assertThat(mapper.orderInUse()).isEqualTo(CsiOrder.FFT);
    }

    @Test
    void countOfNoLayoutLeavesNothingValid() {
        CsiCanonicalizer mapper = mapper(CsiGrid.HT20, BlockChoice.AUTO);
        mapper.map(Rows.parsed(Rows.c5Row(transform(64, 26, true))));

        assertThat(mapper.map(Rows.parsed(Rows.c5Row(new int[63])))).isFalse();
        assertThat(mapper.status()).isEqualTo(LayoutStatus.UNKNOWN);
        assertThat(mapper.layout()).isEqualTo(LayoutId.UNKNOWN);
        assertThat(mapper.valid()).containsOnly(0);
        assertThat(mapper.re()).containsOnly(0f);
    }
}
