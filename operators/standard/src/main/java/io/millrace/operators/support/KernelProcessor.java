package io.millrace.operators.support;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.operator.Processor;
import io.millrace.kernels.KernelState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A processor whose whole state is that of one kernel. What it adds is how a frame reaches the kernel and returns. */
public abstract class KernelProcessor implements Processor {

    private final KernelState kernel;
    private boolean changed;

    /**
     * A processor around a kernel.
     *
     * @param kernel the kernel, owned by the processor from now on
     */
    protected KernelProcessor(KernelState kernel) {
        this.kernel = kernel;
    }

    /**
     * What a frame gave, at the time that its content is of.
     *
     * @param frame the frame taken
     * @param payload what it gave
     * @param delayNanos delay of the contract, ns
     * @return the frame to emit, of the same number
     */
    protected static Frame delayed(Frame frame, Payload payload, long delayNanos) {
        return new Frame(
                frame.sequence(),
                frame.timeNanos() - delayNanos,
                frame.uncertaintyNanos(),
                frame.arrivalNanos(),
                payload,
                frame.provenance());
    }

    @Override
    public void reset() {
        kernel.reset();
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        kernel.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        if (changed) {
            kernel.loadChanged(in);
        } else {
            kernel.load(in);
        }
    }

    @Override
    public void takeOver(DataInput in) throws IOException {
        changed = true;
        try {
            restore(in); // with whatever a subclass has beside the kernel
        } finally {
            changed = false;
        }
    }
}
