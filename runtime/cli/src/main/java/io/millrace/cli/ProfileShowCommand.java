package io.millrace.cli;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.cli.roofline.Roofline;
import io.millrace.cli.roofline.RooflineSvg;
import io.millrace.profiles.DeviceProfiles;
import io.millrace.profiles.SensorNode;
import io.millrace.profiles.SensorNodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

/** {@code millrace profile show}. */
@Command(
        name = "show",
        sortOptions = false,
        header = "Show every figure of a device profile or sensor node, and where it comes from.",
        description = "A figure that a file takes from the profile it extends is shown with that profile's source.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace profile show raspberry-pi-4",
            "  millrace profile show bench.yaml",
            "  millrace profile show esp32-s3",
            "  millrace profile show this-machine --json",
            "  millrace profile show mine.yaml --picture roofline.svg",
            "",
            "Exit codes: 0 done, 2 no such profile, or one that is wrong."
        })
final class ProfileShowCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(paramLabel = "NAME|FILE", description = "A name that 'profile list' prints, or a profile file.")
    private String name = "";

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Draw the roofline of a measured profile into this SVG file.")
    private @Nullable Path picture;

    @Option(names = "--json", description = "Print JSON: bytes, Hz and ns; null for what is not known.")
    private boolean json;

    /** For picocli. */
    ProfileShowCommand() {}

    @Override
    public Integer call() throws IOException {
        if (SensorNodes.names().contains(name)) {
            return showNode();
        }
        DeviceProfile profile = load(name);
        List<ProfileFigure> figures = ProfileFigure.of(profile);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.page(page("profile", profile.name(), profile.title(), figures)));
        } else {
            show(profile.name(), profile.title(), figures, out);
            if (Roofline.isKnown(profile)) {
                out.println();
                Roofline.of(profile).lines().forEach(out::println);
            }
        }
        if (picture != null) {
            draw(profile, picture);
        }
        out.flush();
        return ExitCode.OK;
    }

    /** A profile by name or path. */
    static DeviceProfile load(String name) {
        Problems problems = new Problems();
        DeviceProfile loaded = DeviceProfiles.load(name, problems);
        problems.throwIfAny("device profile " + name);
        return Objects.requireNonNull(loaded);
    }

    private static void draw(DeviceProfile profile, Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (!Roofline.isKnown(profile)) {
            throw new UsageException("profile has no roofline: profile=" + profile.name()
                    + " (expected a measured one, see millrace profile calibrate)");
        }
        if (!name.endsWith(".svg")) {
            throw new UsageException("picture not understood: picture=" + file + " (expected a name ending in .svg)");
        }
        Files.writeString(file, RooflineSvg.of(Roofline.of(profile)));
    }

    /** A kind of sensor node: no pipeline runs on it, but its figures have sources as well. */
    private int showNode() {
        Problems problems = new Problems();
        SensorNode node = SensorNodes.load(name, new Location("profile", 0), problems);
        problems.throwIfAny("sensor node " + name);
        SensorNode known = Objects.requireNonNull(node);
        List<ProfileFigure> figures = TermsFigures.of(known);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.page(page("node", known.name(), known.title(), figures)));
        } else {
            show(known.name(), known.title(), figures, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    static Map<String, Object> page(String kind, String name, String title, List<ProfileFigure> figures) {
        Map<String, Object> byKey = new LinkedHashMap<>();
        figures.forEach(figure -> byKey.put(figure.key(), figure.json()));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put(kind, name);
        page.put("title", title);
        page.put("figures", byKey);
        return page;
    }

    private static void show(String name, String title, List<ProfileFigure> figures, PrintWriter out) {
        out.println(name);
        out.println("  " + title + "\n");
        int keys = figures.stream().mapToInt(f -> f.key().length()).max().orElse(0);
        int values = figures.stream().mapToInt(f -> f.text().length()).max().orElse(0);
        for (ProfileFigure figure : figures) {
            out.printf(
                    Locale.ROOT,
                    "  %-" + keys + "s  %-" + values + "s  %s%n",
                    figure.key(),
                    figure.text(),
                    figure.source());
        }
    }
}
