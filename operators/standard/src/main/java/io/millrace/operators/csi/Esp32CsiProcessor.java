package io.millrace.operators.csi;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Processor;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.csi.wire.CsiCanonicalizer;
import io.millrace.kernels.csi.wire.CsiField;
import io.millrace.kernels.csi.wire.CsiPacket;
import io.millrace.kernels.csi.wire.CsiParser;
import io.millrace.kernels.csi.wire.LayoutId;
import io.millrace.kernels.csi.wire.ParseResult;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Record to frame: parse, find the sender, map onto the grid, time. */
final class Esp32CsiProcessor implements Processor {

    private static final long ARRIVAL_UNCERTAINTY_NANOS = 5_000_000;

    /** After this silence a sender's place may be taken, so that passers-by and torn addresses do not fill the table. */
    private static final long SILENCE_NANOS = 60_000_000_000L;

    private final CsiParser parser = new CsiParser();
    private final CsiPacket packet = new CsiPacket();
    private final CsiSender[] senders;
    private final long[] keys;
    private final long[] heardNanos;
    private final int subcarriers;
    private final Shape iqShape;
    private final Tensor index;
    private int senderCount;
    private long sequence;

    Esp32CsiProcessor(Esp32Csi.Config settings) {
        this.senders = new CsiSender[settings.senderLimit()];
        Arrays.setAll(senders, i -> settings.sender());
        this.keys = new long[senders.length];
        this.heardNanos = new long[senders.length];
        this.subcarriers = settings.grid().size();
        this.iqShape = Shape.of(2, subcarriers);
        this.index = CsiFrame.index(subcarriers);
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        byte[] record = frame.tensor().asBytes();
        ParseResult result = parser.parse(record, 0, record.length, packet);
        DropReason reason = result == ParseResult.OK ? map(frame, out) : Esp32Csi.NO_PACKET.get(result);
        if (reason != null) {
            out.drop(reason);
        }
    }

    /** Emits the packet, or tells why not. */
    private @Nullable DropReason map(Frame frame, Emitter out) {
        CsiSender sender = sender(CsiSender.key(packet), frame.timeNanos());
        if (sender == null) {
            return Esp32Csi.TOO_MANY_SENDERS;
        }
        if (sender.isRepeat(packet)) {
            return Esp32Csi.DUPLICATE;
        }
        CsiCanonicalizer mapped = sender.canonicalizer();
        if (!mapped.map(packet)) {
            boolean known = mapped.layout() != LayoutId.UNKNOWN && mapped.layout() != LayoutId.FILTERED;
            return known ? Esp32Csi.NO_SUCH_BLOCK : Esp32Csi.UNKNOWN_LAYOUT;
        }
        float[] iq = new float[2 * subcarriers];
        System.arraycopy(mapped.re(), 0, iq, 0, subcarriers);
        System.arraycopy(mapped.im(), 0, iq, subcarriers, subcarriers);
        boolean timed = packet.has(CsiField.LOCAL_TIMESTAMP);
        long arrived = frame.timeNanos();
        out.emit(new Frame(
                sequence++,
                timed ? sender.clock().nanos(packet.localTimestampMicros(), arrived) : arrived,
                timed
                        ? sender.clock().uncertaintyNanos()
                        : Math.max(ARRIVAL_UNCERTAINTY_NANOS, frame.uncertaintyNanos()),
                frame.arrivalNanos(),
                CsiFrame.bundle(Tensor.of(iqShape, iq), index, sender.valid(), info(mapped)),
                frame.provenance()));
        return null;
    }

    private @Nullable CsiSender sender(long key, long nowNanos) {
        int quietest = 0;
        for (int i = 0; i < senderCount; i++) {
            if (keys[i] == key) {
                heardNanos[i] = nowNanos;
                return senders[i];
            }
            quietest = heardNanos[i] < heardNanos[quietest] ? i : quietest;
        }
        int free = senderCount;
        if (senderCount < senders.length) {
            senderCount++;
        } else if (nowNanos - heardNanos[quietest] >= SILENCE_NANOS) {
            free = quietest;
            senders[free].reset();
        } else {
            return null;
        }
        keys[free] = key;
        heardNanos[free] = nowNanos;
        return senders[free];
    }

    private float[] info(CsiCanonicalizer mapped) {
        float[] info = new float[CsiFrame.INFO_FIELDS];
        info[CsiFrame.RSSI_DBM] = value(CsiField.RSSI);
        info[CsiFrame.NOISE_FLOOR_DBM] = value(CsiField.NOISE_FLOOR);
        info[CsiFrame.AGC_GAIN_DB] = value(CsiField.AGC_GAIN);
        info[CsiFrame.FFT_GAIN] = value(CsiField.FFT_GAIN);
        info[CsiFrame.GAIN_FACTOR] = 1;
        info[CsiFrame.CHANNEL] = value(CsiField.CHANNEL);
        info[CsiFrame.LAYOUT_STATUS] = switch (mapped.status()) {
            case UNKNOWN -> 0;
            case ASSUMED -> 1;
            case VERIFIED -> 2;
        };
        info[CsiFrame.NODE_ID] = value(CsiField.NODE_ID);
        return info;
    }

    private float value(CsiField field) {
        return packet.has(field) ? packet.value(field) : Float.NaN;
    }

    @Override
    public void reset() {
        parser.reset();
        for (int i = 0; i < senderCount; i++) {
            senders[i].reset();
        }
        senderCount = 0;
        sequence = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeLong(sequence);
        parser.save(out);
        out.writeInt(senderCount);
        for (int i = 0; i < senderCount; i++) {
            out.writeLong(keys[i]);
            out.writeLong(heardNanos[i]);
            senders[i].save(out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        reset();
        sequence = in.readLong();
        parser.load(in);
        int count = StateIo.readInt(in, "senders", 0, senders.length);
        for (int i = 0; i < count; i++) {
            keys[i] = in.readLong();
            heardNanos[i] = in.readLong();
            senders[i].load(in);
            senderCount = i + 1;
        }
    }
}
