package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Port;
import io.millrace.api.operator.Processor;
import io.millrace.api.operator.WaitingProcessor;
import io.millrace.api.plan.PlannedNode;
import io.millrace.engine.edge.EdgeLedger;
import io.millrace.engine.edge.FrameOutlet;
import io.millrace.engine.edge.FrameTarget;
import io.millrace.engine.trace.TraceRing;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs one node: hands it frames, passes on what it emits, and books what it refuses or holds. One thread. */
final class NodeRunner implements Emitter {

    private final PlannedNode node;
    private final RunContext run;
    private final int index;
    private final StageTimer timer;
    private final StageLoop stage;
    private final NodeStats stats = new NodeStats();
    private final FrameOutlet[][] outlets;
    private final PortTap[] taps;
    private final boolean isEnd;
    private final boolean alwaysTimed;
    private final Inbound inbound;
    private final Slot slot;
    private @Nullable DropReason refusal;
    private int current;
    private int openInputs;
    private long taken;
    private final Deque<NodeChange> due = new ArrayDeque<>();
    private long dueAfter = -1;

    NodeRunner(
            PlannedNode node,
            Executable.ProcessorOpener opener,
            FrameOutlet[][] outlets,
            int inputs,
            StageTimer timer,
            StageLoop stage,
            RunContext run,
            int index)
            throws IOException {
        this.node = node;
        this.outlets = outlets;
        this.openInputs = inputs;
        this.timer = timer;
        this.stage = stage;
        this.run = run;
        this.index = index;
        this.taps = new PortTap[outlets.length];
        for (int i = 0; i < taps.length; i++) {
            RunTap tap = run.tap();
            String port = i == 0
                    ? node.name()
                    : node.name() + "." + node.contract().outputs().get(i).name();
            taps[i] = new PortTap(tap == null ? null : tap.port(port));
        }
        boolean end = true;
        for (FrameOutlet[] outlet : outlets) {
            end &= outlet.length == 0;
        }
        this.isEnd = end;
        // A slow node behind a fast one would otherwise be timed by the luck of which frame gives it one, or never.
        this.alwaysTimed = node.timedEvery() == 1;
        this.inbound = new Inbound(inputs);
        this.slot = new Slot(node, opener, inbound, stats, run);
    }

    String name() {
        return node.name();
    }

    PlannedNode node() {
        return node;
    }

    /** Version of the processor's state. */
    int version() {
        return slot.version();
    }

    /** Writes the state, between two frames; of a node that does not run there is none. */
    void snapshot(DataOutput to) throws IOException {
        if (slot.isRunning()) {
            slot.processor().snapshot(to);
        }
    }

    /** Takes over a state, before the first frame. */
    void restore(byte[] state) throws IOException {
        if (state.length == 0) {
            return;
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(state));
        try {
            slot.processor().restore(in);
            inbound.restore(slot.processor());
        } catch (IOException | RuntimeException e) {
            throw new IOException("state cannot be restored: node=" + name() + ", cause=" + e, e);
        }
        if (in.available() > 0) {
            throw new IOException("state does not fit: node=" + name() + ", bytes=" + state.length + ", left="
                    + in.available() + " (expected to be read to its end)");
        }
    }

    Slot slot() {
        return slot;
    }

    /** Puts another processor in place of the one that runs, between two frames. */
    void change(Executable.ProcessorOpener opener, Processor fresh, Map<String, String> settings) throws IOException {
        slot.change(opener, fresh, settings);
        RunTap tap = run.tap();
        if (tap != null) {
            tap.changed(new NodeChange(name(), taken, settings));
        }
    }

    /** Will change its live settings when it has taken so many frames. Before the first frame. */
    void expect(NodeChange change) {
        due.add(change);
        dueAfter = due.element().afterFrames();
    }

    /** Changes by live settings, before the first frame and before its state is restored. */
    void adopt(Map<String, String> live) throws IOException {
        try {
            slot.adopt(live);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "live change cannot be made again: node=" + name() + ", " + live + ", cause=" + e.getMessage(), e);
        }
    }

    NodeStats stats() {
        return stats;
    }

    Recovery recovery() {
        return slot.recovery();
    }

    /** What the processor says about its work; any thread. */
    Map<String, Double> gauges() {
        Map<String, Double> values = new LinkedHashMap<>();
        slot.gauges().forEach(gauge -> values.put(gauge.name(), gauge.value()));
        return values;
    }

    /** Number of an output, or -1 if it has none of that name. */
    int output(String port) {
        return node.contract().outputs().stream().map(Port::name).toList().indexOf(port);
    }

    PortTap tap(int output) {
        return taps[output];
    }

    /** Tells which edge leads to an input, so that held frames are booked where they came by. */
    void connect(int input, EdgeLedger edge) {
        inbound.connect(input, edge);
    }

    /** A frame that comes from another stage: decides whether it is timed. */
    @Nullable DropReason enter(int input, Frame frame) {
        timer.enter();
        return take(input, frame);
    }

    @Nullable DropReason take(int input, Frame frame) {
        if (taken == dueAfter) {
            changeAgain();
        }
        taken++;
        if (slot.isGuarded()) {
            DropReason refused = slot.refusal(frame);
            if (refused != null) {
                return refused;
            }
        }
        refusal = null;
        if (alwaysTimed || timer.isActive()) {
            long outer = timer.beginNested();
            long began = timer.now();
            call(input, frame);
            long nanos = timer.now() - began;
            stats.service(timer.end(outer, nanos));
            stats.time(frame.timeNanos());
            TraceRing trace = timer.trace();
            if (trace != null) {
                trace.add(index, frame.sequence(), frame.arrivalNanos(), began, nanos);
            }
            if (isEnd && run.measuresAge()) {
                stats.age(run.clock().epochNanos() - frame.arrivalNanos());
            }
        } else {
            call(input, frame);
        }
        return refusal;
    }

    @Override
    public void emit(int output, Frame frame) {
        for (FrameOutlet outlet : outlets[output]) {
            outlet.put(frame);
        }
        taps[output].offer(frame);
    }

    @Override
    public void drop(DropReason reason) {
        refusal = reason;
    }

    @Override
    public void hold() {
        inbound.hold(current);
        refusal = FrameTarget.HELD;
    }

    @Override
    public void settle(int input, @Nullable DropReason reason, int count) {
        inbound.settle(input, reason, count);
    }

    /** Whether time passes for it without frames. */
    boolean isWaiting() {
        return slot.waiting() != null;
    }

    /** When it wants to be woken, ns of waiting time. */
    long dueNanos() {
        WaitingProcessor waiting = slot.waiting();
        return waiting == null || !slot.isRunning() ? WaitingProcessor.NEVER : waiting.dueNanos();
    }

    /** Wakes it if it has waited long enough. */
    boolean wakeIfDue() {
        long now = stage.waitedNanos();
        WaitingProcessor waiting = slot.waiting();
        if (waiting == null || dueNanos() > now) {
            return false;
        }
        try {
            waiting.at(now);
            waiting.wake(this);
        } catch (RuntimeException e) {
            slot.failed(e);
        }
        return true;
    }

    /** One of the inputs has ended; with the last the node flushes, passes the end on and closes. */
    void inputEnded(int input) {
        boolean last = --openInputs == 0;
        if (taken == dueAfter) {
            changeAgain();
        }
        if (slot.isRunning()) {
            try {
                tellTime();
                slot.processor().ended(input, this);
                if (last) {
                    slot.processor().flush(this);
                }
            } catch (RuntimeException e) {
                slot.failed(e);
            }
        }
        if (last) {
            for (FrameOutlet[] outlet : outlets) {
                for (FrameOutlet each : outlet) {
                    each.complete();
                }
            }
        }
    }

    /** Ends the ports and frees the processor. */
    void close() {
        for (PortTap tap : taps) {
            tap.complete(run.failure());
        }
        slot.close();
    }

    private void changeAgain() {
        while (!due.isEmpty() && due.element().afterFrames() == taken) {
            Map<String, String> settings = due.remove().settings();
            try {
                new LiveChange(this, settings, run.clock(), run::note).run();
            } catch (IOException | RuntimeException e) {
                run.note("live change cannot be made again: node=" + name() + ", " + settings + ", cause="
                        + e.getMessage());
            }
        }
        dueAfter = due.isEmpty() ? -1 : due.element().afterFrames();
    }

    private void tellTime() {
        WaitingProcessor waiting = slot.waiting();
        if (waiting != null) {
            waiting.at(stage.waitedNanos());
        }
    }

    private void call(int input, Frame frame) {
        current = input;
        try {
            tellTime();
            slot.processor().process(input, frame, this);
            DropReason refused = refusal;
            if (refused != null && refused.isFault() && slot.rollBack(refused)) {
                refusal = null;
                call(input, frame);
            }
        } catch (RuntimeException e) {
            if (slot.rollBack(e)) {
                refusal = null;
                call(input, frame);
                return;
            }
            if (!FrameTarget.HELD.equals(refusal)) {
                refusal = DropReason.PROCESSOR_FAILED;
            }
            slot.failed(e);
        }
    }
}
