package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Processor;
import io.millrace.api.plan.PlannedNode;
import io.millrace.engine.edge.FrameOutlet;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs one node: hands it frames, passes on what it emits, and applies its failure policy. One thread. */
final class NodeRunner implements Emitter {

    private static final Logger LOG = System.getLogger(NodeRunner.class.getName());

    private final PlannedNode node;
    private final Executable.ProcessorOpener opener;
    private final RunContext run;
    private final StageTimer timer;
    private final NodeStats stats = new NodeStats();
    private final FrameOutlet[][] outlets;
    private final PortTap[] taps;
    private final boolean isEnd;
    private final FailureBudget budget;
    private volatile List<Gauge> gauges;
    private Processor processor;
    private @Nullable DropReason refusal;
    private int openInputs;

    NodeRunner(
            PlannedNode node,
            Executable.ProcessorOpener opener,
            FrameOutlet[][] outlets,
            int inputs,
            StageTimer timer,
            RunContext run)
            throws IOException {
        this.node = node;
        this.opener = opener;
        this.outlets = outlets;
        this.openInputs = inputs;
        this.timer = timer;
        this.run = run;
        this.budget = new FailureBudget(node.onFailure());
        this.taps = new PortTap[outlets.length];
        for (int i = 0; i < taps.length; i++) {
            taps[i] = new PortTap();
        }
        boolean end = true;
        for (FrameOutlet[] outlet : outlets) {
            end &= outlet.length == 0;
        }
        this.isEnd = end;
        this.processor = opener.open(run.clock());
        this.gauges = processor.gauges();
    }

    String name() {
        return node.name();
    }

    PlannedNode node() {
        return node;
    }

    /** Version of the processor's state. */
    int version() {
        return opener.version();
    }

    /** Writes the state: between two frames. */
    void snapshot(DataOutput to) throws IOException {
        processor.snapshot(to);
    }

    /** Takes over a state: before the first frame. */
    void restore(byte[] state) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(state));
        try {
            processor.restore(in);
        } catch (IOException | RuntimeException e) {
            throw new IOException("state cannot be restored: node=" + name() + ", cause=" + e, e);
        }
        if (in.available() > 0) {
            throw new IOException("state does not fit: node=" + name() + ", bytes=" + state.length + ", left="
                    + in.available() + " (expected to be read to its end)");
        }
    }

    NodeStats stats() {
        return stats;
    }

    /** What the processor says about its work; any thread. */
    Map<String, Double> gauges() {
        Map<String, Double> values = new LinkedHashMap<>();
        gauges.forEach(gauge -> values.put(gauge.name(), gauge.value()));
        return values;
    }

    PortTap tap(int output) {
        return taps[output];
    }

    /** A frame that comes from another stage: decides whether it is timed. */
    @Nullable DropReason enter(int input, Frame frame) {
        timer.enter();
        return take(input, frame);
    }

    @Nullable DropReason take(int input, Frame frame) {
        refusal = null;
        if (timer.isActive()) {
            long outer = timer.beginNested();
            long began = timer.now();
            call(input, frame);
            stats.service(timer.end(outer, timer.now() - began));
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

    /** One of the inputs has ended; with the last the node flushes, passes the end on and closes. */
    void inputEnded() {
        if (--openInputs > 0) {
            return;
        }
        try {
            processor.flush(this);
        } catch (RuntimeException e) {
            failed(e);
        }
        for (FrameOutlet[] outlet : outlets) {
            for (FrameOutlet each : outlet) {
                each.complete();
            }
        }
    }

    /** Ends the ports and frees the processor. */
    void close() {
        for (PortTap tap : taps) {
            tap.complete(run.failure());
        }
        closeProcessor();
    }

    private void call(int input, Frame frame) {
        try {
            processor.process(input, frame, this);
        } catch (RuntimeException e) {
            refusal = DropReason.PROCESSOR_FAILED;
            failed(e);
        }
    }

    private void failed(RuntimeException cause) {
        long failures = stats.countFailure();
        if (Long.bitCount(failures) == 1) { // 1st, 2nd, 4th, 8th ...: a processor that always throws must not flood
            LOG.log(
                    Level.WARNING,
                    "processor failed: node=" + name() + ", failures=" + failures + ", on-failure=" + node.onFailure(),
                    cause);
        }
        if (!budget.allows(run.clock().monotonicNanos())) {
            run.fail(new IllegalStateException(
                    "processor failed too often: node=" + name() + ", failures=" + failures + ", cause=" + cause
                            + " (expected at most what on-failure allows: " + node.onFailure() + ")",
                    cause));
            return;
        }
        switch (node.onFailure().action()) {
            case RESET -> processor.reset();
            case RESTART -> restart();
            case DROP_FRAME, STOP -> {
                // the frame is dropped already; STOP has no budget and does not come here
            }
        }
    }

    private void restart() {
        closeProcessor();
        try {
            processor = opener.open(run.clock());
            gauges = processor.gauges();
        } catch (IOException e) {
            run.fail(new UncheckedIOException("processor cannot be restarted: node=" + name(), e));
        }
    }

    private void closeProcessor() {
        try {
            processor.close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "processor did not close cleanly: node=" + name(), e);
        }
    }
}
