package io.millrace.operators.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.kernels.StateIo;
import io.millrace.operators.support.FrameHead;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Two streams of samples, a leading one whose frames come out and an accompanying one whose samples of the same time go with
 * them.
 *
 * <p>The first pair of times says which samples belong together; from then on samples are counted, so that jitter of
 * the times and clocks that drift leave no seam. Where count and time stay apart by more than {@value
 * #TOLERANCE_MS} ms, frames were lost: silence takes their place. See {@link SampleSlip}.
 *
 * <p>A frame of the leading stream waits for its company until the stream's newest frame is {@code wait} younger; then
 * silence is its company, and no further frame waits until the accompanying stream goes on.
 */
final class PairedStreams {

    private static final int TOLERANCE_MS = 40;
    private static final double NANOS_PER_SECOND = 1e9;

    private final double rateHz;
    private final int frameSamples;
    private final long waitNanos;
    private final SampleSlip leadSlip;
    private final SampleSlip companySlip;
    private final long frameNanos;
    private final @Nullable Frame[] waiting;
    private final float[] company;
    private int first;
    private int count;
    private boolean begun;
    private boolean paired;
    private boolean stalled;
    private long originNanos;
    private long newest;
    private long wanted;
    private long missingSamples;
    private long surplus;

    /**
     * Streams before their first frames.
     *
     * @param rateHz sample rate of both
     * @param frameSamples samples in a frame of the leading stream
     * @param waitNanos how long a frame waits for its company, by the stream's own time
     * @param leadSamples how far the accompanying stream may be ahead
     */
    PairedStreams(double rateHz, int frameSamples, long waitNanos, int leadSamples) {
        this.rateHz = rateHz;
        this.frameSamples = frameSamples;
        this.waitNanos = waitNanos;
        long tolerance = Math.round(TOLERANCE_MS * rateHz / 1e3);
        this.leadSlip = new SampleSlip(rateHz, tolerance);
        this.companySlip = new SampleSlip(rateHz, tolerance);
        this.frameNanos = AudioStreams.nanos(frameSamples, rateHz);
        this.waiting = new Frame[waitingFrames(rateHz, frameSamples, waitNanos)];
        this.company = new float[Integer.highestOneBit(2 * (leadSamples + frameSamples) - 1)];
    }

    private static int waitingFrames(double rateHz, int frameSamples, long waitNanos) {
        return (int) Math.ceil(waitNanos / NANOS_PER_SECOND * rateHz / frameSamples) + 2;
    }

    static long stateBytes(double rateHz, int frameSamples, long waitNanos, int leadSamples) {
        long waiting =
                (long) waitingFrames(rateHz, frameSamples, waitNanos) * ((long) frameSamples * Float.BYTES + 256);
        return waiting + (long) Float.BYTES * Integer.highestOneBit(2 * (leadSamples + frameSamples) - 1);
    }

    /** Takes a frame of the leading stream. */
    void lead(Frame frame) {
        waiting[(first + count) % waiting.length] = frame;
        count++;
    }

    /**
     * Takes a frame of the accompanying stream.
     *
     * @return false if it is left out, because more samples came than time has passed
     */
    boolean accompany(Frame frame) {
        float[] samples = frame.tensor().floats();
        if (!begun) {
            begun = true;
            originNanos = frame.timeNanos();
        }
        long off = companySlip.judge(position(frame) - newest, samples.length);
        if (off < 0) {
            surplus -= off;
        }
        if (surplus >= samples.length) {
            surplus -= samples.length;
            return false;
        }
        if (off > 0) {
            missingSamples += off;
            for (long i = Math.max(0, off - company.length); i < off; i++) {
                company[at(newest + i)] = 0;
            }
            newest += off;
        }
        for (float sample : samples) {
            company[at(newest++)] = sample;
        }
        stalled = false;
        return true;
    }

    private long position(Frame frame) {
        return Math.round((frame.timeNanos() - originNanos) * rateHz / NANOS_PER_SECOND);
    }

    private int at(long position) {
        return (int) (position & (company.length - 1));
    }

    /** Whether a frame can go: its company is there, or is waited for no longer. */
    boolean ready() {
        if (count == 0) {
            return false;
        }
        Frame head = head();
        return complete(head) || stalled || count == waiting.length || lastNanos() - head.timeNanos() >= waitNanos;
    }

    private boolean complete(Frame head) {
        if (!begun) {
            return false;
        }
        if (!paired) {
            paired = true;
            wanted = position(head);
        }
        return wanted + frameSamples <= newest;
    }

    private Frame head() {
        Frame head = waiting[first];
        if (head == null) {
            throw new IllegalStateException("no frame waits: count=" + count + " (expected at least 1)");
        }
        return head;
    }

    private long lastNanos() {
        Frame last = waiting[(first + count - 1) % waiting.length];
        return last == null ? Long.MIN_VALUE : last.timeNanos() + frameNanos;
    }

    boolean empty() {
        return count == 0;
    }

    /**
     * Takes the oldest frame of the leading stream.
     *
     * @param out receives the samples that go with it
     * @return the frame
     */
    Frame next(float[] out) {
        Frame head = head();
        if (!complete(head)) {
            stalled = true;
        }
        if (paired) {
            wanted += leadSlip.judge(position(head) - wanted, frameSamples);
        }
        long oldest = newest - company.length;
        for (int i = 0; i < frameSamples; i++) {
            long position = wanted + i;
            boolean there = begun && position >= Math.max(0, oldest) && position < newest;
            out[i] = there ? company[at(position)] : 0;
            missingSamples += there || (begun && position < 0) ? 0 : 1;
        }
        wanted += frameSamples;
        waiting[first] = null;
        first = (first + 1) % waiting.length;
        count--;
        return head;
    }

    /** How much of the accompanying stream was missing where it was wanted. */
    double missingMs() {
        return missingSamples / rateHz * 1e3;
    }

    void reset() {
        Arrays.fill(waiting, null);
        Arrays.fill(company, 0);
        first = 0;
        count = 0;
        begun = false;
        paired = false;
        stalled = false;
        originNanos = 0;
        newest = 0;
        wanted = 0;
        missingSamples = 0;
        surplus = 0;
        leadSlip.reset();
        companySlip.reset();
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            Frame frame = waiting[(first + i) % waiting.length];
            FrameHead.save(frame, out);
            StateIo.writeFloats(
                    out, frame == null ? new float[0] : frame.tensor().floats());
        }
        out.writeBoolean(begun);
        out.writeBoolean(paired);
        out.writeBoolean(stalled);
        out.writeLong(originNanos);
        out.writeLong(newest);
        out.writeLong(wanted);
        out.writeLong(missingSamples);
        out.writeLong(surplus);
        leadSlip.save(out);
        companySlip.save(out);
        StateIo.writeFloats(out, company);
    }

    void load(DataInput in) throws IOException {
        Arrays.fill(waiting, null);
        first = 0;
        count = StateIo.readInt(in, "paired.count", 0, waiting.length);
        for (int i = 0; i < count; i++) {
            Frame head = FrameHead.load(in);
            float[] samples = new float[frameSamples];
            StateIo.readFloats(in, "paired.frame", samples);
            if (head == null) {
                throw new IOException("state does not fit: paired.frame=none (expected a frame)");
            }
            waiting[i] = head.withPayload(Tensor.of(Shape.of(1, frameSamples), samples));
        }
        begun = in.readBoolean();
        paired = in.readBoolean();
        stalled = in.readBoolean();
        originNanos = in.readLong();
        newest = in.readLong();
        wanted = in.readLong();
        missingSamples = in.readLong();
        surplus = in.readLong();
        leadSlip.load(in);
        companySlip.load(in);
        StateIo.readFloats(in, "paired.company", company);
    }
}
