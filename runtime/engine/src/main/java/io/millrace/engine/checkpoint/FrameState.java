package io.millrace.engine.checkpoint;

import io.millrace.api.frame.Frame;
import io.millrace.protocol.FrameMessages;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Frames as part of a processor's state: for those that hold frames back. */
public final class FrameState {

    private static final int MOST_BYTES = 64 << 20;

    private FrameState() {}

    /**
     * Writes a frame.
     *
     * @param frame the frame
     * @param out where to
     * @throws IOException if writing fails
     */
    public static void write(Frame frame, DataOutput out) throws IOException {
        byte[] bytes = FrameMessages.toMessage(frame).toByteArray();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads a frame that {@link #write} has written.
     *
     * @param in where from
     * @return the frame
     * @throws IOException if reading fails or there is no frame
     */
    public static Frame read(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException(
                    "frame in a state is of odd length: bytes=" + length + " (expected 0.." + MOST_BYTES + ")");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return FrameMessages.parse(bytes);
    }
}
