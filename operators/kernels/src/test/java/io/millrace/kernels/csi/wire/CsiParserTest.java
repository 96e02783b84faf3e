package io.millrace.kernels.csi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CsiParserTest {

    @Test
    void readsDialectAWithUnquotedListAndHostTimeBehindIt() {
        CsiPacket packet = Rows.parsed(Rows.A + "[1 -2 127 -128 ],1650000000.25\r\n");

        assertThat(packet.dialect()).isEqualTo(CsiDialect.ESP32_CSI_TOOL);
        assertThat(packet.mac()).isEqualTo(0x240AC40001FFL);
        assertThat(packet.rssiDbm()).isEqualTo(-57);
        assertThat(packet.noiseFloorDbm()).isEqualTo(-92);
        assertThat(packet.localTimestampMicros()).isEqualTo(4_294_967_295L);
        assertThat(packet.declaredLength()).isEqualTo(384);
        assertThat(packet.value(CsiField.REAL_TIMESTAMP)).isEqualTo(12_000_345_000L);
        assertThat(packet.value(CsiField.CHANNEL)).isEqualTo(9);
        assertThat(packet.value(CsiField.SECONDARY_CHANNEL)).isEqualTo(2);
        assertThat(packet.value(CsiField.SIG_MODE)).isEqualTo(1);
        assertThat(packet.value(CsiField.MCS)).isEqualTo(3);
        assertThat(packet.value(CsiField.BANDWIDTH)).isEqualTo(1);
        assertThat(packet.value(CsiField.SIG_LENGTH)).isEqualTo(121);
        assertThat(packet.has(CsiField.SEQUENCE)).isFalse();
        assertThat(packet.firstWordInvalid()).isTrue();
        assertPairs(packet, 1, -2, 127, -128);
    }

    @Test
    void readsDialectBWithQuotedList() {
        CsiPacket packet = Rows.parsed(Rows.B + "\"[5,-6,0,99]\"\r\n");

        assertThat(packet.dialect()).isEqualTo(CsiDialect.ESP_CSI);
        assertThat(packet.sequence()).isEqualTo(4_000_000_000L);
        assertThat(packet.mac()).isEqualTo(0xA4CF12ABCDEFL);
        assertThat(packet.value(CsiField.RATE)).isEqualTo(11);
        assertThat(packet.value(CsiField.STBC)).isEqualTo(2);
        assertThat(packet.value(CsiField.RX_STATE)).isEqualTo(5);
        assertThat(packet.has(CsiField.RX_FORMAT)).isFalse();
        assertThat(packet.declaredLength()).isEqualTo(4);
        assertThat(packet.firstWordInvalid()).isTrue();
        assertPairs(packet, 5, -6, 0, 99);
    }

    @Test
    void headerLineTellsTheRxFormatFormOfDialectB() {
        CsiParser parser = new CsiParser();
        CsiPacket packet = new CsiPacket();

        assertThat(Rows.parse(parser, CsiDialect.ESP_CSI_RX_FORMAT.header() + "\r\n", packet))
                .isEqualTo(ParseResult.HEADER_LINE);
        assertThat(Rows.parse(parser, Rows.B + "\"[1,2]\"", packet)).isEqualTo(ParseResult.OK);
        assertThat(packet.dialect()).isEqualTo(CsiDialect.ESP_CSI_RX_FORMAT);
        assertThat(packet.value(CsiField.RX_FORMAT)).isEqualTo(5);
        assertThat(packet.has(CsiField.RX_STATE)).isFalse();

        parser.reset();
        assertThat(Rows.parse(parser, Rows.B + "\"[1,2]\"", packet)).isEqualTo(ParseResult.OK);
        assertThat(packet.dialect()).isEqualTo(CsiDialect.ESP_CSI);
    }

    @Test
    void headerLineNamesTheColumnsOfAFork() {
        CsiParser parser = new CsiParser();
        CsiPacket packet = new CsiPacket();

        assertThat(Rows.parse(parser, "type,seq,rssi,room,len,data", packet)).isEqualTo(ParseResult.HEADER_LINE);
        assertThat(Rows.parse(parser, "CSI_DATA,8,-70,kitchen,2,\"[3,4]\"", packet))
                .isEqualTo(ParseResult.OK);
        assertThat(packet.dialect()).isEqualTo(CsiDialect.UNKNOWN);
        assertThat(packet.sequence()).isEqualTo(8);
        assertThat(packet.rssiDbm()).isEqualTo(-70);
        // Rows of another sender on the same line are still told by their columns.
        assertThat(Rows.parse(parser, Rows.C + "\"[3,4]\"", packet)).isEqualTo(ParseResult.OK);
        assertThat(packet.dialect()).isEqualTo(CsiDialect.ESP_CSI_C5);
    }

    @Test
    void readsDialectCWithFftGainBeforeAgcAndUnsignedBytesMadeSigned() {
        CsiPacket packet = Rows.parsed(Rows.C + "\"[1,2,3,4]\"");

        assertThat(packet.dialect()).isEqualTo(CsiDialect.ESP_CSI_C5);
        assertThat(packet.noiseFloorDbm()).isEqualTo(-97);
        assertThat(packet.value(CsiField.FFT_GAIN)).isEqualTo(-10);
        assertThat(packet.value(CsiField.AGC_GAIN)).isEqualTo(5);
        assertThat(packet.value(CsiField.CHANNEL)).isEqualTo(8);
        assertThat(packet.isTwelveBit()).isFalse();
        assertThat(packet.firstWordInvalid()).isFalse();
        assertPairs(packet, 1, 2, 3, 4);
    }

    @Test
    void dialectCMayGoToTwelveBits() {
        CsiPacket packet = Rows.parsed(Rows.C + "\"[2047,-2048,-129,128]\"");

        assertThat(packet.isTwelveBit()).isTrue();
        assertPairs(packet, 2047, -2048, -129, 128);
    }

    @Test
    void unpacksTwelveBitValuesCopiedAsBytes() {
        // 2047 = 0x7FF -> FF 07; -2048 = 0x800 -> 00 08; -1 = 0xFFF -> FF 0F; 256 -> 00 01; two bytes of padding.
        CsiPacket packet = Rows.parsed(Rows.C + "\"[-1,7,0,8,-1,15,0,1,0,0]\"");

        assertThat(packet.unpackTwelveBit()).isTrue();
        assertPairs(packet, 2047, -2048, -1, 256);
        assertThat(packet.isTwelveBit()).isTrue();
        assertThat(packet.unpackTwelveBit()).isFalse();
    }

    @Test
    void readsDialectDAsListAndAsBase64() {
        CsiPacket list = Rows.parsed(Rows.D + "\"[1,-1,2,-128]\"");
        assertThat(list.dialect()).isEqualTo(CsiDialect.ESP_RADAR);
        assertThat(list.sequence()).isEqualTo(3);
        assertThat(list.mac()).isEqualTo(0x020000000007L);
        assertThat(list.value(CsiField.AGC_GAIN)).isEqualTo(31);
        assertThat(list.value(CsiField.FFT_GAIN)).isEqualTo(-12);
        assertPairs(list, 1, -1, 2, -128);

        // bytes 01 FF 02 80
        for (String form : new String[] {"Af8CgA==\r\n", "\"Af8CgA==\"", "Af8CgA=="}) {
            CsiPacket packet = Rows.parsed(Rows.D + form);
            assertPairs(packet, 1, -1, 2, -128);
        }
    }

    @Test
    void findsTheRowBehindLogPrefixAnsiCodesAndATornRow() {
        assertPairs(Rows.parsed("\u001b[0;32mI (120) csi: " + Rows.B + "\"[7,8]\"\u001b[0m\r\r\n"), 7, 8);
        assertPairs(Rows.parsed("CSI_DATA,AP,3C:7" + Rows.A + "[7 8 ]"), 7, 8);
        assertPairs(Rows.parsed(Rows.A + "[1 2 3" + Rows.A + "[7 8 ]"), 7, 8);
        assertPairs(Rows.parsed("CSI_DATA: CSI_DATACSI_DATA\n" + Rows.A + "[7 8 ]"), 7, 8);
    }

    @Test
    void readsAdr018Frame() {
        byte[] datagram = Rows.frame(7, 4_000_000_001L, new byte[] {1, -2, 3, -128});
        CsiPacket packet = new CsiPacket();

        assertThat(new CsiParser().parseDatagram(datagram, 0, datagram.length, packet))
                .isEqualTo(ParseResult.OK);
        assertThat(packet.dialect()).isEqualTo(CsiDialect.ADR_018);
        assertThat(packet.nodeId()).isEqualTo(7);
        assertThat(packet.sequence()).isEqualTo(4_000_000_001L);
        assertThat(packet.rssiDbm()).isEqualTo(-40);
        assertThat(packet.noiseFloorDbm()).isEqualTo(-91);
        assertThat(packet.value(CsiField.FREQUENCY_MHZ)).isEqualTo(2437);
        assertThat(packet.value(CsiField.CHANNEL)).isEqualTo(6);
        assertThat(packet.firstWordInvalid()).isFalse();
        assertPairs(packet, 1, -2, 3, -128);
    }

    static Stream<Arguments> records() {
        String many = "1,".repeat(2 * CsiPacket.MAX_SUBCARRIERS + 1) + "1]\"";
        return Stream.of(
                refused("empty line", "", ParseResult.NOT_CSI),
                refused("log line", "I (450) wifi:mode : softAP", ParseResult.NOT_CSI),
                refused("radar summary", "RADAR_DADA,1,2,0.1,0.2,0.3,0,0.1,0.2,0.3,0", ParseResult.NOT_CSI),
                refused("header", CsiDialect.ESP32_CSI_TOOL.header() + "\r\r\n", ParseResult.HEADER_LINE),
                refused("header behind prefix", "\u001b[0m" + CsiDialect.ESP_RADAR.header(), ParseResult.HEADER_LINE),
                refused("marker only", "CSI_DATA\r\n", ParseResult.TRUNCATED),
                refused(
                        "reset in the columns",
                        "CSI_DATA,AP,00:00:00:00:00:00,-79,9,0\u00ffESP-ROM",
                        ParseResult.TRUNCATED),
                refused("no closing bracket", Rows.A + "[1 2 3 4 ", ParseResult.TRUNCATED),
                refused("cut in a number", Rows.B + "\"[1,2,3,-", ParseResult.TRUNCATED),
                refused("cut at the list", Rows.D, ParseResult.TRUNCATED),
                refused("base64 shorter than announced", Rows.D + "Af8=", ParseResult.TRUNCATED),
                refused("base64 cut within four", Rows.D + "Af8Cg", ParseResult.TRUNCATED),
                refused("no values", Rows.B + "\"[]\"", ParseResult.EMPTY),
                refused("no base64", Rows.D + "\"\"", ParseResult.EMPTY),
                refused("odd", Rows.B + "\"[1,2,3]\"", ParseResult.ODD_COUNT),
                refused("odd base64", Rows.D + "AQID", ParseResult.ODD_COUNT),
                refused("missing separator", Rows.A + "[1 2-3 4 ]", ParseResult.BAD_NUMBER),
                refused("letter", Rows.B + "\"[1,x]\"", ParseResult.BAD_NUMBER),
                refused("decimal point", Rows.B + "\"[1,2.5]\"", ParseResult.BAD_NUMBER),
                refused("lost value", Rows.B + "\"[1,,2,3]\"", ParseResult.BAD_NUMBER),
                refused("comma at the end", Rows.B + "\"[1,2,]\"", ParseResult.BAD_NUMBER),
                refused("lone minus", Rows.B + "\"[1,-]\"", ParseResult.BAD_NUMBER),
                refused("list is no list", Rows.B + "\"1,2\"", ParseResult.BAD_NUMBER),
                refused("column is no number", Rows.B.replace("-31", "abc") + "\"[1,2]\"", ParseResult.BAD_NUMBER),
                refused("empty column", Rows.B.replace("-31", "") + "\"[1,2]\"", ParseResult.BAD_NUMBER),
                refused(
                        "short MAC",
                        Rows.B.replace("a4:cf:12:ab:cd:ef", "a4:cf:12") + "\"[1,2]\"",
                        ParseResult.BAD_MAC),
                refused("3 columns", "CSI_DATA,1,\"[1,2]\"", ParseResult.TOO_FEW_COLUMNS),
                refused("24 columns", Rows.B.replace(",67", "") + "\"[1,2]\"", ParseResult.TOO_FEW_COLUMNS),
                refused("27 columns, unquoted", Rows.A + "1,[1 2 ]", ParseResult.TOO_MANY_COLUMNS),
                refused("31 columns", Rows.D + "1,\"[1,2]\"", ParseResult.TOO_MANY_COLUMNS),
                refused("9 bits in dialect B", Rows.B + "\"[1,128]\"", ParseResult.VALUE_OUT_OF_RANGE),
                refused("13 bits in dialect C", Rows.C + "\"[1,-2049]\"", ParseResult.VALUE_OUT_OF_RANGE),
                refused("5 digits", Rows.C + "\"[1,10000]\"", ParseResult.VALUE_OUT_OF_RANGE),
                refused("rssi", Rows.B.replace("-31", "-129") + "\"[1,2]\"", ParseResult.VALUE_OUT_OF_RANGE),
                refused(
                        "33-bit time",
                        Rows.B.replace("2751923", "4294967296") + "\"[1,2]\"",
                        ParseResult.VALUE_OUT_OF_RANGE),
                refused("base64 alphabet", Rows.D + "Af8*gA==", ParseResult.BAD_BASE64),
                refused("base64 length", Rows.D + "Af8CgA=\"", ParseResult.BAD_BASE64),
                refused("2050 values", Rows.B + "\"[" + many, ParseResult.TOO_LONG),
                refused("vitals", magic(2, 32), ParseResult.VITALS),
                refused("short vitals", magic(2, 31), ParseResult.TRUNCATED),
                refused("features", magic(3, 48), ParseResult.FEATURES),
                refused("fused or wasm", magic(4, 48), ParseResult.FUSED_VITALS_OR_WASM),
                refused("compressed", magic(5, 82), ParseResult.COMPRESSED_DELTA),
                refused("feature state", magic(6, 60), ParseResult.FEATURE_STATE),
                refused("unknown of the family", magic(7, 60), ParseResult.UNKNOWN_MAGIC),
                refused("frame without header", magic(1, 19), ParseResult.TRUNCATED),
                refused("frame of nothing", magic(1, 20), ParseResult.EMPTY));
    }

    private static Arguments refused(String what, String line, ParseResult expected) {
        return Arguments.argumentSet(what, line, expected);
    }

    /** Bytes 0..3 are the magic 0xC511000n in little-endian, the rest zeros. */
    private static String magic(int n, int bytes) {
        return (char) n + "\u0000\u0011\u00c5" + "\u0000".repeat(bytes - 4);
    }

    @ParameterizedTest
    @MethodSource("records")
    void refusesWithThePreciseReason(String line, ParseResult expected) {
        assertThat(Rows.parse(line)).isEqualTo(expected);
    }

    @Test
    void everyResultIsReachedAndHasItsOwnReason() {
        Set<ParseResult> reached = EnumSet.of(ParseResult.OK);
        records().forEach(r -> reached.add((ParseResult) r.get()[1]));

        assertThat(reached).containsExactlyInAnyOrder(ParseResult.values());
        assertThat(Arrays.stream(ParseResult.values()).map(ParseResult::reason))
                .doesNotHaveDuplicates()
                .allMatch(reason -> reason.matches("[a-z0-9]+(-[a-z0-9]+)*"));
        assertThat(ParseResult.HEADER_LINE.isMalformed()).isFalse();
        assertThat(ParseResult.ODD_COUNT.isMalformed()).isTrue();
    }

    @Test
    void datagramThatIsNeitherFrameNorRowHasAnUnknownMagic() {
        byte[] bytes = "hello".getBytes(StandardCharsets.US_ASCII);

        assertThat(new CsiParser().parseDatagram(bytes, 0, 5, new CsiPacket())).isEqualTo(ParseResult.UNKNOWN_MAGIC);
        assertThat(new CsiParser().parse(bytes, 0, 5, new CsiPacket())).isEqualTo(ParseResult.NOT_CSI);
    }

    @Test
    void frameShorterThanItsSubcarriersIsTruncatedAndTooManyAreTooLong() {
        byte[] datagram = Rows.frame(1, 1, new byte[128]);
        CsiPacket packet = new CsiPacket();
        assertThat(new CsiParser().parse(datagram, 0, datagram.length - 1, packet))
                .isEqualTo(ParseResult.TRUNCATED);

        byte[] large = Rows.frame(1, 1, new byte[2 * CsiPacket.MAX_SUBCARRIERS + 2]);
        assertThat(new CsiParser().parse(large, 0, large.length, packet)).isEqualTo(ParseResult.TOO_LONG);
    }

    @Test
    void everyPrefixOfARowIsRefusedUntilTheBracketCloses() {
        String row = Rows.A + "[1 -2 127 -128 5 6 77 8 -9 10 ]";
        for (int length = 8; length < row.length(); length++) {
            assertThat(Rows.parse(row.substring(0, length)))
                    .as("length %d", length)
                    .isEqualTo(ParseResult.TRUNCATED);
        }
        assertThat(Rows.parse(row)).isEqualTo(ParseResult.OK);
    }

    @Test
    void refusesARangeOutsideTheArray() {
        assertThatThrownBy(() -> new CsiParser().parse(new byte[4], 2, 3, new CsiPacket()))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void assertPairs(CsiPacket packet, int... values) {
        assertThat(packet.count()).isEqualTo(values.length / 2);
        for (int i = 0; i < values.length; i += 2) {
            assertThat(packet.imag()[i / 2]).as("imag %d", i / 2).isEqualTo((short) values[i]);
            assertThat(packet.real()[i / 2]).as("real %d", i / 2).isEqualTo((short) values[i + 1]);
        }
    }
}
