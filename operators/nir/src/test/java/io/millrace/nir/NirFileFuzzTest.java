package io.millrace.nir;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Whatever the bytes are: a graph, or an IOException. */
class NirFileFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void readsAnyBytes(byte[] data) {
        try {
            new NirImport(NirMode.EULER, 1e-4, null, null).network(NirFile.read(data, "fuzz"));
        } catch (IOException | IllegalArgumentException | ArithmeticException expected) {
            // what a damaged file is answered with
        }
    }
}
