package io.millrace.operators.audio;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Between frames of any length and a kernel that works on blocks of its own and answers each with the block before: every
 * frame is answered at once with one as long, {@link #delaySamples} late. The samples are the same however they are cut.
 */
final class BlockBridge implements KernelState {

    private final Kernel kernel;
    private final int block;
    private final int frame;
    private final float[][] in;
    private final float[][] made;
    private final float[][] ready;
    private int filled;
    private int readySamples;

    /** Makes a block of every output from a block of every input. */
    @FunctionalInterface
    interface Kernel {
        void process(float[][] in, float[][] out);
    }

    BlockBridge(Kernel kernel, int inputs, int outputs, int block, int frame) {
        this.kernel = kernel;
        this.block = block;
        this.frame = frame;
        this.in = new float[inputs][block];
        this.made = new float[outputs][block];
        this.ready = new float[outputs][2 * block + frame];
        reset();
    }

    /** How late an answer is: the kernel's block, and what a frame may leave over of a block. */
    static int delaySamples(int block, int frame) {
        int common = BigInteger.valueOf(block).gcd(BigInteger.valueOf(frame)).intValue();
        return 2 * block - common;
    }

    /**
     * Takes a frame of every input and gives one of every output.
     *
     * @param inputs a frame each
     * @param outputs receive a frame each
     */
    void process(float[][] inputs, float[][] outputs) {
        for (int taken = 0; taken < frame; ) {
            int part = Math.min(frame - taken, block - filled);
            for (int i = 0; i < in.length; i++) {
                System.arraycopy(inputs[i], taken, in[i], filled, part);
            }
            taken += part;
            filled += part;
            if (filled == block) {
                filled = 0;
                kernel.process(in, made);
                for (int o = 0; o < made.length; o++) {
                    System.arraycopy(made[o], 0, ready[o], readySamples, block);
                }
                readySamples += block;
            }
        }
        readySamples -= frame;
        for (int o = 0; o < made.length; o++) {
            System.arraycopy(ready[o], 0, outputs[o], 0, frame);
            System.arraycopy(ready[o], frame, ready[o], 0, readySamples);
        }
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * (in.length * (long) block + ready.length * (long) ready[0].length);
    }

    @Override
    public void reset() {
        for (float[] samples : in) {
            Arrays.fill(samples, 0);
        }
        for (float[] samples : ready) {
            Arrays.fill(samples, 0);
        }
        filled = 0;
        readySamples = delaySamples(block, frame) - block;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(filled);
        out.writeInt(readySamples);
        for (float[] samples : in) {
            writeFirst(out, samples, filled);
        }
        for (float[] samples : ready) {
            writeFirst(out, samples, readySamples);
        }
    }

    private static void writeFirst(DataOutput out, float[] samples, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            out.writeFloat(samples[i]);
        }
    }

    @Override
    public void load(DataInput from) throws IOException {
        filled = StateIo.readInt(from, "bridge.filled", 0, block - 1);
        readySamples = StateIo.readInt(from, "bridge.ready", 0, 2 * block);
        for (float[] samples : in) {
            readFirst(from, samples, filled);
        }
        for (float[] samples : ready) {
            readFirst(from, samples, readySamples);
        }
    }

    private static void readFirst(DataInput from, float[] samples, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            samples[i] = from.readFloat();
        }
    }
}
