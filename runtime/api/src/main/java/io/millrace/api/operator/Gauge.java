package io.millrace.api.operator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that a processor keeps about its own work: an echo return loss, a sparsity, an estimate of a delay. Set by the
 * thread that runs the processor, read at any time by any other: metrics, the run report and screens show it. Setting
 * costs one plain store. It is no state: a snapshot does not hold it.
 */
public final class Gauge {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Gauge.class, "value", double.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;
    private final String help;

    @SuppressWarnings("unused") // through VALUE
    private double value = Double.NaN;

    private Gauge(String name, String help) {
        this.name = name;
        this.help = help;
    }

    /**
     * Makes a gauge that shows not-a-number until it is first set.
     *
     * @param name kebab-case name that ends in its unit, if it has one: {@code erle-db}, {@code delay-samples}
     * @param help what it says, in one line
     * @return the gauge
     * @throws IllegalArgumentException if the name is not kebab-case
     */
    public static Gauge of(String name, String help) {
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    "gauge is not named by a word: name=" + name + " (expected kebab-case that begins with a letter)");
        }
        return new Gauge(name, help);
    }

    /**
     * Its name.
     *
     * @return kebab-case name that ends in its unit
     */
    public String name() {
        return name;
    }

    /**
     * What it says.
     *
     * @return one line
     */
    public String help() {
        return help;
    }

    /**
     * Sets it. One thread at a time.
     *
     * @param newValue the value
     */
    public void set(double newValue) {
        VALUE.setOpaque(this, newValue);
    }

    /**
     * Reads it.
     *
     * @return the value last set, not-a-number before the first
     */
    public double value() {
        return (double) VALUE.getOpaque(this);
    }

    @Override
    public String toString() {
        return name + "=" + value();
    }
}
