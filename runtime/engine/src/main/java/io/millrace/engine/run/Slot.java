package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Processor;
import io.millrace.api.operator.WaitingProcessor;
import io.millrace.api.plan.PlannedNode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the processor of a node sits: opened, and after a failure what {@code on-failure} says. One thread, but for what
 * it shows.
 */
final class Slot {

    private static final Logger LOG = System.getLogger(Slot.class.getName());

    private final PlannedNode node;
    private final Executable.ProcessorOpener opener;
    private final RunContext run;
    private final NodeStats stats;
    private final Inbound inbound;
    private final Recovery recovery;
    private final long deadlineNanos;
    private volatile List<Gauge> gauges;
    private boolean guarded;
    private Processor processor;
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
            processor = opener.open(run.clock());
            waiting = processor instanceof WaitingProcessor waits ? waits : null;
            gauges = processor.gauges();
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
        try {
            processor.close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "processor did not close cleanly: node=" + node.name(), e);
        }
    }
}
