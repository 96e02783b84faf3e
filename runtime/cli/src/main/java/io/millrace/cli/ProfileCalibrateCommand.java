package io.millrace.cli;

import io.millrace.api.config.Problems;
import io.millrace.api.device.Calibration;
import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.device.Calibration.Timed;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.plan.Plan;
import io.millrace.api.time.SystemClock;
import io.millrace.cli.calibrate.Bases;
import io.millrace.cli.calibrate.Calibrator;
import io.millrace.cli.calibrate.PipelineProbe;
import io.millrace.engine.Millrace;
import io.millrace.profiles.DeviceProfiles;
import io.millrace.profiles.ProfileText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace profile calibrate}. */
@Command(
        name = "calibrate",
        sortOptions = false,
        header = "Measure this machine and write a device profile of it.",
        description = "Measures arithmetic of the dense and delta kernels and of ONNX Runtime by width, bandwidth of "
                + "every cache, a call of ONNX Runtime, a change of threads, and operators by shape. With --pipeline, "
                + "also every node of that pipeline, in runs of its own: as fast as it goes, and at the speed of its "
                + "recordings. Measure while nothing else runs.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace profile calibrate --out mine.yaml",
            "  millrace profile calibrate --out mine.yaml --pipeline examples/csi-presence",
            "  millrace plan examples/csi-presence --profile mine.yaml",
            "",
            "Exit codes: 0 done, 1 a measurement failed, 2 wrong usage, or a pipeline that cannot run."
        })
final class ProfileCalibrateCommand implements Callable<Integer> {

    private static final int BAR = 30;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    @Option(names = "--out", paramLabel = "FILE.yaml", description = "Where to write it. Default: standard output.")
    private @Nullable Path file;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the profile. Default: the machine's.")
    private @Nullable String name;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "About how long to measure, pipelines not included. Default: 20.")
    private double seconds = 20;

    @Option(
            names = "--pipeline",
            paramLabel = "\"PIPELINE ...\"",
            description = "Measure the nodes of this pipeline too: what follows 'millrace run'. Repeatable.")
    private List<String> pipelines = new ArrayList<>();

    @Option(names = "--pipeline-seconds", paramLabel = "N", description = "How long each paced run lasts. Default: 20.")
    private int pipelineSeconds = 20;

    @Option(names = "--runs", paramLabel = "N", description = "Runs of each pipeline, their median counts. Default: 3.")
    private int runs = 3;

    @Option(names = "--json", description = "Print the profile as JSON.")
    private boolean json;

    /** For picocli. */
    ProfileCalibrateCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(seconds >= 0 && seconds <= 3600) || runs < 1 || runs > 99 || pipelineSeconds < 1) {
            throw new UsageException("time out of range: seconds=" + seconds + ", runs=" + runs + ", pipeline-seconds="
                    + pipelineSeconds + " (expected 0..3600, 1..99, and 1 or more)");
        }
        DeviceProfile machine = DeviceProfiles.thisMachine();
        List<Plan> plans = pipelines.stream().map(ProfileCalibrateCommand::plan).toList();
        Calibration measured = new Calibrator(machine.hardware(), seconds, this::progress).measure();
        List<Timed> latency = new ArrayList<>(measured.latency());
        for (int i = 0; i < plans.size(); i++) {
            PipelineProbe probe = new PipelineProbe(words(pipelines.get(i)));
            for (Pace pace : Pace.values()) {
                progress(
                        plans.get(i).pipeline() + ", " + pace.name().toLowerCase(Locale.ROOT),
                        (double) i / plans.size());
                latency.addAll(probe.measure(plans.get(i), pace, pipelineSeconds, runs));
            }
        }
        progress("done", 1);
        write(machine.with(new Calibration(
                measured.arithmetic(), measured.bandwidth(), measured.call(), measured.hop(), latency)));
        return ExitCode.OK;
    }

    private void write(DeviceProfile machine) throws IOException {
        String host = InetAddress.getLocalHost().getHostName();
        LocalDate date = Instant.ofEpochSecond(0, SystemClock.INSTANCE.epochNanos())
                .atZone(ZoneOffset.UTC)
                .toLocalDate();
        String word =
                host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-$", "");
        DeviceProfile named = new DeviceProfile(
                        name != null ? name : word.isEmpty() ? "calibrated" : word,
                        host + ", calibrated " + date,
                        machine.cores(),
                        machine.isa(),
                        machine.heapBytes(),
                        machine.nativeBytes(),
                        machine.hardware(),
                        machine.executionProviders(),
                        0,
                        machine.terms(),
                        machine.sources())
                .with(machine.calibration());
        String text = ProfileText.of(named, Bases.nearest(machine), "calibrated " + date + " " + host);
        Path written = file == null ? Files.createTempFile("millrace-profile", ".yaml") : file;
        try {
            Files.writeString(written, text, StandardCharsets.UTF_8);
            Problems problems = new Problems();
            DeviceProfile loaded = DeviceProfiles.load(written.toString(), problems);
            problems.throwIfAny("device profile " + written);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                DeviceProfile profile = Objects.requireNonNull(loaded);
                out.println(Json.page(ProfileShowCommand.page(
                        "profile", profile.name(), profile.title(), ProfileFigure.of(profile))));
            } else {
                out.print(file == null ? text : "written: " + file + "\nmillrace profile show " + file + "\n");
            }
            out.flush();
        } finally {
            if (file == null) {
                Files.deleteIfExists(written);
            }
        }
    }

    private static Plan plan(String pipeline) {
        Path path = Path.of(words(pipeline).get(0));
        return Millrace.load(Files.isDirectory(path) ? path.resolve(Millrace.FILE_NAME) : path)
                .compile(DeviceProfiles.thisMachine())
                .plan();
    }

    private static List<String> words(String pipeline) {
        return List.of(pipeline.strip().split("\\s+"));
    }

    /** On a terminal a bar that is written over, elsewhere nothing. */
    private void progress(String what, double done) {
        if (System.getProperty("millrace.terminal", "").isEmpty()) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        int full = (int) Math.round(done * BAR);
        err.printf(
                Locale.ROOT,
                "\r[%s%s] %3.0f %%  %-40s%s",
                "#".repeat(full),
                " ".repeat(BAR - full),
                done * 100,
                what,
                done >= 1 ? "\n" : "");
        err.flush();
    }
}
