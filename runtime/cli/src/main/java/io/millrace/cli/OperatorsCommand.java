package io.millrace.cli;

import io.millrace.api.config.SettingInfo;
import io.millrace.api.config.Settings;
import io.millrace.api.config.Words;
import io.millrace.engine.catalog.Catalog;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace operators}. */
@Command(
        name = "operators",
        sortOptions = false,
        header = "List what a pipeline file can name: operators, transports, and their settings.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace operators",
            "  millrace operators hampel",
            "  millrace operators --json",
            "",
            "Exit codes: 0 done, 2 no such name."
        })
final class OperatorsCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Show one in full.")
    private @Nullable String name;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** For picocli. */
    OperatorsCommand() {}

    @Override
    public Integer call() {
        List<CatalogEntry> all = CatalogEntry.of(Catalog.installed());
        List<CatalogEntry> chosen = new ArrayList<>(all);
        if (name != null) {
            chosen.removeIf(e -> !e.name().equals(name));
            if (chosen.isEmpty()) {
                throw new UsageException("no such operator or transport: name=" + name + " (expected "
                        + Words.oneOf(
                                name,
                                all.stream().map(CatalogEntry::name).distinct().toList()) + ")");
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.page(chosen.stream().map(CatalogEntry::json).toList()));
        } else if (name == null) {
            list(chosen, out);
        } else {
            chosen.forEach(entry -> show(entry, out));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static void list(List<CatalogEntry> entries, PrintWriter out) {
        String kind = "";
        int width = entries.stream().mapToInt(e -> e.name().length()).max().orElse(0);
        for (CatalogEntry entry : entries) {
            if (!entry.kind().equals(kind)) {
                out.println((kind.isEmpty() ? "" : "\n") + entry.kind() + "s");
                kind = entry.kind();
            }
            out.printf(Locale.ROOT, "  %-" + width + "s  %s%n", entry.name(), entry.summary());
        }
        out.println("\nmillrace operators NAME shows the settings.");
    }

    private static void show(CatalogEntry entry, PrintWriter out) {
        out.println(entry.name() + "  (" + entry.kind() + ")");
        out.println("  " + entry.summary());
        List<SettingInfo> settings = Settings.describe(entry.settings());
        out.println(settings.isEmpty() ? "  It has no settings." : "\n  settings");
        int width = settings.stream().mapToInt(s -> s.key().length()).max().orElse(0);
        for (SettingInfo setting : settings) {
            out.printf(Locale.ROOT, "    %-" + width + "s  %s%n", setting.key(), setting.help());
            out.printf(Locale.ROOT, "    %-" + width + "s  %s%n", "", CatalogEntry.form(setting));
        }
        if (settings.stream().anyMatch(SettingInfo::live)) {
            out.println("\n  live: may be changed while the pipeline runs, see millrace set");
        }
        out.println("\n  " + entry.note());
    }
}
