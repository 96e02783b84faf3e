package io.millrace.operators.decoding;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.decoding.R2Score;
import io.millrace.operators.support.FrameHead;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two rings, from whose ends pairs are taken. */
final class DecodingScoreProcessor implements Processor {

    private static final int DECODED = 0;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String NAMES = "xyz";

    private final TimedRing decoded;
    private final TimedRing truth;
    private final R2Score score;
    private final Shape scoreShape;
    private final Shape pairShape;
    private final int firstElement;
    private final int skip;
    private final long toleranceNanos;
    private final Gauge mean = Gauge.of("r2", "mean of the scores of all axes");
    private final Gauge paired = Gauge.of("pairs", "decoded frames that were judged");
    private final Gauge unpaired = Gauge.of("unpaired", "decoded frames for which no true one was near");
    private final List<Gauge> axes = new ArrayList<>();
    private final List<Gauge> gauges = new ArrayList<>();
    private @Nullable Frame newest;
    private long pairs;
    private long lost;

    DecodingScoreProcessor(DecodingScore.Config settings, StreamSpec in) {
        int elements = in.shape().elements();
        this.decoded = new TimedRing(settings.memoryFrames(), elements);
        this.truth = new TimedRing(settings.memoryFrames(), elements);
        this.score = new R2Score(elements);
        this.scoreShape = Shape.of(elements + 1);
        this.pairShape = Shape.of(2, elements);
        this.firstElement = settings.firstElement();
        this.skip = settings.skipFrames();
        // Half a period, and a little for the rounding of times.
        this.toleranceNanos = Math.round(0.5 * NANOS_PER_SECOND / in.rateHz()) + 1000;
        for (int i = 0; i < elements; i++) {
            String name = i < NAMES.length() ? NAMES.substring(i, i + 1) : Integer.toString(i);
            axes.add(Gauge.of("r2-" + name, "score of axis " + name));
        }
        gauges.add(mean);
        gauges.addAll(axes);
        gauges.add(paired);
        gauges.add(unpaired);
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        float[] values = frame.tensor().floats();
        if (!NeuralDecoder.isFinite(values)) {
            out.drop(NeuralDecoder.NOT_FINITE);
            return;
        }
        if (input == DECODED) {
            newest = frame;
            lost += decoded.add(frame.timeNanos(), values, 0) ? 0 : 1;
        } else {
            truth.add(frame.timeNanos(), values, firstElement);
        }
        pair(frame, out);
    }

    private void pair(Frame arrived, Emitter out) {
        while (!decoded.isEmpty() && !truth.isEmpty()) {
            long ahead = decoded.timeNanos(0) - truth.timeNanos(0);
            if (ahead > toleranceNanos || (ahead > 0 && truth.size() > 1 && isNearer(ahead))) {
                truth.removeOldest();
            } else if (ahead < -toleranceNanos) {
                decoded.removeOldest();
                lost++;
            } else {
                judge(arrived, out);
            }
        }
        unpaired.set((double) lost);
    }

    private boolean isNearer(long ahead) {
        return Math.abs(decoded.timeNanos(0) - truth.timeNanos(1)) < ahead;
    }

    private void judge(Frame arrived, Emitter out) {
        float[] a = decoded.oldest();
        float[] b = truth.oldest();
        long time = decoded.timeNanos(0);
        decoded.removeOldest();
        truth.removeOldest();
        pairs++;
        if (pairs > skip) {
            score.add(a, b);
        }
        float[] scores = new float[a.length + 1];
        float[] both = new float[2 * a.length];
        for (int i = 0; i < a.length; i++) {
            scores[i] = (float) score.score(i);
            axes.get(i).set(score.score(i));
            both[i] = a[i];
            both[a.length + i] = b[i];
        }
        scores[a.length] = (float) score.score();
        mean.set(score.score());
        paired.set((double) score.samples());
        Frame origin = newest == null ? arrived : newest;
        Frame head = new Frame(
                pairs - 1,
                time,
                arrived.uncertaintyNanos(),
                arrived.arrivalNanos(),
                Tensor.of(scoreShape, scores),
                origin.provenance());
        out.emit(head);
        out.emit(1, head.withPayload(Tensor.of(pairShape, both)));
    }

    @Override
    public List<Gauge> gauges() {
        return gauges;
    }

    @Override
    public void reset() {
        decoded.reset();
        truth.reset();
        score.reset();
        newest = null;
        pairs = 0;
        lost = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        decoded.save(out);
        truth.save(out);
        score.save(out);
        FrameHead.save(newest, out);
        out.writeLong(pairs);
        out.writeLong(lost);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        decoded.load(in);
        truth.load(in);
        score.load(in);
        newest = FrameHead.load(in);
        pairs = in.readLong();
        lost = in.readLong();
    }
}
