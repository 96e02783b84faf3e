package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Processor;
import io.millrace.api.operator.WaitingProcessor;
import io.millrace.api.plan.PlannedNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the processor of a node sits: opened, and after a failure what {@code on-failure} says. One thread, but for what
 * it shows.
 */
final class Slot {

    private static final Logger LOG = System.getLogger(Slot.class.getName());

    private final PlannedNode node;
    private volatile Executable.ProcessorOpener opener;
    private final RunContext run;
    private final NodeStats stats;
    private final Inbound inbound;
    private final Recovery recovery;
    private final long deadlineNanos;
    private volatile List<Gauge> gauges;
    private boolean guarded;
    private Processor processor;
    private @Nullable Processor former; // kept until its successor has dealt with a frame
    private Executable.@Nullable ProcessorOpener formerOpener;
    private Map<String, String> live = Map.of();
    private Map<String, String> formerLive = Map.of();
    private int trials;
    private @Nullable WaitingProcessor waiting;

    Slot(PlannedNode node, Executable.ProcessorOpener opener, Inbound inbound, NodeStats stats, RunContext run)
            throws IOException {
        this.node = node;
        this.opener = opener;
        this.run = run;
        this.stats = stats;
        this.inbound = inbound;
        this.recovery = new Recovery(node.onFailure(), node.name().hashCode());
        this.deadlineNanos = node.limits().deadline().toNanos();
        this.guarded = deadlineNanos > 0;
        this.processor = opener.open(run.clock());
        this.waiting = processor instanceof WaitingProcessor waits ? waits : null;
        this.gauges = processor.gauges();
    }

    int version() {
        return opener.version();
    }

    Processor processor() {
        return processor;
    }

    /** The processor, if time passes for it without frames. */
    @Nullable WaitingProcessor waiting() {
        return waiting;
    }

    List<Gauge> gauges() {
        return gauges;
    }

    Recovery recovery() {
        return recovery;
    }

    boolean isRunning() {
        return recovery.state() == NodeState.RUNNING;
    }

    /** Whether {@link #refusal} has to be asked; false for a sound node without deadline. */
    boolean isGuarded() {
        return guarded;
    }

    /** Why no work is to be spent on a frame: it is too old, or the node does not run; null to go ahead. */
    @Nullable DropReason refusal(Frame frame) {
        if (former != null && trials++ > 0) {
            settleChange();
        }
        if (recovery.isDue(run.clock().monotonicNanos())) {
            open();
        }
        DropReason refused = recovery.refusal();
        if (refused == null && deadlineNanos > 0) {
            long ageNanos = run.clock().epochNanos() - frame.arrivalNanos();
            refused = ageNanos > deadlineNanos ? DropReason.STALE : null;
        }
        return refused;
    }

    Executable.ProcessorOpener opener() {
        return opener;
    }

    /**
     * Puts another processor in place of this one, between two frames: it takes over the state, and for its first frame
     * the former one stands by.
     *
     * @throws IOException if it cannot take over the state; then nothing has changed
     */
    void change(Executable.ProcessorOpener changed, Processor fresh, Map<String, String> settings) throws IOException {
        if (!isRunning()) {
            throw new IOException("node does not run: state=" + recovery.state());
        }
        settleChange();
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        processor.snapshot(new DataOutputStream(state));
        fresh.takeOver(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
        former = processor;
        formerOpener = opener;
        formerLive = live;
        live = merged(live, settings);
        trials = 0;
        guarded = true;
        opener = changed;
        place(fresh);
    }

    /** If the processor has just been changed and its first frame failed: goes back to the former, for the same frame. */
    boolean rollBack(Object cause) {
        Processor back = former;
        Executable.ProcessorOpener backOpener = formerOpener;
        if (back == null || backOpener == null) {
            return false;
        }
        closeProcessor();
        former = null;
        formerOpener = null;
        opener = backOpener;
        live = formerLive;
        guarded = deadlineNanos > 0;
        place(back);
        run.note("live change rolled back: node=" + node.name() + ", cause=" + cause);
        return true;
    }

    /** Settings that were changed since the start, by key. */
    Map<String, String> live() {
        return live;
    }

    /** Runs with changed settings from the start on. */
    void adopt(Map<String, String> settings) throws IOException {
        Executable.ProcessorOpener changed = opener.changed(settings);
        Processor fresh = changed.open(run.clock());
        closeProcessor();
        opener = changed;
        live = merged(live, settings);
        place(fresh);
    }

    private static Map<String, String> merged(Map<String, String> before, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(before);
        all.putAll(settings);
        return all;
    }

    private void settleChange() {
        Processor gone = former;
        former = null;
        formerOpener = null;
        guarded = deadlineNanos > 0;
        if (gone != null) {
            close(gone);
        }
    }

    private void place(Processor next) {
        processor = next;
        waiting = next instanceof WaitingProcessor waits ? waits : null;
        gauges = next.gauges();
    }

    /** The processor threw: does what the policy says. */
    void failed(RuntimeException cause) {
        long failures = stats.countFailure();
        if (Long.bitCount(failures) == 1) { // 1st, 2nd, 4th, 8th ...: a processor that always throws must not flood
            LOG.log(
                    Level.WARNING,
                    "processor failed: node=" + node.name() + ", failures=" + failures + ", on-failure="
                            + node.onFailure(),
                    cause);
        }
        boolean allowed = recovery.allows(run.clock().monotonicNanos());
        OnFailure.Action action = node.onFailure().action();
        if (!allowed && action != OnFailure.Action.DETACH) {
            run.fail(new IllegalStateException(
                    "processor failed too often: node=" + node.name() + ", failures=" + failures + ", cause=" + cause
                            + " (expected at most what on-failure allows: " + node.onFailure() + ")",
                    cause));
            return;
        }
        switch (action) {
            case RESET -> {
                processor.reset();
                inbound.settleAll(DropReason.PROCESSOR_FAILED);
            }
            case RESTART -> restart(cause);
            case DETACH -> {
                if (!allowed) {
                    detach(cause);
                }
            }
            case DROP_FRAME, STOP -> {
                // the frame is dropped already; STOP has no budget and does not come here
            }
        }
    }

    void close() {
        settleChange();
        if (isRunning()) {
            closeProcessor();
        }
        inbound.settleAll(DropReason.CANCELLED);
    }

    private void detach(RuntimeException cause) {
        recovery.detach(cause);
        guarded = true;
        try {
            processor.close();
        } catch (RuntimeException e) { // what cannot be written cannot be flushed either
            LOG.log(Level.DEBUG, "detached sink did not close cleanly: node=" + node.name(), e);
        }
        inbound.settleAll(DropReason.DETACHED);
        LOG.log(
                Level.WARNING,
                "sink is detached: node=" + node.name() + ", cause=" + recovery.cause()
                        + " (the pipeline goes on without it)");
    }

    private void restart(RuntimeException cause) {
        closeProcessor();
        inbound.settleAll(DropReason.PROCESSOR_FAILED);
        recovery.restartLater(run.clock().monotonicNanos(), cause);
        guarded = true;
        if (!recovery.putsOff()) {
            open();
        }
    }

    /** Opens a processor in place of one that was closed. */
    private void open() {
        try {
            place(opener.open(run.clock()));
            recovery.running();
            guarded = deadlineNanos > 0;
        } catch (IOException | RuntimeException e) {
            long now = run.clock().monotonicNanos();
            if (!recovery.putsOff() || !recovery.allows(now)) {
                run.fail(new IllegalStateException(
                        "processor cannot be restarted: node=" + node.name() + ", cause=" + e, e));
            }
            recovery.restartLater(now, e);
        }
    }

    private void closeProcessor() {
        close(processor);
    }

    private void close(Processor gone) {
        try {
            gone.close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "processor did not close cleanly: node=" + node.name(), e);
        }
    }
}
