package io.millrace.api.operator;

import io.millrace.api.stream.StreamSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an operator promises for given settings and inputs. The planner adds these numbers up; tests hold the processor
 * to them.
 *
 * @param outputs outputs in order
 * @param delayNanos algorithmic delay: how much older the content of an output is than the newest input needed for it,
 *     ns, 0 or more; already taken off the output's time
 * @param stateBytes memory held between frames, bytes
 * @param macsPerFrame multiply-accumulates of the dense computation for one input frame
 * @param drops every reason for which the processor may refuse a frame
 * @param notes what else a plan should say of the node, line by line: how a model is divided, what is left out
 * @param measured what the operator measured on this machine and goes by, by its own keys; a recording holds it, and a
 *     replay hands it back in {@link io.millrace.api.device.DeviceProfile#measured}
 */
public record Contract(
        List<Port> outputs,
        long delayNanos,
        long stateBytes,
        long macsPerFrame,
        List<DropReason> drops,
        List<String> notes,
        Map<String, String> measured) {

    /**
     * Makes the lists immutable.
     *
     * @param outputs outputs in order
     * @param delayNanos algorithmic delay, ns
     * @param stateBytes memory held between frames, bytes
     * @param macsPerFrame multiply-accumulates a frame
     * @param drops reasons for refusing a frame
     * @param notes what else a plan should say
     * @param measured what the operator measured and goes by
     */
    public Contract {
        outputs = List.copyOf(outputs);
        drops = List.copyOf(drops);
        notes = List.copyOf(notes);
        measured = Map.copyOf(measured);
    }

    /**
     * A contract about which nothing else is to be said.
     *
     * @param outputs outputs in order
     * @param delayNanos algorithmic delay, ns
     * @param stateBytes memory held between frames, bytes
     * @param macsPerFrame multiply-accumulates a frame
     * @param drops reasons for refusing a frame
     */
    public Contract(List<Port> outputs, long delayNanos, long stateBytes, long macsPerFrame, List<DropReason> drops) {
        this(outputs, delayNanos, stateBytes, macsPerFrame, drops, List.of(), Map.of());
    }

    /**
     * The contract of an operator with one output, no delay, no state and no arithmetic; the {@code with} methods add
     * what it has.
     *
     * @param output what the output carries
     * @return the contract
     */
    public static Contract of(StreamSpec output) {
        return new Contract(List.of(new Port(Port.OUT, output)), 0, 0, 0, List.of());
    }

    /**
     * Adds an output.
     *
     * @param name kebab-case name
     * @param spec what it carries
     * @return the contract with one more output
     */
    public Contract withOutput(String name, StreamSpec spec) {
        List<Port> longer = new ArrayList<>(outputs);
        longer.add(new Port(name, spec));
        return new Contract(longer, delayNanos, stateBytes, macsPerFrame, drops, notes, measured);
    }

    /**
     * States the delay.
     *
     * @param nanos algorithmic delay, ns, 0 or more
     * @return the contract with it
     */
    public Contract withDelayNanos(long nanos) {
        return new Contract(outputs, nanos, stateBytes, macsPerFrame, drops, notes, measured);
    }

    /**
     * States the memory.
     *
     * @param bytes memory held between frames
     * @return the contract with it
     */
    public Contract withStateBytes(long bytes) {
        return new Contract(outputs, delayNanos, bytes, macsPerFrame, drops, notes, measured);
    }

    /**
     * States the arithmetic.
     *
     * @param macs multiply-accumulates for one input frame
     * @return the contract with it
     */
    public Contract withMacsPerFrame(long macs) {
        return new Contract(outputs, delayNanos, stateBytes, macs, drops, notes, measured);
    }

    /**
     * States the reasons for refusing a frame.
     *
     * @param reasons every reason that {@link Emitter#drop} may get
     * @return the contract with them
     */
    public Contract withDrops(DropReason... reasons) {
        return new Contract(outputs, delayNanos, stateBytes, macsPerFrame, List.of(reasons), notes, measured);
    }

    /**
     * Says what else a plan should show of the node.
     *
     * @param lines short lines, without indentation
     * @return the contract with them
     */
    public Contract withNotes(List<String> lines) {
        return new Contract(outputs, delayNanos, stateBytes, macsPerFrame, drops, lines, measured);
    }

    /**
     * States what was measured on this machine.
     *
     * @param key name of the figures
     * @param figures as the operator understands them
     * @return the contract with them
     */
    public Contract withMeasured(String key, String figures) {
        Map<String, String> more = new LinkedHashMap<>(measured);
        more.put(key, figures);
        return new Contract(outputs, delayNanos, stateBytes, macsPerFrame, drops, notes, more);
    }
}
