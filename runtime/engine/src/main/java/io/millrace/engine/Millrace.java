package io.millrace.engine;

import io.millrace.api.config.ConfigException;
import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;
import io.millrace.config.YamlFile;
import io.millrace.engine.file.PipelineFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where everything begins.
 *
 * <pre>{@code
 * Pipeline pipeline = Millrace.load(Path.of("pipeline.yaml")).compile(DeviceProfiles.thisMachine());
 * try (Run run = pipeline.start()) {
 *     run.port("presence").subscribe(frame -> ...);
 *     run.await(Duration.ofMinutes(1));
 * }
 * }</pre>
 */
public final class Millrace {

    /** Name of the pipeline file in a directory. */
    public static final String FILE_NAME = "pipeline.yaml";

    private Millrace() {}

    /**
     * Reads a pipeline file.
     *
     * @param path the file, or a directory that holds a {@value #FILE_NAME}
     * @return the pipeline as stated; what is wrong with it is told all at once when it is compiled
     * @throws io.millrace.api.config.ConfigException if the text is no YAML, or none that can be read
     */
    public static Draft load(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve(FILE_NAME) : path;
        Problems problems = new Problems();
        ConfigValue.@Nullable Mapping content = YamlFile.read(file, problems);
        return draft(file.toString(), content, problems);
    }

    /**
     * Reads the text of a pipeline file.
     *
     * @param fileName what to call it in messages
     * @param text the YAML
     * @return the pipeline as stated; what is wrong with it is told all at once when it is compiled
     * @throws io.millrace.api.config.ConfigException if the text is no YAML, or none that can be read
     */
    public static Draft parse(String fileName, String text) {
        Problems problems = new Problems();
        ConfigValue.@Nullable Mapping content = YamlFile.parse(fileName, text, problems);
        return draft(fileName, content, problems);
    }

    /**
     * Reads what a file says from its values: for those that change values before they are read.
     *
     * @param fileName what to call it in messages
     * @param content the file's values
     * @return the pipeline as stated; what is wrong with it is told all at once when it is compiled
     * @throws io.millrace.api.config.ConfigException if the text is no YAML, or none that can be read
     */
    public static Draft read(String fileName, ConfigValue.Mapping content) {
        return draft(fileName, content, new Problems());
    }

    /**
     * Begins a pipeline in code.
     *
     * @param name name of the pipeline
     * @return a builder that can say everything a file can
     */
    public static PipelineBuilder pipeline(String name) {
        return new PipelineBuilder(name);
    }

    private static Draft draft(String fileName, ConfigValue.@Nullable Mapping content, Problems problems) {
        if (content == null) {
            throw new ConfigException("pipeline file " + fileName, problems.sorted());
        }
        return new Draft(PipelineFile.read(content, problems), Map.of(), problems.sorted());
    }
}
