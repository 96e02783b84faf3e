package io.millrace.testkit;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Settings;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.stream.StreamSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One operator without an engine: settings and inputs as a pipeline file would give them, then either the problems that
 * compile would report, or a running processor.
 *
 * <pre>{@code
 * try (OperatorRun run = OperatorHarness.of(new Hampel())
 *         .with("window-frames: 7", "threshold-mad: 5")
 *         .in(StreamSpec.tensor(F32, Axis.of("subcarrier", 64)).withRateHz(100))
 *         .open()) {
 *     run.feed(frames);
 *     assertThat(run.emitted()).hasSize(...);
 * }
 * }</pre>
 *
 * <p>Immutable: every method gives a new harness.
 *
 * @param <C> settings of the operator
 */
public final class OperatorHarness<C extends Record> {

    /** A device that refuses nothing. */
    public static final DeviceProfile PROFILE =
            new DeviceProfile("test", "Device for tests", 2, "any", 1L << 30, 1L << 30, List.of("cpu"), 0, Map.of());

    private static final Location LOCATION = new Location("test.yaml", 1);
    private static final String NODE = "node";

    private final Operator<C> operator;
    private final ConfigValue.Mapping written;
    private final @Nullable C settings;
    private final Map<String, StreamSpec> inputs;

    private OperatorHarness(
            Operator<C> operator, ConfigValue.Mapping written, @Nullable C settings, Map<String, StreamSpec> inputs) {
        this.operator = operator;
        this.written = written;
        this.settings = settings;
        this.inputs = inputs;
    }

    /**
     * A harness around an operator, without settings and inputs.
     *
     * @param operator the operator
     * @param <C> its settings
     * @return the harness
     */
    public static <C extends Record> OperatorHarness<C> of(Operator<C> operator) {
        return new OperatorHarness<>(operator, ConfigValue.Mapping.empty(LOCATION), null, Map.of());
    }

    /**
     * A harness around an operator that is found as the engine finds it.
     *
     * @param name name in pipeline files
     * @return the harness
     * @throws IllegalArgumentException if no {@code META-INF/services} line leads to it
     */
    public static OperatorHarness<?> named(String name) {
        @SuppressWarnings("rawtypes") // a class literal has no type arguments
        ServiceLoader<Operator> all = ServiceLoader.load(Operator.class);
        List<Operator<?>> found = new ArrayList<>();
        for (Operator<?> operator : all) {
            if (operator.name().equals(name)) {
                found.add(operator);
            }
        }
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    "operators of this name: name=" + name + ", found=" + found.size() + " (expected 1)");
        }
        return of(found.get(0));
    }

    /**
     * Adds settings as a pipeline file spells them.
     *
     * @param lines {@code key: value} or {@code key: [value, value]}
     * @return the harness with them
     */
    public OperatorHarness<C> with(String... lines) {
        Map<String, ConfigValue> entries = new LinkedHashMap<>(written.entries());
        for (String line : lines) {
            int colon = line.indexOf(':');
            entries.put(
                    line.substring(0, colon).strip(),
                    value(line.substring(colon + 1).strip()));
        }
        return new OperatorHarness<>(operator, new ConfigValue.Mapping(entries, LOCATION), null, inputs);
    }

    private static ConfigValue value(String text) {
        if (!text.startsWith("[")) {
            return new ConfigValue.Scalar(text, LOCATION);
        }
        return new ConfigValue.Sequence(
                Arrays.stream(text.substring(1, text.length() - 1).split(",", -1))
                        .map(String::strip)
                        .filter(s -> !s.isEmpty())
                        .map(s -> (ConfigValue) new ConfigValue.Scalar(s, LOCATION))
                        .toList(),
                LOCATION);
    }

    /**
     * Gives settings as a record.
     *
     * @param record the settings, in place of all that was given before
     * @return the harness with them
     */
    public OperatorHarness<C> with(C record) {
        return new OperatorHarness<>(operator, ConfigValue.Mapping.empty(LOCATION), record, inputs);
    }

    /**
     * Adds an input, named by its position as in {@code in: [a, b]}.
     *
     * @param spec what arrives there
     * @return the harness with one more input
     */
    public OperatorHarness<C> in(StreamSpec spec) {
        return in("in-" + inputs.size(), spec);
    }

    /**
     * Adds an input with a name, as in {@code in: { mic: a, far-end: b }}.
     *
     * @param name kebab-case name
     * @param spec what arrives there
     * @return the harness with one more input
     */
    public OperatorHarness<C> in(String name, StreamSpec spec) {
        Map<String, StreamSpec> longer = new LinkedHashMap<>(inputs);
        longer.put(name, spec);
        return new OperatorHarness<>(operator, written, settings, longer);
    }

    /**
     * Takes all inputs away.
     *
     * @return the harness without inputs
     */
    public OperatorHarness<C> withoutInputs() {
        return new OperatorHarness<>(operator, written, settings, Map.of());
    }

    /**
     * The operator under test.
     *
     * @return the operator
     */
    public Operator<C> operator() {
        return operator;
    }

    /**
     * What arrives at the inputs, in order.
     *
     * @return specs
     */
    public List<StreamSpec> inputs() {
        return List.copyOf(inputs.values());
    }

    /**
     * Everything that compile would report of this node.
     *
     * @return messages without their place, in the order they were noted
     */
    public List<String> problems() {
        Problems problems = new Problems();
        C bound = bind(problems);
        if (bound != null) {
            contract(bound, problems);
        }
        return problems.sorted().stream().map(Problem::message).toList();
    }

    /**
     * What the operator promises.
     *
     * @return the contract
     * @throws AssertionError if compile would report a problem
     */
    public Contract contract() {
        Problems problems = new Problems();
        Contract contract = contract(settings(), problems);
        requireNone(problems);
        return contract;
    }

    /**
     * Opens a processor.
     *
     * @return a run before its first frame
     * @throws AssertionError if compile would report a problem
     */
    public OperatorRun open() {
        Contract contract = contract();
        return new OperatorRun(
                contract, operator.open(settings(), new OpenContext(NODE, inputs(), contract, PROFILE)), inputs.size());
    }

    private C settings() {
        Problems problems = new Problems();
        C bound = bind(problems);
        requireNone(problems);
        if (bound == null) {
            throw new AssertionError("settings were not made: operator=" + operator.name());
        }
        return bound;
    }

    private @Nullable C bind(Problems problems) {
        return settings != null ? settings : Settings.bind(operator.settings(), written, problems);
    }

    private Contract contract(C bound, Problems problems) {
        return operator.contract(bound, new Inputs(NODE, LOCATION, inputs, problems, PROFILE));
    }

    private void requireNone(Problems problems) {
        if (!problems.isEmpty()) {
            throw new AssertionError("operator is refused: operator=" + operator.name() + "\n"
                    + problems.sorted().stream().map(p -> "  " + p).collect(Collectors.joining("\n")));
        }
    }
}
