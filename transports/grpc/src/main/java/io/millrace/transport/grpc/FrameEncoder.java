package io.millrace.transport.grpc;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.SparseTensor;
import io.millrace.api.frame.Tensor;
import io.millrace.protocol.FrameMessages;
import io.millrace.transport.grpc.v1.SubscribeResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of one subscription: whole, or as what has changed since the frame that was sent before. A delta is
 * exact: elements are compared by their bits. One thread at a time.
 */
final class FrameEncoder {

    private static final int DELTA_BYTES_PER_ELEMENT = 8;

    private final String stream;
    private final boolean deltas;
    private long number;
    private @Nullable Tensor sent;
    private int[] changed = new int[0];

    FrameEncoder(String stream, boolean deltas) {
        this.stream = stream;
        this.deltas = deltas;
    }

    /** The next frame is written whole. */
    void restart() {
        sent = null;
    }

    SubscribeResponse encode(Frame frame, long dropped) {
        SubscribeResponse.Builder response =
                SubscribeResponse.newBuilder().setNumber(++number).setDropped(dropped);
        if (!deltas) {
            return response.setKey(FrameMessages.toMessage(frame, stream)).build();
        }
        SparseTensor delta = delta(frame.payload());
        sent = frame.payload() instanceof Tensor tensor && tensor.type() == ElementType.F32 ? tensor : null;
        return delta == null
                ? response.setKey(FrameMessages.toMessage(frame, stream)).build()
                : response.setDelta(FrameMessages.toMessage(frame.withPayload(delta), stream))
                        .build();
    }

    /** What has changed, or null if the frame is better sent whole. */
    private @Nullable SparseTensor delta(Payload payload) {
        Tensor before = sent;
        if (before == null
                || !(payload instanceof Tensor tensor)
                || tensor.type() != ElementType.F32
                || !tensor.shape().equals(before.shape())) {
            return null;
        }
        float[] old = before.floats();
        float[] now = tensor.floats();
        if (changed.length < now.length) {
            changed = new int[now.length];
        }
        int count = 0;
        for (int i = 0; i < now.length; i++) {
            if (Float.floatToRawIntBits(now[i]) != Float.floatToRawIntBits(old[i])) {
                changed[count++] = i;
            }
        }
        if (count * DELTA_BYTES_PER_ELEMENT >= now.length * Float.BYTES) {
            return null;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = now[changed[i]];
        }
        return SparseTensor.of(tensor.shape(), Arrays.copyOf(changed, count), values);
    }
}
