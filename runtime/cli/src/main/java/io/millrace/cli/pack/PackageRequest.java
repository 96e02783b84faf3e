package io.millrace.cli.pack;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.plan.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What the user asked {@code millrace package} for.
 *
 * @param plan the pipeline for its device
 * @param content its file, overrides applied
 * @param directory where its relative paths begin
 * @param roots classes that a run of it begins with
 * @param version of the command
 * @param jdk the target's JDK
 * @param out the folder to make
 * @param home where the folder will be on the device
 * @param port where the pipeline answers /healthz and /metrics
 * @param archive whether to make a start archive, if the target is this machine's kind
 * @param training inputs for the run that makes it, empty for the demo recordings of the file
 */
public record PackageRequest(
        Plan plan,
        ConfigValue.Mapping content,
        Path directory,
        Set<String> roots,
        String version,
        Path jdk,
        Path out,
        String home,
        int port,
        boolean archive,
        List<String> training) {

    /**
     * Makes the collections immutable.
     *
     * @param plan the pipeline for its device
     * @param content its file, overrides applied
     * @param directory where its relative paths begin
     * @param roots classes that a run of it begins with
     * @param version of the command
     * @param jdk the target's JDK
     * @param out the folder to make
     * @param home where the folder will be on the device
     * @param port where the pipeline answers
     * @param archive whether to make a start archive
     * @param training inputs for the run that makes it
     */
    public PackageRequest {
        roots = Set.copyOf(roots);
        training = List.copyOf(training);
    }
}
