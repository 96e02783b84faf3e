package io.millrace.operators.support;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.operator.OpenContext;
import io.millrace.kernels.KernelState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A processor that emits one frame for a window of them: numbered anew, and timed at the middle of the window where the
 * contract states its delay.
 */
public abstract class WindowProcessor extends KernelProcessor {

    private final long delayNanos;
    private long sequence;

    /**
     * A processor around a kernel.
     *
     * @param kernel the kernel, owned by the processor from now on
     * @param context what was planned
     */
    protected WindowProcessor(KernelState kernel, OpenContext context) {
        super(kernel);
        this.delayNanos = context.contract().delayNanos();
    }

    /**
     * The frame to emit for the window that a frame completed.
     *
     * @param newest the frame that completed the window
     * @param payload what the window gave
     * @return the frame, one more in the sequence
     */
    protected final Frame stamp(Frame newest, Payload payload) {
        return new Frame(
                sequence++,
                newest.timeNanos() - delayNanos,
                newest.uncertaintyNanos(),
                newest.arrivalNanos(),
                payload,
                newest.provenance());
    }

    @Override
    public void reset() {
        super.reset();
        sequence = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeLong(sequence);
        super.snapshot(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        sequence = in.readLong();
        super.restore(in);
    }
}
