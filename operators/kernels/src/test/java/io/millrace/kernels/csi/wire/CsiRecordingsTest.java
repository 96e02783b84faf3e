package io.millrace.kernels.csi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Npz;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Parses real recordings.
 *
 * <p>The totals were counted without this parser: a Python pass splits the file at line feeds, takes a line with
 * {@code type,} and {@code ,mac,} for a header, one without {@code CSI_DATA} for other output, one without a bracketed
 * list for truncated, and sums the even (imaginary) and odd (real) numbers between the brackets of the rest.
 */
class CsiRecordingsTest {

    static Stream<Arguments> textFiles() {
        // rows, headers, truncated, other lines, sum of imaginary, sum of real parts
        return Stream.of(
                of("csi-esp32tool/cover_right_01.csv", 157, 0, 0, 0, -1338L, -1497L),
                of("csi-esp32tool/cover_right_01_full_log.txt", 163, 1, 0, 140, -1865L, -368L),
                of("csi-esp32tool/empty_01.csv", 143, 0, 0, 0, -5364L, -1509L),
                of("csi-esp32tool/empty_01_full_log.txt", 149, 1, 0, 140, -4024L, -230L),
                of("csi-esp32tool/empty_02.csv", 145, 0, 0, 0, -1562L, -6605L),
                of("csi-esp32tool/empty_02_full_log.txt", 151, 1, 0, 140, -1703L, -6203L),
                of("csi-esp32tool/empty_03.csv", 162, 0, 0, 0, -3245L, -4086L),
                of("csi-esp32tool/empty_03_full_log.txt", 168, 1, 0, 140, -4815L, -3128L),
                of("csi-esp32tool/empty_04.csv", 148, 0, 0, 0, -10109L, -5367L),
                of("csi-esp32tool/empty_04_full_log.txt", 154, 1, 0, 140, -7909L, -5747L),
                of("csi-esp32tool/empty_full_log.txt", 189, 1, 0, 140, -5005L, -8191L),
                of("csi-esp32tool/example_csi.csv", 13, 0, 0, 0, 2309L, -900L),
                of("csi-esp32tool/full_log.txt", 135, 1, 1, 146, -2122L, -4396L),
                of("csi-esp32tool/hand_01.csv", 136, 0, 0, 0, -116L, -104L),
                of("csi-esp32tool/hand_01_full_log.txt", 142, 1, 0, 140, 707L, -742L),
                of("csi-esp32tool/hand_02.csv", 145, 0, 0, 0, -8837L, -7318L),
                of("csi-esp32tool/hand_02_full_log.txt", 151, 1, 0, 140, -9719L, -7953L),
                of("csi-esp32tool/hand_03.csv", 157, 0, 0, 0, -5515L, -2782L),
                of("csi-esp32tool/hand_03_full_log.txt", 163, 1, 0, 140, -4729L, -4100L),
                of("csi-esp32tool/hand_04.csv", 160, 0, 0, 0, -6740L, -2883L),
                of("csi-esp32tool/hand_04_full_log.txt", 166, 1, 0, 140, -5442L, -3244L),
                of("csi-esp32tool/hand_05.csv", 146, 0, 0, 0, -675L, -1284L),
                of("csi-esp32tool/hand_05_full_log.txt", 152, 1, 1, 139, 335L, -2725L),
                of("csi-esp32tool/hand_full_log.txt", 102, 1, 0, 140, -1336L, -1342L),
                of("csi-esp-csi/csi_recv_router.csv", 14, 1, 0, 0, -1271L, 145L),
                of("csi-esp-csi/esp_crab.csv", 1, 0, 0, 0, 83L, -172L),
                of("csi-esp-csi/get_started.csv", 2, 0, 0, 0, 160L, -2629L));
    }

    private static Arguments of(String file, int ok, int headers, int truncated, int other, long imag, long real) {
        return Arguments.argumentSet(file, file, ok, headers, truncated, other, imag, real);
    }

    @ParameterizedTest
    @MethodSource("textFiles")
    void parsesEveryLineOfARecording(String file, int ok, int headers, int truncated, int other, long imag, long real)
            throws IOException {
        Map<ParseResult, Integer> results = new EnumMap<>(ParseResult.class);
        long[] sums = new long[2];
        eachLine(file, (result, packet) -> {
            results.merge(result, 1, Integer::sum);
            for (int i = 0; result == ParseResult.OK && i < packet.count(); i++) {
                sums[0] += packet.imag()[i];
                sums[1] += packet.real()[i];
            }
        });

        Map<ParseResult, Integer> expected = new EnumMap<>(Map.of(
                ParseResult.OK, ok,
                ParseResult.HEADER_LINE, headers,
                ParseResult.TRUNCATED, truncated,
                ParseResult.NOT_CSI, other));
        expected.values().removeIf(n -> n == 0);
        assertThat(results).isEqualTo(expected);
        assertThat(sums).containsExactly(imag, real);
    }

    private interface Visitor {
        void visit(ParseResult result, CsiPacket packet);
    }

    private static void eachLine(String file, Visitor visitor) throws IOException {
        byte[] bytes = Files.readAllBytes(TestData.require(file));
        CsiParser parser = new CsiParser();
        CsiPacket packet = new CsiPacket();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if ((i == bytes.length && start < i) || (i < bytes.length && bytes[i] == '\n')) {
                visitor.visit(parser.parse(bytes, start, i - start, packet), packet);
                start = i + 1;
            }
        }
    }

    @Test
    void esp32CsiToolAnnounces384AndPrints128() throws IOException {
        int[] announced384 = {0};
        CsiCanonicalizer mapper = new CsiCanonicalizer(CsiGrid.HT20, BlockChoice.AUTO, CsiOrder.AUTO);
        eachLine("csi-esp32tool/example_csi.csv", (result, packet) -> {
            assertThat(packet.count()).isEqualTo(64);
            announced384[0] += packet.declaredLength() == 384 ? 1 : 0;
            assertThat(packet.imag()[0]).isEqualTo((short) 101);
            assertThat(packet.firstWordInvalid()).isTrue();
            assertThat(mapper.map(packet)).isTrue();
            assertThat(mapper.layout()).isEqualTo(LayoutId.ABOVE_LLTF);
            assertThat(mapper.status()).isEqualTo(LayoutStatus.VERIFIED);
            assertThat(mapper.orderInUse()).isEqualTo(CsiOrder.CENTRED);
        });
        // awk -F, '$25==384' example_csi.csv | wc -l
        assertThat(announced384[0]).isEqualTo(12);
    }

    static Stream<Arguments> orders() {
        return Stream.of(
                Arguments.of("csi-esp32tool/empty_01.csv", CsiGrid.HT20, LayoutId.BELOW_LLTF, 52),
                Arguments.of("csi-esp-csi/csi_recv_router.csv", CsiGrid.HT20, LayoutId.BELOW_LLTF, 52),
                Arguments.of("csi-esp-csi/esp_crab.csv", CsiGrid.HT40, LayoutId.C5_HT40, 114),
                // The second row: 256 values, six zero pairs before, three in the middle, five behind.
                Arguments.of("csi-esp-csi/get_started.csv", CsiGrid.HT40, LayoutId.RAW_128, 114));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void energyOfRealRowsShowsTheCentredOrder(String file, CsiGrid grid, LayoutId layout, int tones)
            throws IOException {
        CsiCanonicalizer mapper = new CsiCanonicalizer(grid, BlockChoice.AUTO, CsiOrder.AUTO);
        int[] last = {0};
        eachLine(file, (result, packet) -> {
            if (result == ParseResult.OK && mapper.map(packet)) {
                last[0] = 0;
                for (byte valid : mapper.valid()) {
                    last[0] += valid;
                }
                assertThat(mapper.layout()).isEqualTo(layout);
                assertThat(mapper.status()).isEqualTo(LayoutStatus.VERIFIED);
                assertThat(mapper.orderInUse()).isEqualTo(CsiOrder.CENTRED);
            }
        });
        assertThat(last[0]).isEqualTo(tones);
    }

    @Test
    void classifiesEveryDatagramOfTwoInterleavedNodes() throws IOException {
        Pattern line = Pattern.compile(
                "\"node_id\": (\\d+), \"magic\": \"0x([0-9A-F]+)\", \"size\": (\\d+)(?:.*\"iq_hex\": \"([0-9a-f]+)\")?");
        Map<ParseResult, Integer> results = new EnumMap<>(ParseResult.class);
        CsiParser parser = new CsiParser();
        CsiPacket packet = new CsiPacket();
        List<CsiCanonicalizer> blocks = Stream.of(BlockChoice.LLTF, BlockChoice.HT_LTF, BlockChoice.STBC_HT_LTF)
                .map(choice -> new CsiCanonicalizer(CsiGrid.HT20, choice, CsiOrder.AUTO))
                .toList();
        int[] mapped = new int[3];
        long imag = 0;
        long real = 0;
        for (String json : Files.readAllLines(TestData.require("csi-ruview/pretrain-1775182186.csi.jsonl"))) {
            Matcher matcher = line.matcher(json);
            assertThat(matcher.find()).isTrue();
            byte[] datagram = datagram(matcher);
            ParseResult result = parser.parseDatagram(datagram, 0, datagram.length, packet);
            results.merge(result, 1, Integer::sum);
            for (int i = 0; result == ParseResult.OK && i < packet.count(); i++) {
                imag += packet.imag()[i];
                real += packet.real()[i];
            }
            for (int i = 0; result == ParseResult.OK && i < 3; i++) {
                if (blocks.get(i).map(packet)) {
                    mapped[i]++;
                    assertThat(blocks.get(i).status()).isEqualTo(LayoutStatus.VERIFIED);
                    assertThat(blocks.get(i).orderInUse()).isEqualTo(CsiOrder.FFT);
                }
            }
        }
        // Counted from the "magic" and "subcarriers" keys and summed from "iq_hex" with Python.
        assertThat(results)
                .isEqualTo(Map.of(
                        ParseResult.OK, 5309,
                        ParseResult.VITALS, 236,
                        ParseResult.FEATURES, 236,
                        ParseResult.COMPRESSED_DELTA, 2));
        assertThat(new long[] {imag, real}).containsExactly(-150156L, -268731L);
        assertThat(mapped).containsExactly(5309, 1182, 48);
    }

    /** The recording keeps the payload of raw frames only; the header of those, and the body of others, are rebuilt. */
    private static byte[] datagram(Matcher matcher) {
        int size = Integer.parseInt(matcher.group(3));
        if (matcher.group(4) != null) {
            byte[] frame = Rows.frame(
                    Integer.parseInt(matcher.group(1)), 0, HexFormat.of().parseHex(matcher.group(4)));
            assertThat(frame).hasSize(size);
            return frame;
        }
        byte[] other = new byte[size];
        int magic = Integer.parseUnsignedInt(matcher.group(2), 16);
        for (int i = 0; i < 4; i++) {
            other[i] = (byte) (magic >> 8 * i);
        }
        return other;
    }

    static Stream<Arguments> arrays() {
        // Packets from the arrays' shapes and the order from the mean amplitude per position, both with numpy.
        return Stream.of(
                Arguments.of("baseline_c3_64sc_20260329_130303", 1017, CsiOrder.FFT),
                Arguments.of("baseline_s3_64sc_20260329_125557", 1005, CsiOrder.FFT),
                Arguments.of("baseline_esp32_64sc_20260310_232100", 1120, CsiOrder.FFT),
                Arguments.of("baseline_c5_64sc_20260329_124440", 1006, CsiOrder.CENTRED),
                Arguments.of("baseline_c6_64sc_20260310_230414", 1351, CsiOrder.CENTRED),
                Arguments.of("movement_c3_64sc_20260329_130321", 1020, CsiOrder.FFT),
                Arguments.of("movement_s3_64sc_20260329_125616", 1004, CsiOrder.FFT),
                Arguments.of("movement_esp32_64sc_20260310_232137", 1086, CsiOrder.FFT),
                Arguments.of("movement_c5_64sc_20260329_124504", 1006, CsiOrder.CENTRED),
                Arguments.of("movement_c6_64sc_20260310_230434", 1432, CsiOrder.CENTRED));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void energyTellsTheOrderOfRawArraysOfFiveChips(String name, int packets, CsiOrder order) {
        Path recording = TestData.require("csi-espectre/" + name + ".npz");
        byte[][] rows = Objects.requireNonNull(Npz.read(recording, "csi_data")).byteRows();
        assertThat(rows).hasDimensions(packets, 128);
        CsiCanonicalizer mapper = new CsiCanonicalizer(CsiGrid.HT20, BlockChoice.AUTO, CsiOrder.AUTO);
        CsiParser parser = new CsiParser();
        CsiPacket packet = new CsiPacket();
        for (byte[] pairs : rows) {
            byte[] frame = Rows.frame(1, 0, pairs);
            assertThat(parser.parse(frame, 0, frame.length, packet)).isEqualTo(ParseResult.OK);
            assertThat(mapper.map(packet)).isTrue();
        }
        assertThat(mapper.status()).isEqualTo(LayoutStatus.VERIFIED);
        assertThat(mapper.orderInUse()).isEqualTo(order);
    }
}
