package io.millrace.cli;

import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedNode;
import io.millrace.cli.pack.PackageReport;
import io.millrace.cli.pack.PackageRequest;
import io.millrace.cli.pack.Packager;
import io.millrace.engine.catalog.Catalog;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace package}. */
@Command(
        name = "package",
        sortOptions = false,
        header = "Make a folder that runs a pipeline where there is no Java.",
        description =
                "Holds the part of a JDK, the libraries, the native code and the models that the pipeline needs, a"
                        + " launcher, a systemd unit, a health check, a list of its parts (CycloneDX) and of its files"
                        + " (SHA-256). The same inputs give the same bytes, but for the start archive, which a run of the"
                        + " pipeline makes.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace package examples/csi-presence --out presence",
            "  presence/bin/millrace            then: presence/bin/health, presence/bin/check",
            "  millrace package examples/csi-presence --profile raspberry-pi-4 --out presence-pi --jdk JDK-FOR-ARM64",
            "",
            "Exit codes: 0 done, 1 a file or program failed, 2 wrong usage or configuration."
        })
final class PackageCommand implements Callable<Integer> {

    private static final double MB = 1e6;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    private PipelineOptions pipeline = new PipelineOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder to make; must be new.")
    private Path out = Path.of("");

    @Option(
            names = "--jdk",
            paramLabel = "DIR",
            description = "The device's JDK, for Linux on x86_64 or aarch64. Default: the one that runs this.")
    private Path jdk = Path.of(System.getProperty("java.home"));

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where it will be on the device, for the systemd unit. " + "Default: /opt/millrace-NAME.")
    private @Nullable String home;

    @Option(
            names = "--health-port",
            paramLabel = "PORT",
            description = "Where it will answer /healthz and /metrics. " + "Default: 9464.")
    private int port = 9464;

    @Option(
            names = "--train",
            paramLabel = "[SOURCE=]INPUT",
            description =
                    "Recording for the run that makes the start archive. Default: the demo recordings of the file. "
                            + "Repeatable.")
    private List<String> training = new ArrayList<>();

    @Option(names = "--no-archive", description = "No start archive: starts are slower, the folder is smaller.")
    private boolean noArchive;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    PackageCommand() {}

    @Override
    public Integer call() throws Exception {
        PipelineOptions.Loaded loaded = pipeline.load();
        Plan plan = loaded.draft().compile(loaded.profile()).plan();
        PackageRequest request = new PackageRequest(
                plan,
                loaded.content(),
                loaded.directory(),
                roots(plan),
                Version.number(),
                jdk,
                out,
                home == null ? "/opt/millrace-" + plan.pipeline() : home,
                port,
                !noArchive,
                training.stream().map(PackageCommand::absolute).toList());
        PackageReport report = new Packager(request, this::progress).make();
        PrintWriter writer = spec.commandLine().getOut();
        if (json) {
            writer.println(Json.page(page(report)));
        } else {
            print(report, writer);
        }
        writer.flush();
        return ExitCode.OK;
    }

    /** The operators and transports that the plan names. */
    private static Set<String> roots(Plan plan) {
        Catalog catalog = Catalog.installed();
        Set<String> roots = new TreeSet<>();
        for (PlannedNode node : plan.nodes()) {
            for (Map<String, ?> kind : List.of(catalog.operators(), catalog.sources(), catalog.sinks())) {
                Object found = kind.get(node.type());
                if (found != null) {
                    roots.add(found.getClass().getName());
                }
            }
        }
        return roots;
    }

    /** The run that reads it begins in another folder. */
    private static String absolute(String input) {
        int equals = input.indexOf('=') + 1;
        Path file = Path.of(input.substring(equals));
        return java.nio.file.Files.isRegularFile(file) ? input.substring(0, equals) + file.toAbsolutePath() : input;
    }

    private void progress(String step) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(step + " ...");
        err.flush();
    }

    private static Map<String, Object> page(PackageReport report) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("target", report.target());
        page.put("modules", report.modules());
        page.put("libraries", report.libraries());
        page.put("files", report.files());
        page.put("bytes", report.bytes());
        page.put("totalBytes", report.totalBytes());
        page.put("heapMib", report.heapMib());
        page.put("startArchive", report.archive());
        return page;
    }

    private void print(PackageReport report, PrintWriter writer) {
        writer.println(out + ": " + report.target());
        report.bytes().forEach((part, bytes) -> line(writer, part, bytes));
        line(writer, "all", report.totalBytes());
        writer.println("heap " + report.heapMib() + " MiB");
        writer.println("start archive " + report.archive());
        writer.println("  " + out.resolve("bin/millrace") + "    runs it");
        writer.println("  " + out.resolve("bin/health") + "      asks it how it is");
    }

    private static void line(PrintWriter writer, String part, long bytes) {
        writer.printf(Locale.ROOT, "  %-16s %6.1f MB%n", part, bytes / MB);
    }
}
