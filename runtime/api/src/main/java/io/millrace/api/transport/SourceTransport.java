package io.millrace.api.transport;

import io.millrace.api.stream.StreamSpec;
import java.io.IOException;

/**
 * A way in, found by {@link java.util.ServiceLoader}.
 *
 * @param <C> settings: a record whose components carry {@link io.millrace.api.config.Setting}
 */
public interface SourceTransport<C extends Record> {

    /**
     * The name in pipeline files.
     *
     * @return {@code udp}, {@code tcp}, {@code serial}, {@code file} ...
     */
    String name();

    /**
     * What it takes in, in one line.
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
     * What it delivers.
     *
     * @param settings the settings
     * @return usually {@link StreamSpec#records()}
     */
    StreamSpec delivers(C settings);

    /**
     * Whether what it takes in comes over the device's network link.
     *
     * @param settings the settings
     * @return false for what stays on the machine
     */
    default boolean usesNetwork(C settings) {
        return false;
    }

    /**
     * Opens the way in: binds, opens, reads headers; delivers nothing before {@link SourceConnection#start}.
     *
     * @param settings the settings
     * @param context where frames go
     * @return the connection
     * @throws IOException if it cannot be opened; the message names address and cause
     */
    SourceConnection open(C settings, SourceContext context) throws IOException;
}
