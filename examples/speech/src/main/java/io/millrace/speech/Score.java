package io.millrace.speech;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Prints the AECMOS scores of clips:
 *
 * <pre>
 * java -cp ... io.millrace.speech.Score MODEL SCENARIO FAREND MICROPHONE ENHANCED...
 * </pre>
 *
 * <p>SCENARIO is {@code far-end}, {@code near-end} or {@code double-talk}; of each clip the part is scored that the AEC
 * challenge scores, if {@code --challenge} comes first.
 */
public final class Score {

    private static final int LEAST_ARGUMENTS = 5;

    private Score() {}

    /**
     * Scores clips.
     *
     * @param arguments model, scenario, far end, microphone, one enhanced clip or more
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        System.exit(run(System.out, System.err, arguments));
    }

    static int run(PrintStream out, PrintStream err, String... arguments) throws IOException {
        boolean part = arguments.length > 0 && arguments[0].equals("--challenge");
        String[] rest = part ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
        Aecmos.Scenario scenario = rest.length < LEAST_ARGUMENTS ? null : scenario(rest[1]);
        if (scenario == null) {
            err.println("usage: [--challenge] MODEL far-end|near-end|double-talk FAREND MICROPHONE ENHANCED...");
            return 2;
        }
        try (Aecmos aecmos = new Aecmos(Path.of(rest[0]))) {
            float[] far = clip(rest[2], scenario, part);
            float[] microphone = clip(rest[3], scenario, part);
            out.printf(Locale.ROOT, "%-40s %5s %11s%n", "clip", "echo", "degradation");
            for (String file : Arrays.copyOfRange(rest, 3, rest.length)) {
                Aecmos.Scores scores = aecmos.score(scenario, far, microphone, clip(file, scenario, part));
                out.printf(
                        Locale.ROOT,
                        "%-40s %5.2f %11.2f%n",
                        Path.of(file).getFileName(),
                        scores.echo(),
                        scores.degradation());
            }
        }
        return 0;
    }

    private static float[] clip(String file, Aecmos.Scenario scenario, boolean part) throws IOException {
        float[] whole = Wav.mono(Path.of(file));
        return part ? scenario.scored(whole) : whole;
    }

    private static Aecmos.@org.jspecify.annotations.Nullable Scenario scenario(String word) {
        return switch (word) {
            case "far-end" -> Aecmos.Scenario.FAR_END_SINGLE_TALK;
            case "near-end" -> Aecmos.Scenario.NEAR_END_SINGLE_TALK;
            case "double-talk" -> Aecmos.Scenario.DOUBLE_TALK;
            default -> null;
        };
    }
}
