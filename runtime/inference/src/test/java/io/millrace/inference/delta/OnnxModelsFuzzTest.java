package io.millrace.inference.delta;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a model file holds, reading it ends in a model or in one kind of exception. */
class OnnxModelsFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void read(FuzzedDataProvider data) {
        try {
            OnnxModels.read(data.consumeRemainingAsBytes());
        } catch (UnsupportedModelException expected) {
            // what it is for
        }
    }
}
