package io.millrace.cli;

import io.millrace.api.config.ConfigException;
import io.millrace.api.config.Problem;
import io.millrace.api.plan.Plan;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace validate}. */
@Command(
        name = "validate",
        sortOptions = false,
        header = "Check a pipeline file: every problem at once, with file and line.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace validate examples/csi-presence",
            "  millrace validate pipeline.yaml --profile raspberry-pi-zero-2w --json",
            "",
            "Exit codes: 0 it can run, 2 it cannot."
        })
final class ValidateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    private PipelineOptions pipeline = new PipelineOptions();

    @Option(names = "--json", description = "Print one JSON object: valid, problems.")
    private boolean json;

    /** For picocli. */
    ValidateCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            PipelineOptions.Loaded loaded = pipeline.load();
            Plan plan = loaded.draft().compile(loaded.profile()).plan();
            out.println(
                    json
                            ? Json.page(json(List.of()))
                            : loaded.file() + ": fine, " + plan.nodes().size() + " nodes in "
                                    + plan.stages().size() + " stages on "
                                    + plan.profile().name());
            return ExitCode.OK;
        } catch (ConfigException e) {
            if (json) {
                out.println(Json.page(json(e.problems())));
            } else {
                e.problems().forEach(out::println);
                out.println(e.problems().size() + (e.problems().size() == 1 ? " problem" : " problems"));
            }
            return ExitCode.USAGE;
        }
    }

    private static Map<String, Object> json(List<Problem> problems) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("valid", problems.isEmpty());
        json.put("problems", problems.stream().map(ValidateCommand::json).toList());
        return json;
    }

    private static Map<String, Object> json(Problem problem) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", problem.location().file());
        json.put("line", problem.location().line());
        json.put("message", problem.message());
        return json;
    }
}
