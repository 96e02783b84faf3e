package io.millrace.cli;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** An operator that lets a frame through when the test says so: a stage exactly as slow as the test wants it. */
final class Gate implements Operator<Gate.None> {

    private final Semaphore permits = new Semaphore(0);
    private final List<Frame> passed = new CopyOnWriteArrayList<>();
    private final boolean remembers;
    private volatile long entered;

    /** A gate that keeps what passes only if asked to: a flood must not be seen in the heap because of its test. */
    Gate(boolean remembers) {
        this.remembers = remembers;
    }

    /** No settings. */
    record None() {}

    /** Lets one frame through. */
    void letOnePass() {
        permits.release();
    }

    /** Lets everything through from now on. */
    void open() {
        permits.release(Integer.MAX_VALUE / 4);
    }

    /** Lets nothing through from now on. */
    void shut() {
        permits.drainPermits();
    }

    /** Frames that came to the gate, with the one that waits before it. */
    long entered() {
        return entered;
    }

    /** What went through, in order. */
    List<Frame> passed() {
        return List.copyOf(passed);
    }

    @Override
    public String name() {
        return "gate";
    }

    @Override
    public String summary() {
        return "waits for the test at every frame";
    }

    @Override
    public Class<None> settings() {
        return None.class;
    }

    @Override
    public Contract contract(None settings, Inputs inputs) {
        return Contract.of(inputs.single().spec());
    }

    @Override
    public Processor open(None settings, OpenContext context) {
        return new Processor() {
            private long count;

            @Override
            public void process(int input, Frame frame, Emitter out) {
                entered = ++count;
                permits.acquireUninterruptibly();
                if (remembers) {
                    passed.add(frame);
                }
                out.emit(frame);
            }
        };
    }
}
