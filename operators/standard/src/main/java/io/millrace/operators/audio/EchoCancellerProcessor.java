package io.millrace.operators.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.audio.aec.EchoCancellation;
import io.millrace.kernels.audio.aec.EchoMetric;
import io.millrace.operators.support.FrameHead;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pairs blocks of microphone and far end, hands them to the canceller, and emits what it makes of them. */
final class EchoCancellerProcessor implements Processor {

    private static final int FAR_END = 1;
    private static final int OUT = 0;
    private static final int LINEAR = 1;
    private static final int ECHO = 2;
    private static final int METRICS = 3;
    private static final EchoMetric[] ALL = EchoMetric.values();

    private final EchoCancellation canceller;
    private final BlockBridge bridge;
    private final PairedStreams paired;
    private final List<Gauge> gauges;
    private final Shape shape;
    private final Shape metricsShape = Shape.of(ALL.length);
    private final float[][] in;
    private final float[][] made;
    private final int frameSamples;
    private final double rateHz;
    private final long delayNanos;
    private final int delaySamples;
    private final int metricsEvery;
    private @Nullable Frame last;
    private @Nullable Frame lastFar;
    private @Nullable Provenance merged;
    private @Nullable Provenance mergedFrom;
    private @Nullable Provenance mergedWith;
    private long blocks;

    EchoCancellerProcessor(EchoCanceller.Config settings, OpenContext context) {
        StreamSpec mic = context.input();
        this.rateHz = AudioStreams.sampleRateHz(mic);
        this.frameSamples = AudioStreams.length(mic);
        this.canceller = settings.canceller(rateHz);
        int block = canceller.blockSamples();
        this.bridge = new BlockBridge(
                (from, to) -> canceller.process(from[0], from[FAR_END], to[LINEAR], to[ECHO], to[OUT]),
                2,
                METRICS,
                block,
                frameSamples);
        this.paired = settings.paired(mic);
        this.gauges = Arrays.stream(ALL).map(m -> Gauge.of(m.word(), m.help())).toList();
        this.shape = mic.shape();
        this.in = new float[2][frameSamples];
        this.made = new float[METRICS][];
        this.delaySamples = BlockBridge.delaySamples(block, frameSamples);
        this.delayNanos = context.contract().delayNanos();
        this.metricsEvery = EchoCanceller.metricsEvery(settings, mic);
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        if (input != FAR_END) {
            paired.lead(frame);
        } else if (paired.accompany(frame)) {
            lastFar = frame;
        } else {
            out.drop(AudioPairs.FAR_END_SURPLUS);
        }
        while (paired.ready()) {
            cancel(paired.next(in[FAR_END]), out);
        }
    }

    private void cancel(Frame mic, Emitter out) {
        System.arraycopy(mic.tensor().floats(), 0, in[0], 0, frameSamples);
        for (int o = 0; o < METRICS; o++) {
            made[o] = new float[frameSamples];
        }
        bridge.process(in, made);
        Frame far = lastFar;
        Provenance provenance = far == null ? mic.provenance() : provenance(mic.provenance(), far.provenance());
        long arrivalNanos = far == null ? mic.arrivalNanos() : Math.max(mic.arrivalNanos(), far.arrivalNanos());
        for (int o = 0; o < METRICS; o++) {
            out.emit(o, stamp(mic, mic.sequence(), arrivalNanos, Tensor.of(shape, made[o]), provenance));
        }
        if (++blocks % metricsEvery == 0) {
            long sequence = blocks / metricsEvery - 1;
            out.emit(METRICS, stamp(mic, sequence, arrivalNanos, metrics(), provenance));
        }
        last = mic;
    }

    private Frame stamp(Frame mic, long sequence, long arrivalNanos, Tensor payload, Provenance provenance) {
        return new Frame(
                sequence, mic.timeNanos() - delayNanos, mic.uncertaintyNanos(), arrivalNanos, payload, provenance);
    }

    /** Streams share their provenance, so that merging once is enough. */
    @SuppressWarnings("ReferenceEquality")
    private Provenance provenance(Provenance mic, Provenance far) {
        Provenance known = merged;
        if (known == null || mic != mergedFrom || far != mergedWith) {
            known = mic.with(far);
            merged = known;
            mergedFrom = mic;
            mergedWith = far;
        }
        return known;
    }

    private Tensor metrics() {
        float[] values = new float[ALL.length];
        for (int m = 0; m < ALL.length; m++) {
            double value = ALL[m] == EchoMetric.FAR_MISSING_MS ? paired.missingMs() : canceller.metric(ALL[m]);
            values[m] = (float) value;
            gauges.get(m).set(value);
        }
        return Tensor.of(metricsShape, values);
    }

    /** Silence after the end pushes out what the delay holds back. */
    @Override
    public void flush(Emitter out) {
        while (!paired.empty()) {
            cancel(paired.next(in[FAR_END]), out);
        }
        Frame end = last;
        for (int pushed = 0; end != null && pushed < delaySamples; pushed += frameSamples) {
            Arrays.fill(in[FAR_END], 0);
            end = new Frame(
                    end.sequence() + 1,
                    end.timeNanos() + AudioStreams.nanos(frameSamples, rateHz),
                    end.uncertaintyNanos(),
                    end.arrivalNanos(),
                    Tensor.of(shape, new float[frameSamples]),
                    end.provenance());
            cancel(end, out);
        }
    }

    @Override
    public List<Gauge> gauges() {
        return gauges;
    }

    @Override
    public void reset() {
        canceller.reset();
        bridge.reset();
        paired.reset();
        last = null;
        lastFar = null;
        blocks = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        canceller.save(out);
        bridge.save(out);
        paired.save(out);
        FrameHead.save(last, out);
        FrameHead.save(lastFar, out);
        out.writeLong(blocks);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        canceller.load(in);
        bridge.load(in);
        paired.load(in);
        last = FrameHead.load(in);
        lastFar = FrameHead.load(in);
        blocks = in.readLong();
    }
}
