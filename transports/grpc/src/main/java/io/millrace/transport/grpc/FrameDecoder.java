package io.millrace.transport.grpc;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.SparseTensor;
import io.millrace.api.frame.Tensor;
import io.millrace.protocol.FrameMessages;
import io.millrace.protocol.MalformedFrameException;
import io.millrace.transport.grpc.v1.SubscribeResponse;
import org.jspecify.annotations.Nullable;

/** Reads the frames of one subscription: the other end of what the server writes. One thread at a time. */
public final class FrameDecoder {

    private long number;
    private @Nullable Tensor last;

    /** Makes a decoder at its start. */
    public FrameDecoder() {}

    /**
     * Reads one message.
     *
     * @param message the message
     * @return its frame, whole; or null if it is a delta to a message that was not seen: then ask for a key frame
     * @throws MalformedFrameException if the message breaks a rule
     */
    public @Nullable Frame decode(SubscribeResponse message) throws MalformedFrameException {
        boolean gap = message.getNumber() != number + 1;
        number = message.getNumber();
        if (message.hasKey()) {
            Frame frame = FrameMessages.toFrame(message.getKey());
            last = frame.payload() instanceof Tensor tensor && tensor.type() == ElementType.F32 ? tensor : null;
            return frame;
        }
        Frame delta = FrameMessages.toFrame(message.getDelta());
        Tensor base = gap ? null : last;
        if (base == null) {
            last = null;
            return null;
        }
        if (!(delta.payload() instanceof SparseTensor sparse) || !sparse.shape().equals(base.shape())) {
            throw new MalformedFrameException("delta does not fit: payload=" + delta.payload() + " (expected sparse"
                    + base.shape() + ", as the frame before)");
        }
        float[] values = base.floats().clone();
        int[] at = sparse.coordinates();
        for (int i = 0; i < at.length; i++) {
            values[at[i]] = sparse.values()[i];
        }
        Tensor whole = Tensor.of(base.shape(), values);
        last = whole;
        return delta.withPayload(whole);
    }
}
