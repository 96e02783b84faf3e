package io.millrace.kernels.decoding;

import io.millrace.kernels.KernelState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A decoder whose state is that of its parts, one after the other. */
abstract class StatefulDecoder implements Decoder {

    private final KernelState[] parts;
    private final int channels;
    private final int outputs;
    private final long macs;

    StatefulDecoder(int channels, int outputs, long macs, KernelState... parts) {
        this.channels = channels;
        this.outputs = outputs;
        this.macs = macs;
        this.parts = parts;
    }

    @Override
    public final int channels() {
        return channels;
    }

    @Override
    public final int outputs() {
        return outputs;
    }

    @Override
    public final long macsPerBin() {
        return macs;
    }

    @Override
    public final long stateBytes() {
        long bytes = 0;
        for (KernelState part : parts) {
            bytes += part.stateBytes();
        }
        return bytes;
    }

    @Override
    public final void reset() {
        for (KernelState part : parts) {
            part.reset();
        }
    }

    @Override
    public final void save(DataOutput out) throws IOException {
        for (KernelState part : parts) {
            part.save(out);
        }
    }

    @Override
    public final void load(DataInput in) throws IOException {
        for (KernelState part : parts) {
            part.load(in);
        }
    }
}
