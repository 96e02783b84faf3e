package io.millrace.kernels.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PcmEncodingTest {

    private static final double[] LEVELS = {-1, -0.5, -0.125, 0, 0.25, 0.5};

    /** Levels that every encoding holds exactly, two channels, written by the JDK. */
    @ParameterizedTest
    @EnumSource
    void readsWhatTheJdkWrote(PcmEncoding encoding) {
        boolean big = encoding.name().endsWith("BE");
        ByteBuffer bytes = ByteBuffer.allocate(3 + LEVELS.length * encoding.bytes())
                .order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .position(3);
        for (double level : LEVELS) {
            switch (encoding) {
                case U8 -> bytes.put((byte) (level * 128 + 128));
                case S16LE, S16BE -> bytes.putShort((short) (level * 32768));
                case S24LE -> bytes.putShort((short) (level * 8388608)).put((byte) (level * 128));
                case S24BE -> bytes.put((byte) (level * 128)).putShort((short) 0);
                case S32LE -> bytes.putInt((int) (level * 2147483648.0));
                case F32LE -> bytes.putFloat((float) level);
                case F64LE -> bytes.putDouble(level);
            }
        }
        float[][] out = new float[2][4];
        encoding.decode(bytes.array(), 3, out, 1, 3);
        assertThat(out[0]).containsExactly(0, -1, -0.125f, 0.25f);
        assertThat(out[1]).containsExactly(0, -0.5f, 0, 0.5f);
    }

    @Test
    void theFinestStepOf24BitsSurvives() {
        float[][] out = new float[1][2];
        PcmEncoding.S24LE.decode(new byte[] {1, 0, 0, -1, -1, -1}, 0, out, 0, 2);
        PcmEncoding.S24BE.decode(new byte[] {0, 0, 1}, 0, out, 0, 1);
        assertThat(out[0]).containsExactly(0x1p-23f, -0x1p-23f);
    }

    @Test
    void whatIsNoNumberIsSilence() {
        byte[] nan = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(Float.NaN)
                .putFloat(Float.NEGATIVE_INFINITY)
                .array();
        float[][] out = {{1, 1}};
        PcmEncoding.F32LE.decode(nan, 0, out, 0, 2);
        assertThat(out[0]).containsOnly(0);
    }
}
