import io.millrace.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Runs the presence pipeline beside this file on a recording of an empty room followed by one of movement, through the
 * command line as anybody would, and counts: recall over the movement, false positives over the empty room after the
 * frames that are skipped, both against the threshold that calibration arrived at.
 */
public final class Reproduce {

    private static final int SKIP_FRAMES = 300;
    private static final int CALIBRATION_FRAMES = 750;
    private static final int WINDOW_FRAMES = 75;
    private static final double TOLERANCE_POINTS = 0.1;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What ESPectre publishes for its recordings, in per cent. */
    private enum Published {
        C3("c3_64sc_20260329_130303", "c3_64sc_20260329_130321", 96.1, 0.1),
        C5("c5_64sc_20260329_124440", "c5_64sc_20260329_124504", 99.7, 1.1),
        C6("c6_64sc_20260310_230414", "c6_64sc_20260310_230434", 98.1, 0.0),
        S3("s3_64sc_20260329_125557", "s3_64sc_20260329_125616", 99.8, 2.8),
        ESP32("esp32_64sc_20260310_232100", "esp32_64sc_20260310_232137", 99.8, 0.0);

        private final String baseline;
        private final String movement;
        private final double recall;
        private final double falsePositives;

        Published(String baseline, String movement, double recall, double falsePositives) {
            this.baseline = "csi-espectre/baseline_" + baseline + ".npz";
            this.movement = "csi-espectre/movement_" + movement + ".npz";
            this.recall = recall;
            this.falsePositives = falsePositives;
        }
    }

    private record Score(String chip, double recall, double falsePositives, double threshold) {}

    public static void main(String[] arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(arguments));
        boolean json = words.remove("--json");
        Path baseline = option(words, "--baseline");
        Path movement = option(words, "--movement");
        if (!words.isEmpty() || (baseline == null) != (movement == null)) {
            System.err.println("usage: reproduce [--baseline FILE --movement FILE] [--json]");
            System.exit(2);
        }
        boolean fine = baseline != null ? one(baseline, movement, json) : all(data(), json);
        System.exit(fine ? 0 : 1);
    }

    private static boolean one(Path baseline, Path movement, boolean json) throws Exception {
        Score score = score(baseline, movement);
        print(score, null, json);
        return true;
    }

    private static boolean all(Path data, boolean json) throws Exception {
        boolean fine = true;
        for (Published published : Published.values()) {
            Score score = score(data.resolve(published.baseline), data.resolve(published.movement));
            fine &= print(score, published, json);
        }
        return fine;
    }

    private static boolean print(Score score, Published published, boolean json) {
        boolean off = published != null
                && (Math.abs(score.recall - published.recall) > TOLERANCE_POINTS + 1e-9
                        || Math.abs(score.falsePositives - published.falsePositives) > TOLERANCE_POINTS + 1e-9);
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("chip", score.chip);
            line.put("recallPercent", score.recall);
            line.put("falsePositivesPercent", score.falsePositives);
            line.put("threshold", score.threshold);
            if (published != null) {
                line.put("publishedRecallPercent", published.recall);
                line.put("publishedFalsePositivesPercent", published.falsePositives);
                line.put("asPublished", !off);
            }
            System.out.println(JSON.writeValueAsString(line));
        } else {
            String compared = published == null
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "   published %5.1f %% / %3.1f %%  %s",
                            published.recall,
                            published.falsePositives,
                            off ? "DIFFERENT" : "the same");
            System.out.printf(
                    Locale.ROOT,
                    "%-6s recall %5.1f %%   false positives %3.1f %%   threshold %-10.4g%s%n",
                    score.chip,
                    score.recall,
                    score.falsePositives,
                    score.threshold,
                    compared);
        }
        return !off;
    }

    private static Score score(Path baseline, Path movement) {
        JsonNode about = JSON.readTree(millrace("inspect", baseline.toString(), "--json"));
        boolean gainLocked = about.path("properties").path("gain_locked").asString("true").equalsIgnoreCase("true");
        // Some of the recordings end before 750 frames: what is there is what is learnt from.
        int calibration = Math.min(CALIBRATION_FRAMES, about.path("packets").asInt() - SKIP_FRAMES);
        String lines = millrace(
                "run",
                System.getProperty("millrace.example"),
                "--speed=max",
                "--json",
                "--input=" + baseline,
                "--input=" + movement,
                "--set=sources.csi.decoder.order=centred",
                "--set=nodes.turbulence.normalise=" + (gainLocked ? "sigma" : "cv"),
                "--set=nodes.presence.skip-frames=" + SKIP_FRAMES,
                "--set=nodes.presence.calibration-frames=" + calibration,
                "--set=nodes.presence.window-frames=" + WINDOW_FRAMES,
                "--set=sinks.view.in=[presence]");
        return count(about.path("properties").path("chip").asString("unknown"), lines);
    }

    /** By sequence number, not by time: the score of a window carries the time of its middle. */
    private static Score count(String chip, String lines) {
        long movementBegins = Long.MAX_VALUE;
        int recordings = 0;
        List<Double> quiet = new ArrayList<>();
        List<Double> moving = new ArrayList<>();
        double threshold = Double.NaN;
        for (String line : lines.split("\n")) {
            JsonNode object = JSON.readTree(line);
            String type = object.path("type").asString();
            if (type.equals("input")) {
                recordings++;
                movementBegins = recordings == 2 ? object.path("recordsBefore").asLong() : movementBegins;
            } else if (type.equals("frame")) {
                JsonNode values = object.path("values");
                double score = values.path("score").asDouble(0);
                (object.path("sequence").asLong() < movementBegins ? quiet : moving).add(score);
                threshold = values.path("threshold").isNumber() ? values.path("threshold").asDouble() : threshold;
            }
        }
        double limit = threshold;
        long found = moving.stream().filter(s -> s > limit).count();
        // Scores before the window has filled mean nothing: they count as absent.
        long wrong = quiet.stream().skip(SKIP_FRAMES + WINDOW_FRAMES - 1).filter(s -> s > limit).count();
        return new Score(
                chip.toUpperCase(Locale.ROOT),
                100.0 * found / moving.size(),
                100.0 * wrong / (quiet.size() - SKIP_FRAMES),
                limit);
    }

    private static String millrace(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out));
        int code = command.execute(arguments);
        if (code != 0) {
            System.err.println("reproduce: millrace " + String.join(" ", arguments) + " ended with " + code);
            System.exit(code);
        }
        return out.toString();
    }

    private static Path option(List<String> words, String name) {
        int at = words.indexOf(name);
        if (at < 0 || at + 1 >= words.size()) {
            return null;
        }
        words.remove(at);
        return Path.of(words.remove(at));
    }

    private static Path data() {
        String stated = System.getProperty("millrace.data", System.getenv().getOrDefault("MILLRACE_DATA", ""));
        Path root = Path.of(System.getProperty("millrace.example"), "..", "..").normalize();
        Path data = stated.isEmpty() ? root.resolve("../shared/data").normalize() : Path.of(stated);
        if (!Files.isDirectory(data.resolve("csi-espectre"))) {
            System.err.println("reproduce: no recordings: folder=" + data
                    + " (expected a folder with csi-espectre/*.npz in MILLRACE_DATA, or --baseline FILE --movement FILE)");
            System.exit(2);
        }
        return data;
    }
}
