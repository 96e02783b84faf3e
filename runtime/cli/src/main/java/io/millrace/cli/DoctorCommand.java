package io.millrace.cli;

import io.millrace.cli.doctor.Checks;
import io.millrace.cli.doctor.Finding;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace doctor}. */
@Command(
        name = "doctor",
        sortOptions = false,
        header = "Look at this machine: Java, vector unit, native libraries, sockets, serial ports, terminal.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 everything that is needed works, 1 something does not.")
final class DoctorCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    HelpOption help = new HelpOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** For picocli. */
    DoctorCommand() {}

    @Override
    public Integer call() {
        List<Finding> findings = Checks.all();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.page(findings.stream().map(DoctorCommand::json).toList()));
        } else {
            for (Finding finding : findings) {
                out.printf(
                        Locale.ROOT,
                        "%-5s %-13s %s%n",
                        finding.verdict().name().toLowerCase(Locale.ROOT),
                        finding.what(),
                        finding.found());
            }
        }
        out.flush();
        boolean bad = findings.stream().anyMatch(f -> f.verdict() == Finding.Verdict.BAD);
        return bad ? ExitCode.FAILED : ExitCode.OK;
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("what", finding.what());
        json.put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT));
        json.put("found", finding.found());
        return json;
    }
}
