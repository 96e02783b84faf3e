package io.millrace.operators.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.vision.wire.YuvMatrix;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PictureDecodeTest extends OperatorContractTest {

    private static final double RATE_HZ = 25;

    @Override
    protected List<Integer> widths() {
        return List.of(9, 1, 64);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return bare().with("form: i420", "width: " + width, "height: 5");
    }

    private static OperatorHarness<?> bare() {
        return OperatorHarness.of(new PictureDecode()).in(StreamSpec.records().withRateHz(RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        byte[] planes = new byte[5 * width + 6 * ((width + 1) / 2)];
        random.nextBytes(planes);
        return record(sequence, planes);
    }

    private static Frame record(long sequence, byte... bytes) {
        return Frames.of(sequence, RATE_HZ, Tensor.ofBytes(bytes));
    }

    private static byte[] bytes(String golden, String name) {
        double[] values = Vectors.golden("picture-" + golden).doubles(name);
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (int) values[i];
        }
        return bytes;
    }

    @Test
    void tellsPicturesByTheirFirstBytesAndDropsTheRestByReason() {
        byte[] png = bytes("png", "rgb8_file");
        byte[] jpeg = bytes("jpeg", "turned_file");
        byte[] y4m = "YUV4MPEG2 W1 H1 Cmono\nFRAME\nx".getBytes(StandardCharsets.US_ASCII);
        try (OperatorRun run = bare().open()) {
            run.feed(record(0, png), record(1, jpeg), record(2, y4m));
            assertThat(run.emitted().get(0).tensor().shape()).isEqualTo(Shape.of(9, 11, 3));
            assertThat(run.emitted().get(0).tensor().asBytes()).isEqualTo(bytes("png", "rgb8"));
            assertThat(run.emitted().get(1).tensor().shape()).isEqualTo(Shape.of(21, 18, 3));
            assertThat(run.emitted().get(2).tensor().asBytes()).containsExactly(121, 121, 121); // ('x' - 16) 255 / 219
            run.feed(
                    record(3, (byte) 1, (byte) 2),
                    record(4, Arrays.copyOf(jpeg, jpeg.length - 9)),
                    record(5, Arrays.copyOf(y4m, y4m.length - 1)),
                    record(6, bytes("jpeg", "cmyk_file")),
                    record(7));
            assertThat(run.emitted()).hasSize(3);
            assertThat(run.drops())
                    .isEqualTo(Map.of(
                            "unknown-picture", 2L,
                            "damaged-picture", 1L,
                            "wrong-length", 1L,
                            "unsupported-picture", 1L));
        }
        try (OperatorRun run = bare().with("max-pixels: 98").open()) {
            run.feed(record(0, png));
            assertThat(run.drops()).isEqualTo(Map.of("too-large", 1L));
        }
    }

    @Test
    void holdsPicturesToTheSizeThatIsNamed() {
        OperatorHarness<?> sized = bare().with("form: jpeg", "width: 18", "height: 21", "colours: grey");
        try (OperatorRun run = sized.open()) {
            assertThat(run.contract().outputs().get(0).spec().toString()).isEqualTo("u8[height=21, width=18] 25 Hz");
            run.feed(record(0, bytes("jpeg", "turned_file")), record(1, bytes("jpeg", "baseline_file")));
            assertThat(run.emitted()).hasSize(1);
            assertThat(run.last().tensor().shape()).isEqualTo(Shape.of(21, 18));
            assertThat(run.drops()).isEqualTo(Map.of("other-size", 1L));
        }
        try (OperatorRun run = bare().with("form: jpeg", "orientation: stored").open()) {
            run.feed(record(0, bytes("jpeg", "turned_file")));
            assertThat(run.last().tensor().shape()).isEqualTo(Shape.of(18, 21, 3));
        }
    }

    @Test
    void takesMatrixAndRangeFromItsSettings() {
        byte[] planes = bytes("yuv", "nv12");
        Golden golden = Vectors.golden("picture-yuv");
        for (String[] setting :
                new String[][] {{"bt601", "auto", "limited"}, {"bt601", "full", "full"}, {"bt709", "limited", "limited"}
                }) {
            OperatorHarness<?> harness =
                    bare().with("form: nv12", "width: 7", "height: 5", "matrix: " + setting[0], "range: " + setting[1]);
            try (OperatorRun run = harness.open()) {
                run.feed(record(0, planes));
                double[] expected = golden.doubles("nv12_" + setting[0] + "_" + setting[2]);
                byte[] found = run.last().tensor().asBytes();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[i] & 0xff).as("%s, byte %d", setting[0], i).isEqualTo((int) expected[i]);
                }
            }
        }
    }

    @Test
    void timesPicturesThatDoNotTell() {
        PictureDecode decode = new PictureDecode();
        RecordTimer timer = decode.timer(config(PictureForm.AUTO, 0, 0, 25));
        assertThat(timer.timeNanos(new byte[1], 1)).isZero();
        assertThat(timer.timeNanos(new byte[1], 1)).isEqualTo(40_000_000);
        assertThat(decode.timer(config(PictureForm.PNG, 0, 0, 0))).isSameAs(RecordTimer.NONE);
        try (OperatorRun run = bare().with("rate-hz: 10").open()) {
            assertThat(run.contract().outputs().get(0).spec().rateHz()).isEqualTo(10);
        }
    }

    private static PictureDecode.Config config(PictureForm form, int width, int height, double rateHz) {
        return new PictureDecode.Config(
                form,
                width,
                height,
                PictureDecode.Colours.RGB,
                YuvMatrix.BT601,
                PictureDecode.LumaRange.AUTO,
                PictureDecode.Orientation.EXIF,
                1 << 20,
                rateHz);
    }

    @Test
    void looksAtTheFirstRecordOfARecording() {
        PictureDecode decode = new PictureDecode();
        assertThat(decode.misfit(config(PictureForm.AUTO, 0, 0, 0), bytes("png", "rgb8_file")))
                .isNull();
        assertThat(decode.misfit(config(PictureForm.AUTO, 0, 0, 0), new byte[20480]))
                .isEqualTo("record-bytes=20480, form=auto, width=0, height=0, picture=unknown (expected a picture of"
                        + " that form: plain pixels need form, width and height)");
        assertThat(decode.misfit(config(PictureForm.GRAY8, 160, 127, 0), new byte[20480]))
                .isEqualTo("record-bytes=20480, form=gray8, width=160, height=127, picture=wrong-length (expected as"
                        + " many bytes as the pixels take: say what they are)");
    }

    @Test
    void refusesSizesThatCannotBe() {
        assertThat(bare().with("form: nv12", "width: 8").problems())
                .containsExactly("size of the pictures is not told: form=nv12, width=8, height=0"
                        + " (expected both above 0: plain pixels do not tell)");
        assertThat(bare().with("height: 8").problems())
                .containsExactly("size of the pictures is not told: form=auto, width=0, height=8"
                        + " (expected both above 0, or neither)");
        assertThat(bare().with("form: yuyv", "width: 7", "height: 8").problems())
                .containsExactly("pairs of pixels do not come out even: form=yuyv, width=7 (expected an even width)");
        assertThat(bare().with("form: gray8", "width: 7", "height: 8", "max-pixels: 50")
                        .problems())
                .containsExactly("pictures are larger than allowed: width=7, height=8, max-pixels=50"
                        + " (expected at most max-pixels)");
    }
}
