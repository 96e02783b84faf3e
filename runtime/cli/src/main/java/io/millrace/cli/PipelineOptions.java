package io.millrace.cli;

import io.millrace.api.config.ConfigException;
import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.config.Overrides;
import io.millrace.config.YamlFile;
import io.millrace.engine.Draft;
import io.millrace.engine.Millrace;
import io.millrace.profiles.DeviceProfiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which pipeline, with what changed, for which device: what the commands about pipelines have in common. */
final class PipelineOptions {

    /** A pipeline as it was read. */
    record Loaded(Path file, Draft draft, DeviceProfile profile) {

        /** Where its relative paths begin. */
        Path directory() {
            return Objects.requireNonNullElse(file.getParent(), Path.of(""));
        }
    }

    @Parameters(paramLabel = "PIPELINE", description = "A pipeline file, or a directory with a pipeline.yaml.")
    private Path pipeline = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Change a value of the file, e.g. nodes.presence.window-frames=50. Repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--profile",
            paramLabel = "NAME|FILE",
            description = "Device profile to plan for, instead of the file's. Default: this-machine.")
    private @Nullable String profile;

    /** For picocli. */
    PipelineOptions() {}

    /**
     * Reads file and profile.
     *
     * @throws ConfigException with every problem of form in both
     */
    Loaded load() {
        Path file = Files.isDirectory(pipeline) ? pipeline.resolve(Millrace.FILE_NAME) : pipeline;
        Problems problems = new Problems();
        ConfigValue.@Nullable Mapping content = YamlFile.read(file, problems);
        if (content != null) {
            content = Overrides.apply(content, overrides, problems);
        }
        Draft draft = content == null ? null : draft(file, content, problems);
        DeviceProfile device = device(draft, problems);
        problems.throwIfAny("pipeline file " + file);
        return new Loaded(file, Objects.requireNonNull(draft), Objects.requireNonNull(device));
    }

    private static @Nullable Draft draft(Path file, ConfigValue.Mapping content, Problems problems) {
        try {
            return Millrace.read(file.toString(), content);
        } catch (ConfigException e) {
            for (Problem problem : e.problems()) {
                problems.add(problem.location(), problem.message());
            }
            return null;
        }
    }

    private @Nullable DeviceProfile device(@Nullable Draft draft, Problems problems) {
        String stated = draft == null ? null : draft.graph().profile();
        String name = profile != null ? profile : stated;
        return name == null ? DeviceProfiles.thisMachine() : DeviceProfiles.load(name, problems);
    }
}
