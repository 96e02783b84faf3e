package io.millrace.transport.grpc;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Whatever the body: a message for the service, or a refusal with a reason. */
class RestRequestFuzzTest {

    @FuzzTest
    void bodies(FuzzedDataProvider data) {
        int jsonBytes = data.consumeBoolean() ? -1 : data.consumeInt(0, 4096);
        read(ByteBuffer.wrap(data.consumeRemainingAsBytes()), jsonBytes);
    }

    /** Well-formed JSON reaches further than noise does. */
    @FuzzTest
    void tensors(FuzzedDataProvider data) {
        String text = "{\"inputs\":[{\"name\":\"x\",\"datatype\":\""
                + data.pickValue(Datatype.values()) + "\",\"shape\":[" + data.consumeLong() + "],"
                + (data.consumeBoolean()
                        ? "\"parameters\":{\"binary_data_size\":" + data.consumeLong() + "}"
                        : "\"data\":[" + data.consumeDouble() + "," + data.consumeLong() + ",\""
                                + data.consumeAsciiString(9).replaceAll("[^a-z]", "") + "\"]")
                + "}]}";
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        byte[] behind = data.consumeRemainingAsBytes();
        ByteBuffer body =
                ByteBuffer.allocate(json.length + behind.length).put(json).put(behind);
        read(body.flip(), json.length);
    }

    private static void read(ByteBuffer body, int jsonBytes) {
        try {
            RestRequest.read(body, jsonBytes).message("m", "");
        } catch (RequestException e) {
            // refused, with a reason
        }
    }
}
