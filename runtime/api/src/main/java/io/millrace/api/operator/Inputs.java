package io.millrace.api.operator;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.ElementType;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The inputs of a node while its contract is made. Asking for an input states a requirement: what is not met becomes a
 * problem at the node's line, and a harmless stand-in is returned so that the contract can be completed and all
 * problems are found in one go.
 */
public final class Inputs {

    private final String node;
    private final Location location;
    private final Map<String, StreamSpec> byName;
    private final Problems problems;
    private final DeviceProfile profile;

    /**
     * Used by the planner and by test harnesses.
     *
     * @param node name of the node
     * @param location where it is written
     * @param byName what arrives at each input, in order; inputs that were not named are called in-0, in-1 ...
     * @param problems gets what is not met
     * @param profile the device planned for
     */
    public Inputs(
            String node, Location location, Map<String, StreamSpec> byName, Problems problems, DeviceProfile profile) {
        this.node = node;
        this.location = location;
        this.byName = byName;
        this.problems = problems;
        this.profile = profile;
    }

    /**
     * The only input.
     *
     * @return requirements on it
     */
    public InputCheck single() {
        if (byName.size() != 1) {
            refuse("wrong number of inputs", "inputs=" + byName.size(), "1");
        }
        return byName.isEmpty() ? missing("in") : all().get(0);
    }

    /**
     * All inputs in order.
     *
     * @return requirements on each; a stand-in if there is none
     */
    public List<InputCheck> all() {
        if (byName.isEmpty()) {
            refuse("wrong number of inputs", "inputs=0", "at least 1");
            return List.of(missing("in"));
        }
        List<InputCheck> checks = new ArrayList<>();
        byName.forEach((name, spec) -> checks.add(new InputCheck(this, name, spec)));
        return checks;
    }

    /**
     * An input by name, for operators that tell their inputs apart ({@code in: { mic: a, far-end: b }}).
     *
     * @param name kebab-case name of the input
     * @return requirements on it
     */
    public InputCheck named(String name) {
        StreamSpec spec = byName.get(name);
        if (spec == null) {
            refuse("input is missing", "input=" + name + ", given=" + byName.keySet(), "in: { " + name + ": ... }");
            return missing(name);
        }
        return new InputCheck(this, name, spec);
    }

    /**
     * The device planned for.
     *
     * @return its profile
     */
    public DeviceProfile profile() {
        return profile;
    }

    /**
     * Notes a problem of the node that is none of a single input.
     *
     * @param what what is wrong
     * @param found {@code key=value, key=value}
     * @param expected what would have been right
     */
    public void refuse(String what, String found, String expected) {
        problems.add(location, what + ": node=" + node + ", " + found + " (expected " + expected + ")");
    }

    private InputCheck missing(String name) {
        return new InputCheck(this, name, StreamSpec.tensor(ElementType.F32, Axis.of("missing", 1)));
    }
}
