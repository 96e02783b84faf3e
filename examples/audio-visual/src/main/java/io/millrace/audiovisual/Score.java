package io.millrace.audiovisual;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Prints who spoke when, and how that compares with the truth:
 *
 * <pre>
 * java -cp ... io.millrace.audiovisual.Score FOUND.csv [TRUTH.csv|TRUTH.align]
 * </pre>
 */
public final class Score {

    /**
     * How well one speaker was heard.
     *
     * @param trueSeconds how long they spoke
     * @param foundSeconds how much of that was found
     * @param wrongSeconds how long they were said to speak and did not
     */
    record Heard(double trueSeconds, double foundSeconds, double wrongSeconds) {

        static Heard of(BitSet found, BitSet truth) {
            BitSet both = (BitSet) found.clone();
            both.and(truth);
            double right = seconds(both);
            return new Heard(seconds(truth), right, seconds(found) - right);
        }

        private static double seconds(BitSet bits) {
            return (double) bits.cardinality() / Spans.PER_SECOND;
        }

        /** Twice what was found over all that was said and all that was true: 1 is perfect. */
        double f1() {
            double all = trueSeconds + foundSeconds + wrongSeconds;
            return all == 0 ? 1 : 2 * foundSeconds / all;
        }
    }

    private Score() {}

    /**
     * Compares.
     *
     * @param arguments what a run wrote, and what is true
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        System.exit(run(System.out, System.err, arguments));
    }

    static int run(PrintStream out, PrintStream err, String... arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            err.println("usage: FOUND.csv [TRUTH.csv|TRUTH.align]");
            return 2;
        }
        Spans found = Spans.read(Path.of(arguments[0]), "");
        for (String line : when(found)) {
            out.println(line);
        }
        if (arguments.length == 2) {
            String somebody =
                    found.names().isEmpty() ? "somebody" : found.names().get(0);
            Spans truth = Spans.read(Path.of(arguments[1]), somebody);
            out.printf(Locale.ROOT, "%n%-10s %8s %8s %8s %6s%n", "", "spoke", "found", "wrong", "F1");
            for (String name : everybody(found, truth)) {
                Heard heard = Heard.of(found.of(name), truth.of(name));
                out.printf(
                        Locale.ROOT,
                        "%-10s %6.2f s %6.2f s %6.2f s %6.3f%n",
                        name,
                        heard.trueSeconds(),
                        heard.foundSeconds(),
                        heard.wrongSeconds(),
                        heard.f1());
            }
        }
        return 0;
    }

    private static Set<String> everybody(Spans found, Spans truth) {
        Set<String> names = new LinkedHashSet<>(truth.names());
        names.addAll(found.names());
        return names;
    }

    private static List<String> when(Spans spans) {
        List<String> lines = new ArrayList<>();
        for (String name : spans.names()) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-10s", name));
            for (double[] span : spans.list(name)) {
                line.append(String.format(Locale.ROOT, "  %5.2f to %5.2f s", span[0], span[1]));
            }
            lines.add(line.toString());
        }
        return lines.isEmpty() ? List.of("nobody spoke") : lines;
    }
}
