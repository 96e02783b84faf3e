package io.millrace.kernels.filter;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A causal recursive filter over many channels: second-order sections in transposed direct form II.
 *
 * <p>Arithmetic and state are double, whatever the samples are, because a narrow low pass loses its shape in float.
 * However the input is cut into calls, the result is the same bits. The inner loops run over the channels.
 *
 * <p>A sample that is not finite comes out as NaN and leaves the state of its channel alone: a recursive filter would
 * otherwise never be rid of it. Finite samples of double must stay so far from the largest double that sums of them do
 * not overflow.
 *
 * <p>State {@code (16 * sections + 1) * channels} bytes.
 */
public final class SosFilter implements KernelState {

    /**
     * Adding and subtracting this rounds to multiples of about 1e-266, so the tail after a signal stays zero or normal:
     * subnormal numbers, which many processors treat slowly, cannot arise. What is above 1e-230 keeps all its bits.
     */
    private static final double FLUSH = 1e-250;

    private final Sos sos;
    private final int channels;
    private final Start start;
    private final double[][] delay0;
    private final double[][] delay1;
    private final double[] work;
    private final boolean[] started;
    private int waiting;

    /** The state a filter begins with. */
    public enum Start {
        /** As if all samples before the first had been zero. */
        ZERO,
        /** As if all samples before the first had been equal to it: no transient from an offset of the sensor. */
        STEADY
    }

    /**
     * A filter before its first sample.
     *
     * @param sos coefficients
     * @param channels number of channels, at least 1
     * @param start state to begin with
     */
    public SosFilter(Sos sos, int channels, Start start) {
        this.sos = sos;
        this.channels = Require.inRange("channels", channels, 1, Integer.MAX_VALUE);
        this.start = start;
        this.delay0 = new double[sos.sections()][channels];
        this.delay1 = new double[sos.sections()][channels];
        this.work = new double[channels];
        this.started = new boolean[channels];
        this.waiting = channels;
    }

    /**
     * Filters one sample of every channel.
     *
     * @param in samples, one per channel
     * @param out receives the filtered samples, one per channel; may be {@code in}
     */
    public void process(float[] in, float[] out) {
        double[] x = work;
        for (int c = 0; c < x.length; c++) {
            x[c] = in[c];
        }
        filter();
        for (int c = 0; c < x.length; c++) {
            out[c] = (float) x[c];
        }
    }

    /**
     * Filters one sample of every channel.
     *
     * @param in samples, one per channel
     * @param out receives the filtered samples, one per channel; may be {@code in}
     */
    public void process(double[] in, double[] out) {
        System.arraycopy(in, 0, work, 0, channels);
        filter();
        System.arraycopy(work, 0, out, 0, channels);
    }

    private void filter() {
        if (waiting > 0 || !allFinite(work)) {
            filterOneByOne();
            return;
        }
        for (int s = 0; s < delay0.length; s++) {
            section(
                    sos.coefficient(s, 0),
                    sos.coefficient(s, 1),
                    sos.coefficient(s, 2),
                    sos.coefficient(s, 4),
                    sos.coefficient(s, 5),
                    work,
                    delay0[s],
                    delay1[s]);
        }
    }

    private static boolean allFinite(double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static void section(
            double b0, double b1, double b2, double a1, double a2, double[] signal, double[] z0, double[] z1) {
        for (int c = 0; c < signal.length; c++) {
            double x = signal[c];
            double y = b0 * x + z0[c];
            z0[c] = b1 * x - a1 * y + z1[c] + FLUSH - FLUSH;
            z1[c] = b2 * x - a2 * y + FLUSH - FLUSH;
            signal[c] = y;
        }
    }

    /** For the first samples and for frames with a hole; operation by operation the same as {@link #section}. */
    private void filterOneByOne() {
        for (int c = 0; c < channels; c++) {
            double x = work[c];
            if (!Double.isFinite(x)) {
                work[c] = Double.NaN;
                continue;
            }
            if (!started[c]) {
                start(c, x);
            }
            for (int s = 0; s < delay0.length; s++) {
                double y = sos.coefficient(s, 0) * x + delay0[s][c];
                delay0[s][c] = sos.coefficient(s, 1) * x - sos.coefficient(s, 4) * y + delay1[s][c] + FLUSH - FLUSH;
                delay1[s][c] = sos.coefficient(s, 2) * x - sos.coefficient(s, 5) * y + FLUSH - FLUSH;
                x = y;
            }
            work[c] = x;
        }
    }

    private void start(int channel, double first) {
        started[channel] = true;
        waiting--;
        if (start == Start.STEADY) {
            for (int s = 0; s < delay0.length; s++) {
                delay0[s][channel] = sos.steadyState(s, 0) * first;
                delay1[s][channel] = sos.steadyState(s, 1) * first;
            }
        }
    }

    @Override
    public long stateBytes() {
        return (2L * Double.BYTES * sos.sections() + 1) * channels;
    }

    @Override
    public void reset() {
        Arrays.fill(started, false);
        waiting = channels;
        for (int s = 0; s < delay0.length; s++) {
            Arrays.fill(delay0[s], 0);
            Arrays.fill(delay1[s], 0);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(delay0.length);
        out.writeInt(channels);
        for (boolean channel : started) {
            out.writeBoolean(channel);
        }
        for (int s = 0; s < delay0.length; s++) {
            StateIo.writeDoubles(out, delay0[s]);
            StateIo.writeDoubles(out, delay1[s]);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readInt(in, "sos.sections", delay0.length, delay0.length);
        StateIo.readInt(in, "sos.channels", channels, channels);
        waiting = channels;
        for (int c = 0; c < channels; c++) {
            started[c] = in.readBoolean();
            waiting -= started[c] ? 1 : 0;
        }
        for (int s = 0; s < delay0.length; s++) {
            StateIo.readDoubles(in, "sos.delay0", delay0[s]);
            StateIo.readDoubles(in, "sos.delay1", delay1[s]);
        }
    }
}
