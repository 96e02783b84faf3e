package io.millrace.operators.spikes;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Processor;
import io.millrace.kernels.spikes.SpikeDatagram;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Record to frame: read, number, time. */
final class SpikeEventsProcessor implements Processor {

    private static final long SENSOR_UNCERTAINTY_NANOS = 1_000;
    private static final long RESTART_NANOS = 1_000_000_000;
    private static final long HALF_OF_NUMBERS = 1L << 31;
    private static final long NUMBER = (1L << 32) - 1;

    private final SpikeEvents.Config settings;
    private final SpikeDatagram datagram = new SpikeDatagram();
    private final Shape valuesShape;
    private final Gauge lostRecords = Gauge.of("lost-records", "records that never came, by the sender's numbers");
    private final List<Gauge> gauges = List.of(lostRecords);
    private boolean started;
    private long newest;
    private long newestEndNanos;
    private long shiftNanos;
    private long lost;
    private long sequence;

    SpikeEventsProcessor(SpikeEvents.Config settings) {
        this.settings = settings;
        this.valuesShape = Shape.of(settings.values());
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        byte[] record = frame.tensor().asBytes();
        SpikeDatagram.Result result = datagram.read(record, record.length);
        DropReason reason =
                result == SpikeDatagram.Result.OK ? accept(frame.timeNanos()) : SpikeEvents.NO_RECORD.get(result);
        if (reason != null) {
            out.drop(reason);
            return;
        }
        int count = datagram.events();
        long[] times = new long[count];
        int[] address = new int[count];
        byte[] polarity = new byte[count];
        datagram.copyEvents(shiftNanos, times, address, polarity);
        Payload payload = Events.of(times, address, polarity);
        if (settings.values() > 0) {
            float[] values = new float[settings.values()];
            datagram.copyValues(record, values);
            payload = Bundle.of(SpikeFrame.PARTS, payload, Tensor.of(valuesShape, values));
        }
        out.emit(frame(frame, payload));
        sequence++;
    }

    private Frame frame(Frame record, Payload payload) {
        return new Frame(
                sequence,
                datagram.endNanos() + shiftNanos,
                Math.max(SENSOR_UNCERTAINTY_NANOS, record.uncertaintyNanos()),
                record.arrivalNanos(),
                payload,
                record.provenance());
    }

    /** Keeps the sender's number and clock; tells why a record is refused. */
    private @Nullable DropReason accept(long arrivedNanos) {
        if (datagram.channels() != settings.channels()) {
            return SpikeEvents.WRONG_CHANNELS;
        }
        if (datagram.values() != settings.values()) {
            return SpikeEvents.WRONG_VALUES;
        }
        long end = datagram.endNanos();
        long ahead = (datagram.sequence() - newest) & NUMBER;
        boolean restarted = started && end < newestEndNanos - RESTART_NANOS;
        if (!started || restarted) {
            shiftNanos = settings.clock() == SpikeEvents.Clock.ANCHORED ? arrivedNanos - end : 0;
            started = true;
        } else if (ahead == 0) {
            return SpikeEvents.DUPLICATE;
        } else if (ahead < HALF_OF_NUMBERS) {
            lost += ahead - 1;
        } else {
            lost = Math.max(0, lost - 1); // one that was thought lost came late
            lostRecords.set((double) lost);
            return null;
        }
        newest = datagram.sequence();
        newestEndNanos = end;
        lostRecords.set((double) lost);
        return null;
    }

    @Override
    public List<Gauge> gauges() {
        return gauges;
    }

    @Override
    public void reset() {
        started = false;
        newest = 0;
        newestEndNanos = 0;
        shiftNanos = 0;
        lost = 0;
        sequence = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeBoolean(started);
        out.writeLong(newest);
        out.writeLong(newestEndNanos);
        out.writeLong(shiftNanos);
        out.writeLong(lost);
        out.writeLong(sequence);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        started = in.readBoolean();
        newest = in.readLong();
        newestEndNanos = in.readLong();
        shiftNanos = in.readLong();
        lost = in.readLong();
        sequence = in.readLong();
    }
}
