package io.millrace.api.transport;

import io.millrace.api.operator.Inputs;
import java.io.IOException;

/**
 * A way out, found by {@link java.util.ServiceLoader}.
 *
 * @param <C> settings: a record whose components carry {@link io.millrace.api.config.Setting}
 */
public interface SinkTransport<C extends Record> {

    /**
     * The name in pipeline files.
     *
     * @return {@code terminal}, {@code tcp}, {@code file} ...
     */
    String name();

    /**
     * What it does with frames, in one line.
     *
     * @return the line for catalogues
     */
    String summary();

    /**
     * The class of the settings.
     *
     * @return the record class
     */
    Class<C> settings();

    /**
     * States its requirements on the inputs at compile time.
     *
     * @param settings the settings
     * @param inputs the inputs
     */
    default void check(C settings, Inputs inputs) {}

    /**
     * Whether what it gives out goes over the device's network link.
     *
     * @param settings the settings
     * @return false for what stays on the machine
     */
    default boolean usesNetwork(C settings) {
        return false;
    }

    /**
     * Opens the way out.
     *
     * @param settings the settings
     * @param context what arrives
     * @return the connection
     * @throws IOException if it cannot be opened; the message names address and cause
     */
    SinkConnection open(C settings, SinkContext context) throws IOException;
}
