package io.millrace.cli;

import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.plan.Plan;
import io.millrace.cli.forecast.ForecastText;
import io.millrace.cli.run.Admitted;
import io.millrace.engine.print.PlanMermaid;
import io.millrace.engine.print.PlanText;
import io.millrace.profiles.forecast.Forecast;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace plan}. */
@Command(
        name = "plan",
        sortOptions = false,
        header =
                "Show what a pipeline compiles to: threads, queues, delays, memory, arithmetic, and on a measured device time and load.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace plan examples/csi-presence",
            "  millrace plan examples/csi-presence --profile raspberry-pi-4",
            "  millrace plan examples/csi-presence --format mermaid > plan.mmd",
            "",
            "Exit codes: 0 done, 2 the pipeline cannot run, or cannot run on this device."
        })
final class PlanCommand implements Callable<Integer> {

    /** How to print a plan. */
    enum Format {
        TEXT,
        JSON,
        MERMAID
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    private PipelineOptions pipeline = new PipelineOptions();

    @Option(names = "--format", paramLabel = "text|json|mermaid", description = "How to print it. Default: text.")
    private Format format = Format.TEXT;

    /** For picocli. */
    PlanCommand() {}

    @Override
    public Integer call() {
        PipelineOptions.Loaded loaded = pipeline.load();
        Plan plan = loaded.draft().compile(loaded.profile()).plan();
        Forecast forecast = Forecast.of(plan, loaded.profile(), Pace.PACED);
        boolean isTold = loaded.profile().calibration().isMeasured()
                || !forecast.refusals().isEmpty();
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> {
                out.print(PlanText.of(plan));
                if (isTold) {
                    out.println();
                    ForecastText.of(forecast).forEach(out::println);
                }
            }
            case JSON -> {
                Map<String, @Nullable Object> json = new LinkedHashMap<>(PlanJson.of(plan));
                json.put("forecast", ForecastText.json(forecast));
                out.println(Json.page(json));
            }
            case MERMAID -> out.print(PlanMermaid.of(plan));
        }
        out.flush();
        Admitted.refuse(plan, forecast);
        return ExitCode.OK;
    }
}
