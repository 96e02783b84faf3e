package io.millrace.operators.csi;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.csi.wire.CsiCanonicalizer;
import io.millrace.kernels.csi.wire.CsiField;
import io.millrace.kernels.csi.wire.CsiPacket;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** What is remembered of one sender: its clock, the order of its sub-carriers, and its last packets. */
final class CsiSender {

    /** How many packets back a repeat is recognised. */
    private static final int REMEMBERED = 16;

    private static final int STATE_BYTES = REMEMBERED * 2 * Long.BYTES + 64;

    private final CsiCanonicalizer canonicalizer;
    private final SensorClock clock;
    private final long[] sequences = new long[REMEMBERED];
    private final long[] timestamps = new long[REMEMBERED];
    private int remembered;
    private int position;
    private Tensor valid = Tensor.zeros(ElementType.BOOL, Shape.of(0));

    CsiSender(CsiCanonicalizer canonicalizer, CsiClock clock) {
        this.canonicalizer = canonicalizer;
        this.clock = new SensorClock(clock == CsiClock.HOST);
    }

    /** Who sent a packet: its address and node number, as far as it tells. */
    static long key(CsiPacket packet) {
        return packet.has(CsiField.NODE_ID) ? packet.mac() | (packet.nodeId() + 1L) << 48 : packet.mac();
    }

    CsiCanonicalizer canonicalizer() {
        return canonicalizer;
    }

    SensorClock clock() {
        return clock;
    }

    /** Whether a packet of the same sequence number and timestamp came shortly before; remembers it if not. */
    boolean isRepeat(CsiPacket packet) {
        if (!packet.has(CsiField.SEQUENCE)) {
            return false;
        }
        long sequence = packet.sequence();
        long timestamp = packet.localTimestampMicros();
        for (int i = 0; i < remembered; i++) {
            if (sequences[i] == sequence && timestamps[i] == timestamp) {
                return true;
            }
        }
        sequences[position] = sequence;
        timestamps[position] = timestamp;
        position = (position + 1) % REMEMBERED;
        remembered = Math.min(remembered + 1, REMEMBERED);
        return false;
    }

    /** The mask of the packet mapped last: the former instance if nothing changed, so that frames share it. */
    Tensor valid() {
        byte[] now = canonicalizer.valid();
        if (!Arrays.equals(now, valid.asBytes())) {
            valid = Tensor.ofBytes(ElementType.BOOL, Shape.of(now.length), now.clone());
        }
        return valid;
    }

    long stateBytes() {
        return canonicalizer.stateBytes() + clock.stateBytes() + STATE_BYTES;
    }

    void reset() {
        canonicalizer.reset();
        clock.reset();
        Arrays.fill(sequences, 0);
        Arrays.fill(timestamps, 0);
        remembered = 0;
        position = 0;
    }

    void save(DataOutput out) throws IOException {
        canonicalizer.save(out);
        clock.save(out);
        out.writeInt(remembered);
        out.writeInt(position);
        for (int i = 0; i < REMEMBERED; i++) {
            out.writeLong(sequences[i]);
            out.writeLong(timestamps[i]);
        }
    }

    void load(DataInput in) throws IOException {
        canonicalizer.load(in);
        clock.load(in);
        remembered = StateIo.readInt(in, "sender.remembered", 0, REMEMBERED);
        position = StateIo.readInt(in, "sender.position", 0, REMEMBERED - 1);
        for (int i = 0; i < REMEMBERED; i++) {
            sequences[i] = in.readLong();
            timestamps[i] = in.readLong();
        }
    }
}
