package io.millrace.cli;

import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.profiles.DeviceProfiles;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
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
        header = "Show every figure of a device profile, and where it comes from.",
        description = "A figure that a file takes from the profile it extends is shown with that profile's source.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace profile show raspberry-pi-4",
            "  millrace profile show bench.yaml",
            "  millrace profile show this-machine --json",
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

    @Option(names = "--json", description = "Print JSON: bytes, Hz and ns; null for what is not known.")
    private boolean json;

    /** For picocli. */
    ProfileShowCommand() {}

    @Override
    public Integer call() {
        Problems problems = new Problems();
        DeviceProfile loaded = DeviceProfiles.load(name, problems);
        problems.throwIfAny("device profile " + name);
        DeviceProfile profile = Objects.requireNonNull(loaded);
        List<ProfileFigure> figures = ProfileFigure.of(profile);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.page(page(profile, figures)));
        } else {
            show(profile, figures, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private static Map<String, Object> page(DeviceProfile profile, List<ProfileFigure> figures) {
        Map<String, Object> byKey = new LinkedHashMap<>();
        figures.forEach(figure -> byKey.put(figure.key(), figure.json()));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("profile", profile.name());
        page.put("title", profile.title());
        page.put("figures", byKey);
        return page;
    }

    private static void show(DeviceProfile profile, List<ProfileFigure> figures, PrintWriter out) {
        out.println(profile.name());
        out.println("  " + profile.title() + "\n");
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
