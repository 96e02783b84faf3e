package io.millrace.cli.pack;

import io.millrace.api.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The archive that makes starts fast, made by the folder's own script: a run of a few seconds with its own sockets, fed
 * with a recording. It differs from run to run: the rest of the folder has the same bytes for the same inputs, it has
 * not.
 */
final class StartArchive {

    private StartArchive() {}

    /**
     * Makes it.
     *
     * @param folder the packaged folder, with its list of files
     * @param request what was asked for
     * @param demos recordings of sources, by source
     * @return what became of it
     */
    static String make(Path folder, PackageRequest request, Map<String, Path> demos)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bin/archive"));
        List<String> inputs = new ArrayList<>(request.training());
        if (inputs.isEmpty()) {
            demos.forEach((source, file) -> {
                if (Files.isRegularFile(file)) {
                    inputs.add(source + "=" + file);
                }
            });
        }
        inputs.forEach(input -> command.addAll(List.of("--input", input)));
        anyPorts(request.content(), command);
        try {
            Programs.run(
                    new ProcessBuilder(command).directory(folder.toFile()),
                    Map.of("MILLRACE_JAVA_OPTS", ""),
                    "the start archive cannot be made");
        } catch (IOException e) {
            return "none: " + String.valueOf(e.getMessage()).replace('\n', ' ');
        } finally {
            Files.deleteIfExists(folder.resolve("cache/classes.lst"));
        }
        return inputs.isEmpty() ? "made by a run without input" : "made by a run with " + String.join(", ", inputs);
    }

    /** The sockets of the pipeline may be taken where it is packaged. */
    private static void anyPorts(ConfigValue.Mapping content, List<String> command) {
        if (content.entries().get("sources") instanceof ConfigValue.Mapping sources) {
            sources.entries().forEach((name, source) -> {
                if (source instanceof ConfigValue.Mapping settings
                        && settings.entries().containsKey("listen")) {
                    command.addAll(List.of("--set", "sources." + name + ".listen=127.0.0.1:0"));
                }
            });
        }
    }
}
