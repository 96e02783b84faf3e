package io.millrace.kernels.vision.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever the bytes are: a result, and as many pixels as the sides say, never more than are allowed. */
class PictureReaderFuzzTest {

    private static final int PIXELS = 1 << 16;

    private final PictureReader colours = new PictureReader(false, YuvMatrix.BT709, true, PIXELS);
    private final PictureReader grey = new PictureReader(true, YuvMatrix.BT601, false, PIXELS);

    @FuzzTest(maxDuration = "1m")
    void readsAnyBytes(byte[] data) {
        PictureResult result = check(colours, data, 3);
        if (check(grey, data, 1) != result) {
            throw new AssertionError("grey is another result: " + result);
        }
    }

    private static PictureResult check(PictureReader reader, byte[] data, int channels) {
        PictureResult result = reader.read(data, null);
        if (result == PictureResult.OK) {
            int pixels = reader.width() * reader.height();
            if (pixels < 1 || pixels > PIXELS || reader.takePixels().length != pixels * channels) {
                throw new AssertionError("sides do not fit: " + reader.width() + " x " + reader.height());
            }
        }
        return result;
    }
}
