package io.millrace.kernels.csi.wire;

import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Judges the order of one block from the running mean of |H| per position: the order whose nulls are empty wins, if the
 * other order's are not.
 *
 * <p>Sticky: the first clear verdict stands, and after {@link #LIMIT} packets without one none is given. With three or
 * more nulls that are all but zero one packet is enough (chips print exact zeros there); anything less, such as a single
 * DC carrier, which a deep fade can imitate, needs {@link #PATIENCE} packets.
 */
final class OrderJudge {

    static final int PATIENCE = 16;
    static final int LIMIT = 64;

    private static final double EMPTY = 0.25;
    private static final double ALL_BUT_ZERO = 0.05;

    private final CsiBlock block;
    private final double[] sum;
    private boolean firstWordSeenInvalid;
    private int packets;
    private CsiOrder verdict = CsiOrder.AUTO;

    OrderJudge(CsiBlock block) {
        this.block = block;
        this.sum = new double[block.length()];
    }

    /** Returns the order found, or {@code AUTO} as long as there is none. */
    CsiOrder verdict() {
        return verdict;
    }

    void reset() {
        Arrays.fill(sum, 0);
        firstWordSeenInvalid = false;
        packets = 0;
        verdict = CsiOrder.AUTO;
    }

    void observe(CsiPacket packet) {
        if (verdict != CsiOrder.AUTO || packets >= LIMIT) {
            return;
        }
        packets++;
        firstWordSeenInvalid |= block.start() == 0 && packet.firstWordInvalid();
        short[] imag = packet.imag();
        short[] real = packet.real();
        for (int i = 0; i < sum.length; i++) {
            double im = imag[block.start() + i];
            double re = real[block.start() + i];
            sum[i] += Math.sqrt(im * im + re * re);
        }
        double fft = emptiness(CsiOrder.FFT);
        double centred = emptiness(CsiOrder.CENTRED);
        if (clear(fft, CsiOrder.FFT) && centred > EMPTY) {
            verdict = CsiOrder.FFT;
        } else if (clear(centred, CsiOrder.CENTRED) && fft > EMPTY) {
            verdict = CsiOrder.CENTRED;
        }
    }

    private boolean clear(double emptiness, CsiOrder order) {
        return packets >= PATIENCE ? emptiness <= EMPTY : emptiness <= ALL_BUT_ZERO && nulls(order) >= 3;
    }

    private int nulls(CsiOrder order) {
        int n = 0;
        for (int i = skipped(); i < sum.length; i++) {
            n += block.isNull(block.index(i, order)) ? 1 : 0;
        }
        return n;
    }

    private int skipped() {
        return firstWordSeenInvalid ? CsiLayout.FIRST_WORD_PAIRS : 0;
    }

    /** Mean over the nulls of an order relative to the mean over its tones; 1 when either is missing. */
    private double emptiness(CsiOrder order) {
        double inNulls = 0;
        double inTones = 0;
        int nulls = 0;
        int tones = 0;
        for (int i = skipped(); i < sum.length; i++) {
            int index = block.index(i, order);
            if (block.isNull(index)) {
                inNulls += sum[i];
                nulls++;
            } else if (block.isUsable(index)) {
                inTones += sum[i];
                tones++;
            }
        }
        return nulls == 0 || inTones == 0 ? 1 : inNulls / nulls / (inTones / tones);
    }

    long stateBytes() {
        return (long) Double.BYTES * sum.length;
    }

    boolean isFresh() {
        return packets == 0;
    }

    void save(DataOutput out) throws IOException {
        out.writeBoolean(firstWordSeenInvalid);
        out.writeInt(packets);
        out.writeUTF(verdict.name());
        StateIo.writeDoubles(out, sum);
    }

    void load(DataInput in) throws IOException {
        firstWordSeenInvalid = in.readBoolean();
        packets = StateIo.readInt(in, "order.packets", 0, LIMIT);
        verdict = verdict(in.readUTF());
        StateIo.readDoubles(in, "order.energy", sum);
    }

    private static CsiOrder verdict(String name) throws IOException {
        for (CsiOrder order : new CsiOrder[] {CsiOrder.AUTO, CsiOrder.FFT, CsiOrder.CENTRED}) {
            if (order.name().equals(name)) {
                return order;
            }
        }
        throw new IOException("state does not fit: order.verdict=" + name + " (expected AUTO, FFT or CENTRED)");
    }
}
