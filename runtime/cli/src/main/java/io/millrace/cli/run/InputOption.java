package io.millrace.cli.run;

import io.millrace.api.graph.Graph;
import io.millrace.api.graph.SourceDef;
import io.millrace.cli.UsageException;
import java.util.List;

/**
 * One {@code --input}.
 *
 * @param source name of the source that it feeds
 * @param target a file or a live input
 */
record InputOption(String source, String target) {

    /**
     * Reads {@code [SOURCE=]TARGET}; SOURCE may be left out if there is only one, or if TARGET is a recorded run, which
     * has them all.
     *
     * @throws UsageException if it cannot be told which source is meant
     */
    static List<InputOption> parse(String text, Graph graph) {
        List<String> names = graph.sources().stream().map(SourceDef::name).toList();
        int equals = text.indexOf('=');
        if (equals > 0 && names.contains(text.substring(0, equals))) {
            return List.of(new InputOption(text.substring(0, equals), text.substring(equals + 1)));
        }
        if (names.size() > 1 && text.endsWith(".mcap")) {
            return names.stream().map(name -> new InputOption(name, text)).toList();
        }
        if (names.size() != 1) {
            throw new UsageException("input does not say which source it feeds: input=" + text + " (expected SOURCE="
                    + text + " with SOURCE one of " + names + ")");
        }
        return List.of(new InputOption(names.get(0), text));
    }
}
