package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Usage, exit codes and the texts of refusals. */
class CommandLineTest {

    @Test
    void withoutArgumentsShowsTheCommands() {
        Cli cli = Cli.run();
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("run ", "validate ", "plan ", "operators ", "inspect ", "doctor ", "schema ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "validate",
                "plan",
                "operators",
                "profile",
                "inspect",
                "doctor",
                "package",
                "health",
                "schema",
                "completion"
            })
    void everyCommandExplainsItself(String command) {
        Cli cli = Cli.run(command, "--help");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("Usage: millrace " + command);
        assertThat(cli.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void namesTheNearestCommandFirst() {
        Cli cli = Cli.run("rnu");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).startsWith("millrace: no such command: command=rnu (expected one of run, ");
    }

    @Test
    void refusesAnUnknownSpeed() {
        Cli cli = Cli.run("run", Cli.example(), "--speed", "fast");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err())
                .contains("speed not understood: speed=fast (expected recorded, max or a factor such as 4x)");
    }

    @Test
    void refusesARecordingThatIsNotThere() {
        Cli cli = Cli.run("run", Cli.example(), "--input", "nowhere.csv", "--speed", "max");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("no such recording: file=nowhere.csv (expected a file, or udp://host:port");
    }

    @Test
    void refusesMaximumSpeedForALiveInput() {
        Cli cli = Cli.run("run", Cli.example(), "--input", "udp://127.0.0.1:0", "--speed", "max");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err())
                .contains("speed max needs recordings for every source: live=[csi] (expected --input SOURCE=FILE for"
                        + " each)");
    }

    @Test
    void refusesAnAddressWithoutAPort() {
        Cli cli = Cli.run("run", Cli.example(), "--input", "udp://nowhere");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("input not understood: input=udp://nowhere (expected udp://host:port)");
    }

    @Test
    void saysHowToGetAroundAPortThatIsTaken() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            Cli cli = Cli.run("run", Cli.example(), "--set", "sources.csi.listen=" + listen);
            assertThat(cli.code()).isEqualTo(ExitCode.FAILED);
            assertThat(cli.err())
                    .contains("cannot listen: transport=udp, listen=" + listen, "--set sources.csi.listen=127.0.0.1:0");
        }
    }

    @Test
    void validatesTheExample() {
        Cli cli = Cli.run("validate", Cli.example());
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("pipeline.yaml: fine, 11 nodes in 3 stages on ");
    }

    @Test
    void tellsEveryProblemAtOnceWithItsLine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, """
            pipeline: broken
            sources:
              csi: { transport: udp, listen: "127.0.0.1:0", decoder: esp32-cs, overflow: drop-oldest, capacity: 8 }
            nodes:
              a: { operator: hampel, in: nowhere, window-frames: 0 }
              b: { operator: hampel, in: a, windw-frames: 7 }
            sinks:
              view: { transport: termnal, in: b }
            """);
        Cli text = Cli.run("validate", folder.toString());
        assertThat(text.code()).isEqualTo(ExitCode.USAGE);
        assertThat(text.out()).contains(file + ":3: ", file + ":5: ", file + ":6: ", file + ":8: ");
        assertThat(text.out()).contains("esp32-csi", "window-frames=0", "windw-frames", "terminal");

        Cli json = Cli.run("validate", folder.toString(), "--json");
        assertThat(json.object()).containsEntry("valid", false);
        assertThat((List<?>) json.object().get("problems")).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void changesValuesFromTheCommandLine() {
        Cli cli = Cli.run("plan", Cli.example(), "--set", "nodes.presence.window-frames=50");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("csi-presence  window-frames=50");
    }

    @Test
    void refusesAValueOfTheCommandLineWithItsPlace() {
        Cli cli = Cli.run("validate", Cli.example(), "--set", "nodes.presence.window-frames=many");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.out()).contains("--set: value not understood: window-frames=many (expected a whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "mermaid"})
    void printsPlans(String format) {
        Cli cli = Cli.run("plan", Cli.example(), "--format", format);
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("presence", "activity");
        if (format.equals("json")) {
            assertThat(cli.object()).containsEntry("pipeline", "csi-presence");
        }
    }

    @Test
    void listsOperatorsAndExplainsOne() {
        assertThat(Cli.run("operators").out()).contains("hampel", "csi-presence", "udp", "terminal");
        Cli one = Cli.run("operators", "hampel");
        assertThat(one.out()).contains("window-frames", "whole number 1..4096, default 7");
    }

    @Test
    void namesTheNearestOperator() {
        Cli cli = Cli.run("operators", "hampl");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("no such operator or transport: name=hampl (expected one of hampel, ");
    }

    @Test
    void examinesTheMachine() {
        Cli cli = Cli.run("doctor");
        assertThat(cli.out()).contains("java", "vector unit", "ONNX Runtime", "execution providers: cpu", "UDP port");
        assertThat(Cli.run("doctor", "--json").out()).contains("\"verdict\"");
    }

    @Test
    void completesInBash() {
        assertThat(Cli.run("completion", "bash").out()).contains("complete -F _complete_millrace");
    }
}
