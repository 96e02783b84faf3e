package io.millrace.cli;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.config.Overrides;
import io.millrace.config.YamlFile;
import io.millrace.engine.Draft;
import io.millrace.engine.Millrace;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.record.Certificate;
import io.millrace.engine.record.Recording;
import io.millrace.engine.record.Replay;
import io.millrace.profiles.DeviceProfiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace replay}. */
@Command(
        name = "replay",
        sortOptions = false,
        header = "Run a recording again and compare every frame of every port, bit by bit.",
        description =
                "The recording holds the pipeline and its input; it runs on a virtual clock, without its sinks, so a"
                        + " replay has no effects. With another pipeline or changed settings it shows the first frame and"
                        + " node that differ.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace run examples/csi-presence --record walk.mcap",
            "  millrace replay walk.mcap --verify",
            "  millrace replay walk.mcap --set nodes.quiet.threshold-mad=4",
            "",
            "Exit codes: 0 done, 1 the recording cannot be read, or with --verify something differs, 2 wrong usage or "
                    + "configuration."
        })
final class ReplayCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A recording made with run --record.")
    private Path file = Path.of("");

    @Option(names = "--verify", description = "Exit with 1 unless everything is identical.")
    private boolean verify;

    @Option(
            names = "--pipeline",
            paramLabel = "PIPELINE",
            description = "Run this on the recorded input, instead of what was recorded.")
    private @Nullable Path pipeline;

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Change a value of the pipeline. Repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--profile",
            paramLabel = "NAME|FILE",
            description = "Device profile to plan for, instead of the pipeline's: the one that the run had.")
    private @Nullable String profile;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    ReplayCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Recording recording = Recording.read(file);
        Draft draft = draft(recording);
        Certificate certificate = new Replay(recording).run(draft, profile(draft), Catalog.installed());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.page(json(certificate)));
        } else {
            certificate.lines().forEach(out::println);
        }
        out.flush();
        return verify && !certificate.isIdentical() ? ExitCode.FAILED : ExitCode.OK;
    }

    private Draft draft(Recording recording) {
        Problems problems = new Problems();
        String name;
        ConfigValue.@Nullable Mapping content;
        if (pipeline != null) {
            Path stated = Files.isDirectory(pipeline) ? pipeline.resolve(Millrace.FILE_NAME) : pipeline;
            name = stated.toString();
            content = YamlFile.read(stated, problems);
        } else {
            String text = recording.pipeline();
            if (text == null) {
                throw new UsageException("recording holds no pipeline: file=" + file
                        + " (expected one made with run --record, or --pipeline PIPELINE)");
            }
            name = recording.head().getOrDefault("file", file.toString());
            content = YamlFile.parse(name, text, problems);
        }
        if (content != null) {
            content = Overrides.apply(content, overrides, problems);
        }
        problems.throwIfAny("pipeline file " + name);
        // On its sinks nothing depends: they are left out before their transports are looked for.
        return Millrace.read(name, Objects.requireNonNull(content).without(List.of("sinks")));
    }

    private DeviceProfile profile(Draft draft) {
        String name = profile != null ? profile : draft.graph().profile();
        Problems problems = new Problems();
        DeviceProfile device = name == null ? DeviceProfiles.thisMachine() : DeviceProfiles.load(name, problems);
        problems.throwIfAny("profile " + name);
        return Objects.requireNonNull(device);
    }

    private static Map<String, Object> json(Certificate certificate) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", certificate.recording().file().toString());
        json.put("identical", certificate.isIdentical());
        json.put("whole", certificate.recording().whole());
        json.put("digest", certificate.digest());
        List<Map<String, Object>> ports = new ArrayList<>();
        for (Certificate.PortResult result : certificate.ports()) {
            Map<String, Object> port = new LinkedHashMap<>();
            port.put("port", result.port());
            port.put("recorded", result.recorded());
            port.put("frames", result.frames());
            port.put("difference", result.difference());
            ports.add(port);
        }
        json.put("ports", ports);
        json.put("dropped", certificate.recording().drops());
        return json;
    }
}
