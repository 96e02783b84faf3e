package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.OnDisorder;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Processor;
import io.millrace.engine.checkpoint.FrameState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A decoder whose frames leave in order of event time: what is late follows the source's {@code on-disorder} policy,
 * and is counted at the record that brought it. Times that leave never fall; with {@code new-epoch} they may, where
 * the sensor began anew.
 *
 * <p>Reordering holds a frame until one arrives that is later by the window, so it costs the window as latency. What
 * it holds is bounded: beyond {@link #mostHeld} frames of an output the earliest leaves early. Outputs are ordered each by
 * itself.
 *
 * <p>A stream is never lost to one wrong time: where every frame has been late for a second, and for three frames at least,
 * it is the time before that was wrong, and the stream begins anew, as it would with {@code new-epoch}.
 */
public final class OrderedDecoder implements Processor, Emitter {

    private static final System.Logger LOG = System.getLogger(OrderedDecoder.class.getName());

    private static final int MOST_HELD = 4096;

    /** Where the rate is known: frames that may be held beyond those of the window, and how many windows' worth. */
    private static final int SPARE_HELD = 16;

    private static final int WINDOWS_HELD = 4;
    private static final int LEAST_LATE = 3;
    private static final long LATE_NANOS = 1_000_000_000L;
    private static final int MAX_OUTPUTS = 64;

    private final Processor decoder;
    private final OnDisorder policy;
    private final int mostHeld;
    private final List<Order> orders = new ArrayList<>();
    private Emitter out = this;

    /**
     * Wraps a decoder.
     *
     * @param decoder what makes frames of records
     * @param policy what happens to late frames
     */
    public OrderedDecoder(Processor decoder, OnDisorder policy) {
        this(decoder, policy, MOST_HELD);
    }

    /**
     * Wraps a decoder.
     *
     * @param decoder what makes frames of records
     * @param policy what happens to late frames
     * @param mostHeld frames of an output that are held at most
     */
    public OrderedDecoder(Processor decoder, OnDisorder policy, int mostHeld) {
        this.decoder = decoder;
        this.policy = policy;
        this.mostHeld = mostHeld;
    }

    /**
     * How many frames of an output reordering holds at most: what a plan accounts for.
     *
     * @param policy what happens to late frames
     * @param rateHz nominal rate of the stream, 0 if not known
     * @return four windows' worth and a few, at most 4096; 4096 if the rate is not known; 0 where nothing is reordered
     */
    public static int mostHeld(OnDisorder policy, double rateHz) {
        if (policy.action() != OnDisorder.Action.REORDER) {
            return 0;
        }
        double wanted = SPARE_HELD + WINDOWS_HELD * rateHz * policy.window().toNanos() / 1e9;
        return rateHz > 0 ? (int) Math.min(MOST_HELD, Math.ceil(wanted)) : MOST_HELD;
    }

    @Override
    public void process(int input, Frame record, Emitter emitter) {
        out = emitter;
        decoder.process(input, record, this);
    }

    @Override
    public void emit(int output, Frame frame) {
        while (orders.size() <= output) {
            orders.add(new Order(orders.size()));
        }
        Order order = orders.get(output);
        if (policy.action() != OnDisorder.Action.NEW_EPOCH) {
            order.noteLateness(frame);
        }
        switch (policy.action()) {
            case DROP -> order.passIfLater(frame);
            case CLAMP -> order.release(frame);
            case NEW_EPOCH -> order.pass(frame);
            case REORDER -> order.hold(frame);
        }
    }

    @Override
    public void drop(DropReason reason) {
        out.drop(reason);
    }

    @Override
    public void flush(Emitter emitter) {
        out = emitter;
        decoder.flush(this);
        orders.forEach(Order::releaseAll);
    }

    @Override
    public void reset() {
        decoder.reset();
        orders.clear();
    }

    @Override
    public void snapshot(DataOutput to) throws IOException {
        to.writeInt(orders.size());
        for (Order order : orders) {
            order.save(to);
        }
        decoder.snapshot(to);
    }

    @Override
    public void restore(DataInput from) throws IOException {
        orders.clear();
        int count = from.readInt();
        if (count < 0 || count > MAX_OUTPUTS) {
            throw new IOException("odd number of outputs: outputs=" + count + " (expected 0.." + MAX_OUTPUTS + ")");
        }
        for (int output = 0; output < count; output++) {
            Order order = new Order(output);
            order.load(from);
            orders.add(order);
        }
        decoder.restore(from);
    }

    @Override
    public List<Gauge> gauges() {
        return decoder.gauges();
    }

    @Override
    public void close() {
        decoder.close();
    }

    /** The frames of one output. */
    private final class Order {

        private final int output;
        private final PriorityQueue<Frame> held =
                new PriorityQueue<>(Comparator.comparingLong(Frame::timeNanos).thenComparingLong(Frame::sequence));
        private long lastNanos = Long.MIN_VALUE;
        private long newestNanos = Long.MIN_VALUE;
        private long lateSinceNanos;
        private int lateCount;

        Order(int output) {
            this.output = output;
        }

        /** A frame with a time far ahead would make every one behind it late, for ever. */
        void noteLateness(Frame frame) {
            if (!isLate(frame)) {
                lateCount = 0;
                return;
            }
            lateSinceNanos = lateCount == 0 ? frame.arrivalNanos() : lateSinceNanos;
            lateCount++;
            if (lateCount >= LEAST_LATE && frame.arrivalNanos() - lateSinceNanos >= LATE_NANOS) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "time went back for good, the stream begins anew: output=" + output + ", last-ns=" + lastNanos
                                + ", now-ns=" + frame.timeNanos() + ", late=" + lateCount + ", on-disorder=" + policy);
                beginAnew(frame.timeNanos());
            }
        }

        private boolean isLate(Frame frame) {
            return policy.action() == OnDisorder.Action.REORDER
                    ? newestNanos != Long.MIN_VALUE
                            && frame.timeNanos()
                                    <= newestNanos - policy.window().toNanos()
                    : !isFirst() && frame.timeNanos() <= lastNanos;
        }

        private void beginAnew(long nanos) {
            long believed = nanos + policy.window().toNanos();
            if (held.removeIf(ahead -> ahead.timeNanos() > believed)) {
                out.drop(
                        DropReason.OUT_OF_ORDER); // the one with the wrong time, which nothing would ever have released
            }
            releaseAll();
            lastNanos = Long.MIN_VALUE;
            newestNanos = Long.MIN_VALUE;
            lateCount = 0;
        }

        void passIfLater(Frame frame) {
            if (isFirst() || frame.timeNanos() > lastNanos) {
                pass(frame);
            } else {
                out.drop(DropReason.OUT_OF_ORDER);
            }
        }

        void hold(Frame frame) {
            if (!isFirst() && frame.timeNanos() <= lastNanos) {
                out.drop(DropReason.OUT_OF_ORDER);
                return;
            }
            held.add(frame);
            newestNanos = Math.max(newestNanos, frame.timeNanos());
            long due = newestNanos - policy.window().toNanos();
            while (!held.isEmpty() && (held.element().timeNanos() <= due || held.size() > mostHeld)) {
                release(held.remove());
            }
        }

        /** A frame that is not later than the last leaves a nanosecond after it. */
        void release(Frame frame) {
            pass(frame.timeNanos() > lastNanos || isFirst() ? frame : frame.withTimeNanos(lastNanos + 1));
        }

        void releaseAll() {
            while (!held.isEmpty()) {
                release(held.remove());
            }
        }

        void pass(Frame frame) {
            lastNanos = frame.timeNanos();
            out.emit(output, frame);
        }

        private boolean isFirst() {
            return lastNanos == Long.MIN_VALUE;
        }

        void save(DataOutput to) throws IOException {
            to.writeLong(lastNanos);
            to.writeLong(newestNanos);
            to.writeLong(lateSinceNanos);
            to.writeInt(lateCount);
            to.writeInt(held.size());
            for (Frame frame : held) {
                FrameState.write(frame, to);
            }
        }

        void load(DataInput from) throws IOException {
            lastNanos = from.readLong();
            newestNanos = from.readLong();
            lateSinceNanos = from.readLong();
            lateCount = from.readInt();
            int count = from.readInt();
            if (count < 0 || count > MOST_HELD) {
                throw new IOException("odd number of held frames: held=" + count + " (expected 0.." + MOST_HELD + ")");
            }
            for (int i = 0; i < count; i++) {
                held.add(FrameState.read(from));
            }
        }
    }
}
