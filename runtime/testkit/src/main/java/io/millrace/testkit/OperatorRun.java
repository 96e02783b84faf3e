package io.millrace.testkit;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Processor;
import io.millrace.api.operator.WaitingProcessor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A processor that runs under supervision: what it emits is collected by output and compared with the contract, what it
 * drops is counted by reason, and an undeclared reason or a second drop for one frame fails the test at once.
 */
public final class OperatorRun implements AutoCloseable {

    private final Contract contract;
    private final Processor processor;
    private final int inputs;
    private final List<List<Frame>> emitted = new ArrayList<>();
    private final Map<String, Long> drops = new LinkedHashMap<>();
    private final Emitter emitter = new Collector();
    private final Map<Integer, Integer> held = new LinkedHashMap<>();
    private boolean dropped;
    private boolean flushing;
    private int current;

    OperatorRun(Contract contract, Processor processor, int inputs) {
        this.inputs = inputs;
        this.contract = contract;
        this.processor = processor;
        contract.outputs().forEach(o -> emitted.add(new ArrayList<>()));
    }

    /**
     * Feeds frames to the first input.
     *
     * @param frames the frames in order
     * @return this
     */
    public OperatorRun feed(Iterable<Frame> frames) {
        frames.forEach(f -> feed(0, f));
        return this;
    }

    /**
     * Feeds frames to the first input.
     *
     * @param frames the frames in order
     * @return this
     */
    public OperatorRun feed(Frame... frames) {
        return feed(List.of(frames));
    }

    /**
     * Feeds one frame.
     *
     * @param input 0-based input
     * @param frame the frame
     * @return this
     */
    public OperatorRun feed(int input, Frame frame) {
        dropped = false;
        current = input;
        if (processor instanceof WaitingProcessor waiting) {
            waitUntil(waiting, frame.arrivalNanos());
        }
        processor.process(input, frame, emitter);
        return this;
    }

    /**
     * Says that no further frame will come.
     *
     * @return this
     */
    public OperatorRun flush() {
        flushing = true;
        processor.flush(emitter);
        flushing = false;
        held.values().removeIf(count -> count == 0);
        if (!held.isEmpty()) {
            throw new AssertionError(
                    "frames are held after the end: held by input=" + held + " (expected all to be settled)");
        }
        return this;
    }

    /**
     * Says that an input has ended while others go on.
     *
     * @param input 0-based input
     * @return this
     */
    public OperatorRun ended(int input) {
        processor.ended(input, emitter);
        return this;
    }

    /**
     * Lets time pass without frames, as on a virtual clock: who waits is woken when it asked to be.
     *
     * @param nanos time until which to wait, ns of the run's clock
     * @return this
     */
    public OperatorRun waitUntil(long nanos) {
        if (processor instanceof WaitingProcessor waiting) {
            waitUntil(waiting, nanos);
        }
        return this;
    }

    private void waitUntil(WaitingProcessor waiting, long nanos) {
        for (long due = waiting.dueNanos(); due < nanos; due = Math.max(due + 1, waiting.dueNanos())) {
            waiting.at(due);
            waiting.wake(emitter);
        }
        waiting.at(nanos);
    }

    /**
     * What the operator promised.
     *
     * @return the contract
     */
    public Contract contract() {
        return contract;
    }

    /**
     * The processor itself.
     *
     * @return the processor
     */
    public Processor processor() {
        return processor;
    }

    /**
     * Frames emitted at the first output.
     *
     * @return a live view, in order
     */
    public List<Frame> emitted() {
        return emitted(0);
    }

    /**
     * Frames emitted at one output.
     *
     * @param output 0-based output
     * @return a live view, in order
     */
    public List<Frame> emitted(int output) {
        return emitted.get(output);
    }

    /**
     * Frames emitted at any output.
     *
     * @return number of frames
     */
    public int emittedCount() {
        return emitted.stream().mapToInt(List::size).sum();
    }

    /**
     * What the processor says of its own work.
     *
     * @param name name of the gauge
     * @return its value
     * @throws IllegalArgumentException if there is no such gauge
     */
    public double gauge(String name) {
        return processor.gauges().stream()
                .filter(gauge -> gauge.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no such gauge: gauge=" + name + " (expected one of " + processor.gauges() + ")"))
                .value();
    }

    /**
     * Numbers of frames dropped.
     *
     * @return count by the reason's word, in order of first occurrence; reasons that never occurred are absent
     */
    public Map<String, Long> drops() {
        return drops;
    }

    /**
     * The last frame emitted at the first output.
     *
     * @return the frame
     * @throws AssertionError if there is none
     */
    public Frame last() {
        if (emitted().isEmpty()) {
            throw new AssertionError("nothing was emitted: drops=" + drops + " (expected a frame)");
        }
        return emitted().get(emitted().size() - 1);
    }

    /** Forgets everything: processor, emitted frames and counts. */
    public void reset() {
        processor.reset();
        clear();
    }

    /** Forgets emitted frames and counts, but not the processor's state. */
    public void clear() {
        emitted.forEach(List::clear);
        drops.clear();
        held.clear();
    }

    /**
     * The processor's state.
     *
     * @return as many bytes as it writes
     */
    public byte[] snapshot() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            processor.snapshot(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Gives the processor a state.
     *
     * @param snapshot what {@link #snapshot} of an equal run gave
     * @throws IOException if the state does not fit
     * @throws AssertionError if the processor did not read all of it
     */
    public void restore(byte[] snapshot) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(snapshot);
        processor.restore(new DataInputStream(in));
        if (in.available() > 0) {
            throw new AssertionError("state was not read to its end: bytes=" + snapshot.length + ", left="
                    + in.available() + " (expected 0)");
        }
        holdAgain();
    }

    /**
     * Takes over the state of a processor with other live settings, as a live change does.
     *
     * @param snapshot what {@link #snapshot} of that processor gave
     * @throws IOException if the state does not fit
     */
    public void takeOver(byte[] snapshot) throws IOException {
        processor.takeOver(new DataInputStream(new ByteArrayInputStream(snapshot)));
        holdAgain();
    }

    private void holdAgain() {
        held.clear();
        for (int input = 0; input < inputs; input++) {
            held.put(input, processor.heldFrames(input));
        }
    }

    @Override
    public void close() {
        processor.close();
    }

    private final class Collector implements Emitter {

        @Override
        public void emit(int output, Frame frame) {
            if (output < 0 || output >= emitted.size()) {
                throw new AssertionError(
                        "no such output: output=" + output + " (expected below " + emitted.size() + ")");
            }
            Conformity.require(contract.outputs().get(output), frame.payload());
            emitted.get(output).add(frame);
        }

        @Override
        public void drop(DropReason reason) {
            if (!contract.drops().contains(reason)) {
                throw new AssertionError("drop reason was not declared: reason=" + reason + " (expected one of "
                        + contract.drops() + ")");
            }
            if (dropped || flushing) {
                throw new AssertionError("dropped without a frame: reason=" + reason + ", flushing=" + flushing
                        + " (expected at most one drop a frame, none in flush)");
            }
            dropped = true;
            drops.merge(reason.word(), 1L, Long::sum);
        }

        @Override
        public void hold() {
            held.merge(current, 1, Integer::sum);
        }

        @Override
        public void settle(int input, @Nullable DropReason reason, int count) {
            int left = held.merge(input, -count, Integer::sum);
            if (left < 0) {
                throw new AssertionError("more frames were settled than held: input=" + input + ", count=" + count
                        + " (expected at most " + (left + count) + ")");
            }
            if (reason != null && !contract.drops().contains(reason)) {
                throw new AssertionError("drop reason was not declared: reason=" + reason + " (expected one of "
                        + contract.drops() + ")");
            }
            if (reason != null) {
                drops.merge(reason.word(), (long) count, Long::sum);
            }
        }
    }
}
