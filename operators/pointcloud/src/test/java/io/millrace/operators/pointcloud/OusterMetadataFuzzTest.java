package io.millrace.operators.pointcloud;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

class OusterMetadataFuzzTest {

    /** Any bytes describe a sensor or are refused; nothing else happens. */
    @FuzzTest(maxDuration = "30s")
    void parsesAnyBytes(byte[] bytes) {
        try {
            OusterMetadata.parse(bytes);
        } catch (IOException expected) {
            // refused
        }
    }
}
