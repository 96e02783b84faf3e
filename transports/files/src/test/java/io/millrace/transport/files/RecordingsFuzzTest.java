package io.millrace.transport.files;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;

class RecordingsFuzzTest {

    /** Any bytes are an array or an IOException in the house form; never anything else, never more than their limit. */
    @FuzzTest(maxDuration = "30s")
    void npy(byte[] bytes) {
        try {
            NpyArray array = NpyArray.read("fuzz", new DataInputStream(new ByteArrayInputStream(bytes)));
            if (array.isScalar()) {
                array.scalar();
            }
        } catch (IOException expected) {
            // refused
        }
    }

    /** Any bytes are lines of JSON that are datagrams or skipped. */
    @FuzzTest(maxDuration = "30s")
    void jsonLines(byte[] bytes) throws IOException {
        Adr018JsonReader reader = new Adr018JsonReader(new ByteArrayInputStream(bytes));
        for (byte[] datagram = reader.next(); datagram != null; datagram = reader.next()) {
            if (datagram.length < 20) {
                throw new AssertionError("datagram without header: length=" + datagram.length);
            }
        }
    }
}
