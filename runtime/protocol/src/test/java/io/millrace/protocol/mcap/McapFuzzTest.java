package io.millrace.protocol.mcap;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Whatever the bytes: an IOException at most. */
class McapFuzzTest {

    @FuzzTest(maxDuration = "5s")
    void readsOrRefuses(FuzzedDataProvider data) throws IOException {
        byte[] start = McapTest.file(data.consumeInt(0, 20));
        int at = data.consumeInt(0, start.length);
        byte[] bytes = data.consumeRemainingAsBytes();
        System.arraycopy(bytes, 0, start, at, Math.min(bytes.length, start.length - at));
        read(start);
        read(bytes);
    }

    private static void read(byte[] bytes) {
        try (McapReader reader = new McapReader(new ByteArrayInputStream(bytes))) {
            while (reader.next() != null) {
                // every item is read to its end
            }
        } catch (IOException e) {
            if (e.getMessage() == null) {
                throw new AssertionError("refused without a word", e);
            }
        }
    }
}
