package io.millrace.operators.spikes;

import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.OpenContext;
import io.millrace.kernels.spikes.SpikeBinner;
import io.millrace.kernels.spikes.SpikeBinner.Polarity;
import io.millrace.operators.support.KernelProcessor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** Events to bins: one frame in, any number of bins out. */
final class SpikeBinProcessor extends KernelProcessor {

    private final SpikeBinner binner;
    private final Shape shape;
    private final long widthNanos;
    private final Gauge late = Gauge.of("late-events", "events that came after their bin was given out");
    private final Gauge outside = Gauge.of("outside-events", "events outside the address space");
    private final List<Gauge> gauges = List.of(late, outside);
    private boolean started;
    private long firstBin;

    SpikeBinProcessor(SpikeBin.Config settings, OpenContext context) {
        this(
                new SpikeBinner(
                        context.output().shape().elements(),
                        settings.width().toNanos(),
                        settings.signed() ? Polarity.SIGNED : settings.splitPolarity() ? Polarity.SPLIT : Polarity.ANY,
                        settings.gapBins()),
                context.output().shape(),
                settings.width().toNanos());
    }

    private SpikeBinProcessor(SpikeBinner binner, Shape shape, long widthNanos) {
        super(binner);
        this.binner = binner;
        this.shape = shape;
        this.widthNanos = widthNanos;
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        Events events = SpikeFrame.spikes(frame);
        binner.begin(events.timeNanos(), events.address(), events.polarity(), events.count(), frame.timeNanos());
        while (binner.hasBin()) {
            float[] counts = new float[shape.elements()];
            long bin = binner.take(counts);
            if (!started) {
                started = true;
                firstBin = bin;
            }
            out.emit(new Frame(
                    bin - firstBin,
                    bin * widthNanos + widthNanos / 2,
                    frame.uncertaintyNanos(),
                    frame.arrivalNanos(),
                    Tensor.of(shape, counts),
                    frame.provenance()));
        }
        late.set((double) binner.late());
        outside.set((double) binner.outside());
    }

    @Override
    public List<Gauge> gauges() {
        return gauges;
    }

    @Override
    public void reset() {
        super.reset();
        started = false;
        firstBin = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeBoolean(started);
        out.writeLong(firstBin);
        super.snapshot(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        started = in.readBoolean();
        firstBin = in.readLong();
        super.restore(in);
    }
}
