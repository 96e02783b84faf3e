package io.millrace.operators.spikes;

import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.kernels.spikes.RateEncoder;
import io.millrace.kernels.spikes.SigmaDeltaEncoder;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Values to spikes; only the encoder of the chosen scheme works. */
final class SpikeEncodeProcessor implements Processor {

    private final SpikeEncode.Config settings;
    private final Shape shape;
    private final RateEncoder rate;
    private final SigmaDeltaEncoder sigmaDelta;
    private final float[] work;
    private final float gain;
    private final float offset;

    SpikeEncodeProcessor(SpikeEncode.Config settings, OpenContext context) {
        this.settings = settings;
        this.shape = context.input().shape();
        this.gain = (float) settings.gain();
        this.offset = (float) settings.offset();
        boolean delta = settings.scheme() == SpikeEncode.Scheme.SIGMA_DELTA;
        this.rate = new RateEncoder(shape.elements(), settings.seed());
        this.sigmaDelta =
                new SigmaDeltaEncoder(delta ? shape.elements() : 1, settings.threshold(), settings.maxSpikes());
        this.work = new float[shape.elements()];
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        float[] values = frame.tensor().floats();
        for (int i = 0; i < work.length; i++) {
            work[i] = gain * values[i] + offset;
        }
        if (NotFinite.in(work)) {
            out.drop(NotFinite.REASON);
            return;
        }
        boolean events = settings.as() == SpikeEncode.Form.EVENTS;
        float[] spikes = events ? work : new float[work.length];
        switch (settings.scheme()) {
            case RATE -> rate.process(work, spikes);
            case SIGMA_DELTA -> sigmaDelta.process(work, spikes);
            case DIRECT -> System.arraycopy(work, 0, spikes, 0, work.length);
        }
        Payload payload = events ? events(spikes, frame.timeNanos()) : Tensor.of(shape, spikes);
        out.emit(frame.withPayload(payload));
    }

    private static Events events(float[] spikes, long timeNanos) {
        int count = 0;
        for (float n : spikes) {
            count += (int) Math.abs(n);
        }
        long[] times = new long[count];
        Arrays.fill(times, timeNanos);
        int[] address = new int[count];
        byte[] polarity = new byte[count];
        int at = 0;
        for (int c = 0; c < spikes.length; c++) {
            for (int k = (int) Math.abs(spikes[c]); k > 0; k--) {
                address[at] = c;
                polarity[at++] = (byte) (spikes[c] < 0 ? -1 : 1);
            }
        }
        return Events.of(times, address, polarity);
    }

    @Override
    public void reset() {
        rate.reset();
        sigmaDelta.reset();
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        rate.save(out);
        sigmaDelta.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        rate.load(in);
        sigmaDelta.load(in);
    }
}
