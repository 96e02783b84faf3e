package io.millrace.operators.window;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last frames of a stream, and how many are missing to the next window. */
final class FrameRing implements KernelState {

    private final float[][] ring;
    private final int hopFrames;
    private int position;
    private int missing;

    FrameRing(int lengthFrames, int hopFrames, int elements) {
        this.ring = new float[lengthFrames][elements];
        this.hopFrames = hopFrames;
        this.missing = lengthFrames;
    }

    /** Takes a frame; true if it completes a window. */
    boolean push(float[] frame) {
        System.arraycopy(frame, 0, ring[position], 0, ring[position].length);
        position = position + 1 == ring.length ? 0 : position + 1;
        missing = missing == 0 ? hopFrames - 1 : missing - 1;
        return missing == 0;
    }

    /** Copies the window, oldest frame first. */
    void read(float[] out) {
        int elements = ring[0].length;
        int at = 0;
        for (int i = position; i < ring.length; i++, at += elements) {
            System.arraycopy(ring[i], 0, out, at, elements);
        }
        for (int i = 0; i < position; i++, at += elements) {
            System.arraycopy(ring[i], 0, out, at, elements);
        }
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * ring.length * ring[0].length;
    }

    @Override
    public void reset() {
        position = 0;
        missing = ring.length;
        for (float[] frame : ring) {
            Arrays.fill(frame, 0f);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(ring.length);
        out.writeInt(position);
        out.writeInt(missing);
        for (float[] frame : ring) {
            for (float value : frame) {
                out.writeFloat(value);
            }
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readInt(in, "window.length-frames", ring.length, ring.length);
        position = StateIo.readInt(in, "window.position", 0, ring.length - 1);
        missing = StateIo.readInt(in, "window.missing", 0, Math.max(ring.length, hopFrames));
        for (float[] frame : ring) {
            for (int i = 0; i < frame.length; i++) {
                frame[i] = in.readFloat();
            }
        }
    }
}
