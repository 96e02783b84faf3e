package io.millrace.audiovisual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who speaks when, in hundredths of a second: bit n is the time from n/100 s on.
 *
 * <p>Read from CSV with the columns begin, end (s) and what, or from the word alignment of the GRID corpus: begin and end in
 * 1/25000 s and a word, {@code sil} and {@code sp} being silence.
 */
final class Spans {

    static final int PER_SECOND = 100;

    private static final double GRID_UNITS_PER_SECOND = 25_000;
    private static final String HEADER = "begin,end,what";

    private final Map<String, BitSet> byName = new LinkedHashMap<>();

    private Spans() {}

    /**
     * Reads a file.
     *
     * @param file CSV, or an alignment if its name ends in {@code .align}
     * @param anybody what the speaker of an alignment is called
     * @throws IOException if it cannot be read, or a line is none of these
     */
    static Spans read(Path file, String anybody) throws IOException {
        boolean aligned = file.toString().endsWith(".align");
        Spans spans = new Spans();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#") || line.equals(HEADER)) {
                continue;
            }
            String[] words = line.strip().split(aligned ? "\\s+" : ",", 3);
            try {
                double unit = aligned ? GRID_UNITS_PER_SECOND : 1;
                double begin = Double.parseDouble(words[0]) / unit;
                double end = Double.parseDouble(words[1]) / unit;
                boolean silent = aligned && (words[2].equals("sil") || words[2].equals("sp"));
                if (!silent) {
                    spans.add(aligned ? anybody : words[2], begin, end);
                }
            } catch (RuntimeException e) {
                throw new IOException(
                        "line is no span: file=" + file + ", line=" + line
                                + " (expected begin,end,what in s, or begin end word in 1/25000 s)",
                        e);
            }
        }
        return spans;
    }

    private void add(String name, double begin, double end) {
        byName.computeIfAbsent(name, n -> new BitSet())
                .set((int) Math.round(begin * PER_SECOND), (int) Math.round(end * PER_SECOND));
    }

    List<String> names() {
        return new ArrayList<>(byName.keySet());
    }

    /** When somebody speaks; nothing for who never does. */
    BitSet of(String name) {
        return (BitSet) byName.getOrDefault(name, new BitSet()).clone();
    }

    /** Begin and end of each span, s. */
    List<double[]> list(String name) {
        BitSet bits = of(name);
        List<double[]> list = new ArrayList<>();
        for (int begin = bits.nextSetBit(0); begin >= 0; ) {
            int end = bits.nextClearBit(begin);
            list.add(new double[] {(double) begin / PER_SECOND, (double) end / PER_SECOND});
            begin = bits.nextSetBit(end);
        }
        return list;
    }
}
