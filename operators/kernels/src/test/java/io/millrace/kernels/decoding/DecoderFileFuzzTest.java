package io.millrace.kernels.decoding;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

class DecoderFileFuzzTest {

    /** Whatever an array holds, it is an array or a problem with a message. */
    @FuzzTest(maxDuration = "30s")
    void anyBytesAreAnArrayOrRefused(byte[] npy) {
        try {
            DecoderArray array = NpyReader.parse("a", npy);
            if (array.numbers().length == 0 && array.words().length == 0) {
                throw new AssertionError("nothing was read: shape=" + array.describe());
            }
        } catch (IOException refused) {
            if (!String.valueOf(refused.getMessage()).startsWith("array not understood: array=a, ")) {
                throw new AssertionError("message does not fit", refused);
            }
        }
    }
}
