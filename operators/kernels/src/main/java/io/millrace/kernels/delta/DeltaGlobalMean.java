package io.millrace.kernels.delta;

import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The mean of each channel, changed by the mean of its changes. The sums are doubles: what single-precision changes leave
 * behind in them would take more frames than a stream has to show.
 */
public final class DeltaGlobalMean implements DeltaLayer {

    private final DeltaSignal in;
    private final DeltaSignal out;
    private final double[] sums;

    /**
     * A layer between a map and a vector.
     *
     * @param in one plane a channel
     * @param out one element a channel
     */
    public DeltaGlobalMean(DeltaSignal in, DeltaSignal out) {
        if (out.size() != in.channels()) {
            throw new IllegalArgumentException("signals do not fit: channels=" + in.channels() + ", out=" + out.size()
                    + " (expected one element a channel)");
        }
        this.in = in;
        this.out = out;
        this.sums = new double[in.channels()];
    }

    @Override
    public long step() {
        out.clear();
        if (in.count() > 0) {
            for (int c = 0; c < sums.length; c++) {
                float[] delta = in.delta()[c];
                double sum = 0;
                for (int i = 0; i < in.count(); i++) {
                    sum += delta[in.active()[i]];
                }
                sums[c] += sum;
            }
            emit();
        }
        return 0;
    }

    @Override
    public long recompute() {
        out.clear();
        for (int c = 0; c < sums.length; c++) {
            float[] plane = in.now()[c];
            double sum = 0;
            for (int p = 0; p < in.positions(); p++) {
                sum += plane[p];
            }
            sums[c] = sum;
        }
        emit();
        return 0;
    }

    private void emit() {
        for (int c = 0; c < sums.length; c++) {
            out.put(c / out.positions(), c % out.positions(), (float) (sums[c] / in.positions()));
        }
        out.activateAll();
    }

    @Override
    public long denseMacs() {
        return 0;
    }

    @Override
    public long stateBytes() {
        return (long) Double.BYTES * sums.length;
    }

    @Override
    public void reset() {
        Arrays.fill(sums, 0);
    }

    @Override
    public void save(DataOutput to) throws IOException {
        StateIo.writeDoubles(to, sums);
    }

    @Override
    public void load(DataInput from) throws IOException {
        StateIo.readDoubles(from, "mean.sums", sums);
    }
}
