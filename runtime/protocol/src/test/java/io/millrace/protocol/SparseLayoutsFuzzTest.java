package io.millrace.protocol;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.millrace.api.frame.Shape;
import io.millrace.protocol.v1.SparseTensor;

/** Whatever the fields of the message: a tensor, or a MalformedFrameException that says why. */
class SparseLayoutsFuzzTest {

    @FuzzTest(maxDuration = "5s")
    void readsOrRefuses(FuzzedDataProvider data) {
        Shape shape = Shape.of(data.consumeInt(1, 40), data.consumeInt(1, 8));
        SparseTensor.Builder message = SparseTensor.newBuilder();
        if (data.consumeBoolean()) {
            message.setCoordinates(bytes(data));
        }
        if (data.consumeBoolean()) {
            message.setCoordinateGaps(bytes(data));
        }
        if (data.consumeBoolean()) {
            message.setBitmap(bytes(data));
        }
        if (data.consumeBoolean()) {
            message.setDense(data.consumeBoolean());
        }
        if (data.consumeBoolean()) {
            message.setInt16Values(bytes(data)).setExponent(data.consumeInt());
        }
        if (data.consumeBoolean()) {
            message.setValues(bytes(data));
        }
        read(message.build(), shape);
    }

    private static ByteString bytes(FuzzedDataProvider data) {
        return ByteString.copyFrom(data.consumeBytes(data.consumeInt(0, 64)));
    }

    private static void read(SparseTensor message, Shape shape) {
        try {
            SparseLayouts.read(message, shape);
        } catch (MalformedFrameException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("refused without a word", e);
            }
        }
    }
}
