package io.millrace.operators.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.audio.ClockTracker;
import io.millrace.kernels.audio.DriftResampler;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Steers a resampler so that output sample k stands at the epoch's start plus k periods of the nominal rate. */
final class FollowClockProcessor implements Processor {

    private static final double FAST_ERROR_SECONDS = 500e-6;
    private static final double JUMP_SECONDS = 0.1;

    private final DriftResampler resampler;
    private final ClockTracker tracker;
    private final double rateHz;
    private final float[][] channels;
    private final float[][] fresh;
    private final float[][] block;
    private final Shape shape;
    private final Gauge drift = Gauge.of("drift-ppm", "how fast the device's clock runs");
    private final Gauge epochs = Gauge.of("epochs", "how often time began anew because it jumped");
    private boolean started;
    private long startNanos;
    private long produced;
    private int filled;
    private long sequence;
    private long epochCount;

    FollowClockProcessor(double timeConstantSeconds, OpenContext context) {
        int count = AudioStreams.channels(context.input());
        int samples = AudioStreams.length(context.input());
        this.rateHz = AudioStreams.sampleRateHz(context.input());
        this.resampler = new DriftResampler(count);
        this.tracker = new ClockTracker(timeConstantSeconds * rateHz, FAST_ERROR_SECONDS * rateHz);
        this.shape = context.output().shape();
        this.channels = new float[count][samples];
        this.fresh = new float[count][resampler.mostOutputs(samples)];
        this.block = new float[count][samples];
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        int samples = channels[0].length;
        AudioStreams.split(frame.tensor().floats(), channels, samples);
        // when the output reads the first sample of this block, and when that should be, in samples of the output
        double due = (frame.timeNanos() - startNanos) / 1e9 * rateHz;
        double reached = produced - (resampler.nextOutputAfterNewest() - 1) / resampler.inputPerOutput();
        if (!started || Math.abs(due - reached) > JUMP_SECONDS * rateHz) {
            begin(frame.timeNanos());
            due = 0;
            reached = 0;
        }
        int count = resampler.push(channels, 0, samples, fresh, 0);
        if (count > 0) {
            resampler.setInputPerOutput(tracker.track(reached - due, count));
            drift.set(tracker.drift() * 1e6);
        }
        take(count, frame, out);
    }

    private void begin(long nanos) {
        boolean again = started;
        started = true;
        startNanos = nanos;
        produced = 0;
        filled = 0;
        double ratio = resampler.inputPerOutput();
        resampler.reset();
        resampler.setInputPerOutput(ratio); // the device is the same
        if (again) {
            epochs.set((double) ++epochCount);
        }
    }

    private void take(int count, Frame newest, Emitter out) {
        for (int taken = 0; taken < count; ) {
            int part = Math.min(count - taken, block[0].length - filled);
            for (int c = 0; c < block.length; c++) {
                System.arraycopy(fresh[c], taken, block[c], filled, part);
            }
            taken += part;
            filled += part;
            produced += part;
            if (filled == block[0].length) {
                filled = 0;
                out.emit(new Frame(
                        sequence++,
                        startNanos + AudioStreams.nanos((double) produced - block[0].length, rateHz),
                        newest.uncertaintyNanos(),
                        newest.arrivalNanos(),
                        Tensor.of(shape, AudioStreams.join(block, block[0].length)),
                        newest.provenance()));
            }
        }
    }

    @Override
    public List<Gauge> gauges() {
        return List.of(drift, epochs);
    }

    @Override
    public void reset() {
        resampler.reset();
        tracker.reset();
        started = false;
        startNanos = 0;
        produced = 0;
        filled = 0;
        sequence = 0;
        epochCount = 0;
        for (float[] channel : block) {
            Arrays.fill(channel, 0f);
        }
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        resampler.save(out);
        tracker.save(out);
        out.writeBoolean(started);
        out.writeLong(startNanos);
        out.writeLong(produced);
        out.writeInt(filled);
        out.writeLong(sequence);
        out.writeLong(epochCount);
        for (float[] channel : block) {
            StateIo.writeFloats(out, channel);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        resampler.load(in);
        tracker.load(in);
        started = in.readBoolean();
        startNanos = in.readLong();
        produced = in.readLong();
        filled = StateIo.readInt(in, "block.filled", 0, block[0].length - 1);
        sequence = in.readLong();
        epochCount = in.readLong();
        for (float[] channel : block) {
            StateIo.readFloats(in, "block", channel);
        }
    }
}
