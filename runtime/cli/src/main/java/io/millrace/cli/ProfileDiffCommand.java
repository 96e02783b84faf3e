package io.millrace.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace profile diff}. */
@Command(
        name = "diff",
        sortOptions = false,
        header = "Show in what two device profiles differ.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace profile diff raspberry-pi-4 raspberry-pi-5",
            "  millrace profile diff before.yaml after.yaml --json",
            "",
            "Exit codes: 0 done, whether they differ or not, 2 no such profile, or one that is wrong."
        })
final class ProfileDiffCommand implements Callable<Integer> {

    private static final int LONGEST_KEY = 60;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(index = "0", paramLabel = "A", description = "A name that 'profile list' prints, or a profile file.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "B", description = "Another one.")
    private String second = "";

    @Option(names = "--json", description = "Print JSON: what differs, by figure.")
    private boolean json;

    /** A figure that is not the same in both, or that only one of them has. */
    private record Difference(
            String key, @Nullable ProfileFigure a, @Nullable ProfileFigure b) {

        String factor() {
            if (a != null && b != null && a.value() instanceof Number x && b.value() instanceof Number y) {
                return String.format(Locale.ROOT, "%.2fx", y.doubleValue() / x.doubleValue());
            }
            return "";
        }

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("figure", key);
            if (a != null) {
                json.put("a", a.json());
            }
            if (b != null) {
                json.put("b", b.json());
            }
            return json;
        }
    }

    /** For picocli. */
    ProfileDiffCommand() {}

    @Override
    public Integer call() {
        List<Difference> differences = differences();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> page = new LinkedHashMap<>();
            page.put("a", first);
            page.put("b", second);
            page.put("differences", differences.stream().map(Difference::json).toList());
            out.println(Json.page(page));
        } else if (differences.isEmpty()) {
            out.println("no difference");
        } else {
            print(differences, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private List<Difference> differences() {
        Map<String, ProfileFigure> a = figures(first);
        Map<String, ProfileFigure> b = figures(second);
        Set<String> keys = new LinkedHashSet<>(a.keySet());
        keys.addAll(b.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String key : keys) {
            ProfileFigure x = a.get(key);
            ProfileFigure y = b.get(key);
            if (x == null || y == null || !Objects.equals(x.value(), y.value())) {
                differences.add(new Difference(key, x, y));
            }
        }
        return differences;
    }

    private static Map<String, ProfileFigure> figures(String name) {
        Map<String, ProfileFigure> figures = new LinkedHashMap<>();
        ProfileFigure.of(ProfileShowCommand.load(name)).forEach(figure -> figures.putIfAbsent(figure.key(), figure));
        return figures;
    }

    private void print(List<Difference> differences, PrintWriter out) {
        int keys = Math.min(
                LONGEST_KEY,
                differences.stream().mapToInt(d -> d.key().length()).max().orElse(0));
        String row = "%-" + keys + "s  %16s  %16s  %s";
        out.println(String.format(Locale.ROOT, row, "", first, second, "B / A").stripTrailing());
        for (Difference d : differences) {
            String key = d.key().length() > keys ? d.key().substring(0, keys - 1) + "…" : d.key();
            out.println(String.format(Locale.ROOT, row, key, text(d.a()), text(d.b()), d.factor())
                    .stripTrailing());
        }
    }

    private static String text(@Nullable ProfileFigure figure) {
        return figure == null ? "-" : figure.text();
    }
}
