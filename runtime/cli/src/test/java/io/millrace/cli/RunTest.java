package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs of the example: straight from its recording, and through its socket. */
class RunTest {

    private static Cli max = new Cli(-1, "", "");

    @BeforeAll
    static void runAtFullSpeed() {
        max = Cli.run("run", Cli.example(), "--speed", "max", "--json");
    }

    @Test
    void endsWithABalancedReport() {
        assertThat(max.code()).as(max.err()).isZero();
        Map<String, Object> last = max.lines().get(max.lines().size() - 1);
        assertThat(last)
                .containsEntry("type", "report")
                .containsEntry("state", "completed")
                .containsEntry("balanced", true);
        assertThat((List<?>) last.get("edges")).isNotEmpty().allSatisfy(RunTest::balances);
        assertThat(max.lines().get(0)).containsEntry("type", "start").containsEntry("time", "virtual");
    }

    @Test
    void saysSimulatedOnEveryLine() {
        assertThat(max.lines())
                .filteredOn(line -> !"input".equals(line.get("type")))
                .hasSizeGreaterThan(5000)
                .allSatisfy(line -> assertThat(line).containsEntry("origin", "simulated"));
    }

    @Test
    void losesNothingAtFullSpeed() {
        long frames = frames("amplitude").size();
        assertThat(frames("presence")).hasSize((int) frames);
        Map<String, Object> report = max.lines().get(max.lines().size() - 1);
        for (Object edge : (List<?>) report.get("edges")) {
            Map<?, ?> counts = (Map<?, ?>) edge;
            if (!String.valueOf(counts.get("edge")).startsWith("csi.raw")) {
                assertThat((Map<?, ?>) counts.get("dropped"))
                        .as("%s", counts.get("edge"))
                        .isEmpty();
            }
        }
    }

    @Test
    void givesTheSameFramesOnEveryRun() {
        Cli again = Cli.run("run", Cli.example(), "--speed", "max", "--json");
        List<String> first =
                max.out().lines().filter(l -> l.contains("\"type\":\"frame\"")).toList();
        assertThat(again.out().lines().filter(l -> l.contains("\"type\":\"frame\"")))
                .isEqualTo(first);
    }

    /** The truth of the simulated room changes at whole seconds; a second on either side is left to the window. */
    @Test
    void findsTheWalkerWhoWasSimulated() throws IOException {
        assertThat(presentShare("walking")).isGreaterThan(0.95);
        // The threshold is 1.1 times the 95th percentile of the quiet that was learned: 5 % at most by construction.
        assertThat(presentShare("empty")).isLessThan(0.05);
    }

    @Test
    void tellsMotionFromQuiet() {
        List<Map<String, Object>> activity = frames("activity");
        assertThat(activity).hasSizeGreaterThan(100);
        for (Map<String, Object> frame : activity) {
            double sum = ((List<?>) frame.get("values"))
                    .stream().mapToDouble(v -> ((Number) v).doubleValue()).sum();
            assertThat(sum).isCloseTo(1, within(1e-5));
            assertThat((List<?>) frame.get("models")).hasSize(1);
        }
    }

    @Test
    void playsTheDemoThroughTheSocket() {
        Cli live = Cli.run(
                "run",
                Cli.example(),
                "--json",
                "--duration",
                "2s",
                "--speed",
                "4x",
                "--set",
                "sources.csi.listen=127.0.0.1:0");
        assertThat(live.code()).as(live.err()).isZero();
        Map<String, Object> report = live.lines().get(live.lines().size() - 1);
        assertThat(report).containsEntry("balanced", true).containsEntry("origin", "simulated");
        Map<?, ?> source = (Map<?, ?>) ((List<?>) report.get("sources")).get(0);
        assertThat(source.get("transport")).isEqualTo("udp");
        Map<?, ?> first = (Map<?, ?>) ((List<?>) report.get("edges")).get(0);
        assertThat(((Number) first.get("in")).longValue()).isPositive();
        assertThat(((Number) source.get("sent")).longValue())
                .isGreaterThanOrEqualTo(((Number) first.get("in")).longValue());
        assertThat(live.lines()).anySatisfy(line -> assertThat(line).containsEntry("type", "status"));
    }

    @Test
    void printsALineASecondAndAReportWithoutATerminal() {
        Cli live = Cli.run("run", Cli.example(), "--duration", "1500ms", "--set", "sources.csi.listen=127.0.0.1:0");
        assertThat(live.code()).as(live.err()).isZero();
        assertThat(live.out())
                .contains("[SIMULATED]", "The books balance on every edge")
                .doesNotContain("\u001b");
    }

    private static void balances(Object edge) {
        Map<?, ?> counts = (Map<?, ?>) edge;
        long dropped = ((Map<?, ?>) counts.get("dropped"))
                .values().stream().mapToLong(v -> ((Number) v).longValue()).sum();
        assertThat(number(counts, "in")).isEqualTo(number(counts, "out") + dropped + number(counts, "inFlight"));
    }

    private static long number(Map<?, ?> counts, String key) {
        return ((Number) counts.get(key)).longValue();
    }

    private static List<Map<String, Object>> frames(String port) {
        return max.lines().stream()
                .filter(line -> port.equals(line.get("port")))
                .toList();
    }

    private static double presentShare(String wanted) throws IOException {
        List<String> truth = Files.readAllLines(Cli.root().resolve("examples/csi-presence/simulated-room.truth.csv"));
        long began = ((Number) frames("presence").get(0).get("timeNanos")).longValue();
        long decided = 0;
        long present = 0;
        for (Map<String, Object> frame : frames("presence")) {
            double second = (((Number) frame.get("timeNanos")).longValue() - began) / 1e9;
            Map<?, ?> values = (Map<?, ?>) frame.get("values");
            boolean steady = label(truth, second - 1).equals(wanted)
                    && label(truth, second + 1).equals(wanted);
            if (steady && !"calibrating".equals(values.get("state"))) {
                decided++;
                present += "present".equals(values.get("state")) ? 1 : 0;
            }
        }
        assertThat(decided).as("frames labelled " + wanted).isGreaterThan(100);
        return (double) present / decided;
    }

    private static String label(List<String> truth, double second) {
        String label = "";
        for (String line : truth.subList(1, truth.size())) {
            String[] parts = line.split(",", -1);
            label = Double.parseDouble(parts[0]) <= second ? parts[1] : label;
        }
        return label;
    }
}
