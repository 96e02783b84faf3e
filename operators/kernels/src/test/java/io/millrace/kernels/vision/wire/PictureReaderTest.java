package io.millrace.kernels.vision.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.Golden;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {

    private static final int PIXELS = 1 << 20;

    private final PictureReader colours = new PictureReader(false, YuvMatrix.BT601, true, PIXELS);
    private final PictureReader grey = new PictureReader(true, YuvMatrix.BT601, true, PIXELS);

    private static Golden golden(String name) {
        return Golden.resource(PictureReaderTest.class, "/golden/picture-" + name + ".txt");
    }

    private static byte[] bytes(Golden golden, String name) {
        double[] values = golden.doubles(name);
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (int) values[i];
        }
        return bytes;
    }

    private static int largestDifference(byte[] found, byte[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        int largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs((found[i] & 0xff) - (expected[i] & 0xff)));
        }
        return largest;
    }

    /** The same bytes: the script makes sure that no value in double precision is near a half. */
    @ParameterizedTest
    @ValueSource(strings = {"i420", "nv12", "i422", "i444", "yuyv"})
    void coloursEqualTheEquations(String format) {
        Golden golden = golden("yuv");
        byte[] data = bytes(golden, format);
        int columns = format.equals("yuyv") ? 8 : 7;
        PixelFormat layout = PixelFormat.valueOf(format.toUpperCase(Locale.ROOT));
        for (YuvMatrix matrix : YuvMatrix.values()) {
            for (boolean full : new boolean[] {false, true}) {
                PictureReader reader = new PictureReader(false, matrix, true, PIXELS);
                assertThat(reader.readPixels(data, layout, columns, 5, full)).isEqualTo(PictureResult.OK);
                String name = format + "_" + matrix.name().toLowerCase(Locale.ROOT) + (full ? "_full" : "_limited");
                assertThat(reader.takePixels()).as(name).isEqualTo(bytes(golden, name));
            }
        }
        assertThat(grey.readPixels(data, layout, columns, 5, null)).isEqualTo(PictureResult.OK);
        assertThat(grey.takePixels()).isEqualTo(bytes(golden, format + "_grey"));
    }

    @Test
    void ordersColoursAndMakesGreyAsPillowDoes() {
        Golden golden = golden("yuv");
        byte[] rgb = bytes(golden, "rgb");
        byte[] bgr = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            bgr[i] = rgb[i - i % 3 + 2 - i % 3];
        }
        for (PictureReader reader : new PictureReader[] {colours, grey}) {
            byte[] expected = reader == colours ? rgb : bytes(golden, "rgb_grey");
            assertThat(reader.readPixels(rgb, PixelFormat.RGB24, 7, 5, null)).isEqualTo(PictureResult.OK);
            assertThat(reader.takePixels()).isEqualTo(expected);
            assertThat(reader.readPixels(bgr, PixelFormat.BGR24, 7, 5, null)).isEqualTo(PictureResult.OK);
            assertThat(reader.takePixels()).isEqualTo(expected);
        }
        assertThat(colours.readPixels(new byte[] {7, -1}, PixelFormat.GRAY8, 2, 1, null))
                .isEqualTo(PictureResult.OK);
        assertThat(colours.takePixels()).containsExactly(7, 7, 7, -1, -1, -1);
    }

    /** Lossless: the same bytes as Pillow, where it reads the kind, else as numpy. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rgb8",
                "rgb8_interlaced",
                "rgb16",
                "rgba8",
                "rgba16_interlaced",
                "grey1",
                "grey2",
                "grey4",
                "grey8",
                "grey16",
                "grey_alpha8",
                "palette1",
                "palette2",
                "palette4",
                "palette8"
            })
    void readsEveryKindOfPng(String name) {
        Golden golden = golden("png");
        assertThat(colours.read(bytes(golden, name + "_file"), null)).isEqualTo(PictureResult.OK);
        assertThat(colours.width()).isEqualTo(11);
        assertThat(colours.height()).isEqualTo(9);
        byte[] expected = bytes(golden, name);
        assertThat(colours.takePixels()).isEqualTo(expected);
        assertThat(grey.readPng(bytes(golden, name + "_file"))).isEqualTo(PictureResult.OK);
        byte[] levels = grey.takePixels();
        for (int i = 0; i < levels.length; i++) {
            assertThat(levels[i])
                    .isEqualTo(PixelReader.greyOf(expected[3 * i], expected[3 * i + 1], expected[3 * i + 2]));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void turnsAsPillowTurns(int orientation) {
        Golden golden = golden("orientation");
        byte[] file = bytes(golden, "o" + orientation + "_file");
        assertThat(colours.read(file, null)).isEqualTo(PictureResult.OK);
        assertThat(colours.width()).isEqualTo(orientation < 5 ? 6 : 4);
        assertThat(colours.height()).isEqualTo(orientation < 5 ? 4 : 6);
        assertThat(colours.takePixels()).isEqualTo(bytes(golden, "o" + orientation));
        PictureReader asStored = new PictureReader(false, YuvMatrix.BT601, false, PIXELS);
        assertThat(asStored.read(file, null)).isEqualTo(PictureResult.OK);
        assertThat(asStored.takePixels()).isEqualTo(bytes(golden, "o1"));
    }

    /** Two levels: the decoders of Pillow and of Java's makers round their transforms and colours apart. */
    @ParameterizedTest
    @CsvSource({
        "baseline, 21, 18",
        "full, 21, 18",
        "progressive, 21, 18",
        "grey, 21, 18",
        "rgb, 21, 18",
        "turned, 18, 21",
        "bare, 21, 18",
        "padded, 21, 18"
    })
    void readsJpegAsPillowDoes(String name, int width, int height) {
        Golden golden = golden("jpeg");
        assertThat(colours.read(bytes(golden, name + "_file"), null)).isEqualTo(PictureResult.OK);
        assertThat(colours.width()).isEqualTo(width);
        assertThat(colours.height()).isEqualTo(height);
        assertThat(largestDifference(colours.takePixels(), bytes(golden, name))).isLessThanOrEqualTo(2);
    }

    /** As many web cameras send them: without the tables that the standard suggests and the file was written with. */
    @Test
    void readsMotionJpegWithoutTables() {
        byte[] whole = bytes(golden("jpeg"), "baseline_file");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(whole, 0, 2);
        int at = 2;
        while ((whole[at + 1] & 0xff) != 0xda) {
            int bytes = 2 + ((whole[at + 2] & 0xff) << 8 | (whole[at + 3] & 0xff));
            out.write(whole, at, (whole[at + 1] & 0xff) == 0xc4 ? 0 : bytes);
            at += bytes;
        }
        out.write(whole, at, whole.length - at);
        assertThat(out.size()).isEqualTo(whole.length - 432);
        assertThat(colours.readJpeg(out.toByteArray())).isEqualTo(PictureResult.OK);
        byte[] found = colours.takePixels();
        colours.readJpeg(whole);
        assertThat(found).isEqualTo(colours.takePixels());
    }

    @Test
    void greyOfJpegIsItsLuma() {
        Golden golden = golden("jpeg");
        assertThat(grey.readJpeg(bytes(golden, "baseline_file"))).isEqualTo(PictureResult.OK);
        assertThat(largestDifference(grey.takePixels(), bytes(golden, "baseline_grey")))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void saysWhatIsWrong() {
        byte[] jpeg = bytes(golden("jpeg"), "baseline_file");
        byte[] png = bytes(golden("png"), "rgb8_file");
        assertThat(colours.read(new byte[0], null)).isEqualTo(PictureResult.UNKNOWN);
        assertThat(colours.read(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, null)).isEqualTo(PictureResult.UNKNOWN);
        assertThat(colours.readJpeg(png)).isEqualTo(PictureResult.UNKNOWN);
        assertThat(colours.readPng(jpeg)).isEqualTo(PictureResult.UNKNOWN);
        assertThat(colours.readY4m(jpeg, null)).isEqualTo(PictureResult.UNKNOWN);
        assertThat(colours.read(bytes(golden("jpeg"), "cmyk_file"), null)).isEqualTo(PictureResult.UNSUPPORTED);
        assertThat(colours.readPixels(new byte[34], PixelFormat.GRAY8, 7, 5, null))
                .isEqualTo(PictureResult.WRONG_LENGTH);
        assertThatThrownBy(colours::takePixels).isInstanceOf(NullPointerException.class);
    }

    @Test
    void readsNoPictureWithoutItsLastBytes() {
        byte[] jpeg = bytes(golden("jpeg"), "baseline_file");
        byte[] png = bytes(golden("png"), "rgb8_interlaced_file");
        for (int length = 8; length < jpeg.length - 1; length++) {
            assertThat(colours.readJpeg(Arrays.copyOf(jpeg, length)))
                    .as("length=%d of %d", length, jpeg.length)
                    .isEqualTo(PictureResult.DAMAGED);
        }
        for (int length = 8; length < png.length - 12; length++) {
            assertThat(colours.readPng(Arrays.copyOf(png, length)))
                    .as("length=%d of %d", length, png.length)
                    .isEqualTo(PictureResult.DAMAGED);
        }
    }

    @Test
    void noticesAFlippedBitInWhatDecidesAboutPixels() {
        long seed = Long.getLong("millrace.seed", 5);
        Random random = new Random(seed);
        byte[] png = bytes(golden("png"), "palette4_file");
        for (int i = 0; i < 500; i++) {
            byte[] bad = png.clone();
            bad[8 + random.nextInt(png.length - 20)] ^= (byte) (1 << random.nextInt(8));
            assertThat(colours.readPng(bad)).as("seed=%d, trial=%d", seed, i).isEqualTo(PictureResult.DAMAGED);
        }
    }

    /** A billion pixels in some hundred bytes: refused by what the header says, before memory is taken for them. */
    @Test
    void refusesBombsBeforeTheyUnpack() {
        assertThat(colours.read(png(40_000, 30_000), null)).isEqualTo(PictureResult.TOO_LARGE);
        assertThat(colours.read(png(Integer.MAX_VALUE, 1), null)).isEqualTo(PictureResult.TOO_LARGE);
        // Allowed, but more than this test has memory for: so few bytes cannot hold them.
        PictureReader patient = new PictureReader(false, YuvMatrix.BT601, true, PictureReader.MAX_PIXELS);
        assertThat(patient.read(png(16_384, 16_384), null)).isEqualTo(PictureResult.DAMAGED);

        byte[] jpeg = bytes(golden("jpeg"), "baseline_file");
        int frame = 0;
        while ((jpeg[frame] & 0xff) != 0xff || (jpeg[frame + 1] & 0xff) != 0xc0) {
            frame++;
        }
        Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xff);
        assertThat(colours.read(jpeg, null)).isEqualTo(PictureResult.TOO_LARGE);
        byte[] y4m = "YUV4MPEG2 W60000 H60000\nFRAME\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(colours.read(y4m, null)).isEqualTo(PictureResult.TOO_LARGE);
    }

    /** A small picture that says it is another. */
    private static byte[] png(int width, int height) {
        ByteBuffer png = ByteBuffer.wrap(bytes(golden("png"), "rgb8_file"));
        png.putInt(16, width).putInt(20, height);
        CRC32 crc = new CRC32();
        crc.update(png.array(), 12, 17);
        return png.putInt(29, (int) crc.getValue()).array();
    }

    @ParameterizedTest
    @CsvSource({
        "W4 H2 F25:1 C420jpeg, i420, OK",
        "W4 H2, i420, OK",
        "W4 H2 C422 Ip, i422, OK",
        "W4 H2 C444 A1:1, i444, OK",
        "W4 H2 Cmono, y8, OK",
        "W4 H2 C420p10, i420, UNSUPPORTED",
        "W4 C420, i420, DAMAGED",
        "W-4 H2, i420, DAMAGED",
        "W4x H2, i420, DAMAGED",
        "W4 H3 Cmono, y8, WRONG_LENGTH"
    })
    void readsYuv4Mpeg(String header, String format, PictureResult expected) {
        PixelFormat layout = PixelFormat.valueOf(format.toUpperCase(Locale.ROOT));
        byte[] planes = new byte[(int) layout.bytes(4, 2)];
        new Random(3).nextBytes(planes);
        for (boolean full : new boolean[] {false, true}) {
            String line = "YUV4MPEG2 " + header + (full ? " XCOLORRANGE=FULL" : "") + "\nFRAME Ip\n";
            byte[] record = Arrays.copyOf(line.getBytes(StandardCharsets.US_ASCII), line.length() + planes.length);
            System.arraycopy(planes, 0, record, line.length(), planes.length);
            assertThat(colours.read(record, null)).isEqualTo(expected);
            if (expected == PictureResult.OK) {
                byte[] found = colours.takePixels();
                colours.readPixels(planes, layout, 4, 2, full);
                assertThat(found).isEqualTo(colours.takePixels());
            }
        }
        assertThat(colours.read("YUV4MPEG2 W4 H2".getBytes(StandardCharsets.US_ASCII), null))
                .isEqualTo(PictureResult.DAMAGED);
    }
}
