package io.millrace.operators.spikes;

import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.kernels.spikes.EventWindow;
import io.millrace.operators.support.KernelProcessor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** Events to windows: one frame in, any number of windows out. */
final class EventWindowProcessor extends KernelProcessor {

    private final EventWindow kernel;
    private final long lengthNanos;
    private final long hopNanos;
    private final Gauge late = Gauge.of("late-events", "events that came after their window was given out");
    private final Gauge lost = Gauge.of("lost-events", "events lost because a window held more than max-events");
    private final Gauge outside = Gauge.of("outside-events", "events outside the address space");
    private final List<Gauge> gauges = List.of(late, lost, outside);
    private boolean started;
    private long first;

    EventWindowProcessor(EventWindows.Config settings, EventWindow kernel) {
        super(kernel);
        this.kernel = kernel;
        this.lengthNanos = settings.length().toNanos();
        this.hopNanos = settings.hop().toNanos();
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        Events events = SpikeFrame.spikes(frame);
        kernel.begin(events.timeNanos(), events.address(), events.polarity(), events.count(), frame.timeNanos());
        while (kernel.hasWindow()) {
            int count = kernel.count();
            long[] times = new long[count];
            int[] address = new int[count];
            byte[] polarity = new byte[count];
            long window = kernel.take(times, address, polarity);
            first = started ? first : window;
            started = true;
            out.emit(new Frame(
                    window - first,
                    (window + 1) * hopNanos - lengthNanos / 2,
                    frame.uncertaintyNanos(),
                    frame.arrivalNanos(),
                    Events.of(times, address, polarity),
                    frame.provenance()));
        }
        late.set((double) kernel.late());
        lost.set((double) kernel.lost());
        outside.set((double) kernel.outside());
    }

    @Override
    public List<Gauge> gauges() {
        return gauges;
    }

    @Override
    public void reset() {
        super.reset();
        started = false;
        first = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeBoolean(started);
        out.writeLong(first);
        super.snapshot(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        started = in.readBoolean();
        first = in.readLong();
        super.restore(in);
    }
}
