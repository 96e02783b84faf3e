package io.millrace.cli.view;

import io.millrace.api.config.Setting;
import java.util.List;

/**
 * Settings of the {@code terminal} sink.
 *
 * @param labels names of the elements of probability vectors, in order
 */
public record TerminalSettings(
        @Setting(help = "Names for the elements of probability vectors, in order: [quiet, motion].", orElse = "")
        List<String> labels) {

    /**
     * Makes the list immutable.
     *
     * @param labels names in order
     */
    public TerminalSettings {
        labels = List.copyOf(labels);
    }
}
