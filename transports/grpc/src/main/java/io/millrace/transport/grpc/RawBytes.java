package io.millrace.transport.grpc;

import io.millrace.api.frame.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Writes the elements of tensors as they are on the wire, little-endian, through a buffer that stays in the cache. */
final class RawBytes {

    private static final int CHUNK_BYTES = 8192;
    private static final ThreadLocal<RawBytes> OF_THREAD = ThreadLocal.withInitial(RawBytes::new);

    private final byte[] chunk = new byte[CHUNK_BYTES];
    private final FloatBuffer floats =
            ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();

    private RawBytes() {}

    static RawBytes ofThisThread() {
        return OF_THREAD.get();
    }

    void write(Tensor tensor, OutputStream to) throws IOException {
        switch (tensor.type()) {
            case F32 -> write(tensor.floats(), to);
            case I8, U8, BOOL -> to.write(tensor.asBytes());
            default -> OutputTensors.raw(tensor).writeTo(to);
        }
    }

    private void write(float[] values, OutputStream to) throws IOException {
        for (int done = 0; done < values.length; ) {
            int count = Math.min(CHUNK_BYTES / Float.BYTES, values.length - done);
            floats.put(0, values, done, count);
            to.write(chunk, 0, count * Float.BYTES);
            done += count;
        }
    }
}
