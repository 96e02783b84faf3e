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
    record Loaded(Path file, ConfigValue.Mapping content, Draft draft, DeviceProfile profile) {

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
     * @throws ConfigException with every problem, if one is known already
     */
    Loaded load() {
        Path file = Files.isDirectory(pipeline) ? pipeline.resolve(Millrace.FILE_NAME) : pipeline;
        Problems problems = new Problems();
        ConfigValue.@Nullable Mapping content = YamlFile.read(file, problems);
        if (content == null) {
            throw new ConfigException("pipeline file " + file, problems.sorted());
        }
        Draft draft = Millrace.read(file.toString(), Overrides.apply(content, overrides, problems));
        DeviceProfile device = device(draft, problems);
        if (!problems.isEmpty() || !draft.problems().isEmpty()) {
            problemsOf(draft, device).forEach(p -> problems.add(p.location(), p.message()));
            problems.throwIfAny("pipeline file " + file);
        }
        return new Loaded(file, Objects.requireNonNull(content), draft, Objects.requireNonNull(device));
    }

    /** All that is wrong: compiling finds what reading cannot. Without the device asked for, this machine stands in. */
    private static List<Problem> problemsOf(Draft draft, @Nullable DeviceProfile device) {
        try {
            draft.compile(device == null ? DeviceProfiles.thisMachine() : device);
            return draft.problems();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    private @Nullable DeviceProfile device(Draft draft, Problems problems) {
        String name = profile != null ? profile : draft.graph().profile();
        return name == null ? DeviceProfiles.thisMachine() : DeviceProfiles.load(name, problems);
    }
}
