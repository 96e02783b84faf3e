package io.millrace.kernels.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterboxTest {

    private static final int WIDTH = 16;
    private static final int HEIGHT = 12;

    private static byte[] bytes(double[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static float[] planes(Letterbox letterbox, byte[] picture, int width, int height) {
        float[] planes = new float[Letterbox.CHANNELS * WIDTH * HEIGHT];
        Arrays.fill(planes, -1);
        for (int c = 0; c < Letterbox.CHANNELS; c++) {
            letterbox.plane(picture, width, height, c, 1, 0, planes, c * WIDTH * HEIGHT);
        }
        return planes;
    }

    /** PyTorch in double, values up to 255, here three interpolations in float: 1e-4. */
    @ParameterizedTest
    @ValueSource(strings = {"smaller", "larger", "wide", "tall"})
    void equalsPyTorch(String name) {
        Golden golden = Golden.resource(getClass(), "/golden/letterbox.txt");
        int[] shape = golden.shape(name + "_picture");
        Letterbox letterbox = new Letterbox(WIDTH, HEIGHT);
        planes(letterbox, new byte[3], 1, 1); // a picture of another size before leaves nothing behind
        float[] planes = planes(letterbox, bytes(golden.doubles(name + "_picture")), shape[1], shape[0]);
        assertThat(planes).containsExactly(golden.floats(name), within(1e-4f));
    }

    @Test
    void keepsAPictureOfTheTargetsSizeToTheBit() {
        byte[] picture = new byte[Letterbox.CHANNELS * WIDTH * HEIGHT];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (byte) (37 * i);
        }
        float[] planes = planes(new Letterbox(WIDTH, HEIGHT), picture, WIDTH, HEIGHT);
        for (int i = 0; i < picture.length; i++) {
            assertThat(planes[i % 3 * WIDTH * HEIGHT + i / 3]).isEqualTo(picture[i] & 0xff);
        }
    }

    @Test
    void liesInTheMiddle() {
        assertThat(LetterboxFit.of(360, 288, 320, 240)).isEqualTo(new LetterboxFit(300, 240, 10, 0));
        assertThat(LetterboxFit.of(10_000, 1, 320, 240)).isEqualTo(new LetterboxFit(320, 1, 0, 119));
    }

    @Test
    void refusesAPictureWithoutColumns() {
        assertThatThrownBy(() -> LetterboxFit.of(0, 288, 320, 240))
                .hasMessage("argument out of range: pictureWidth=0 (expected at least 1)");
    }
}
