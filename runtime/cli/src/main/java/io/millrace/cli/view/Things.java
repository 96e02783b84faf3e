package io.millrace.cli.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Things that are followed, from above: a map with the sensor in its middle, x to the right, and the nearest in words. */
final class Things {

    private static final int FIELDS = 12;
    private static final int IN_WORDS = 3;
    private static final int MAP_LINES = 9;
    private static final double LEAST_REACH_METERS = 10;
    private static final double STANDS = 0.5; // m/s
    private static final String ARROWS = "→↗↑↖←↙↓↘";

    private final float[][] rows;

    private Things(float[][] rows) {
        this.rows = rows;
    }

    /** Reads rows as {@code track-boxes} gives them; the nearest come first. */
    static Things of(float[] values) {
        float[][] rows = new float[values.length / FIELDS][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * FIELDS, (i + 1) * FIELDS));
        Arrays.sort(rows, (a, b) -> Double.compare(Math.hypot(a[1], a[2]), Math.hypot(b[1], b[2])));
        return new Things(rows);
    }

    /** In a few words, for a line a second. */
    String brief() {
        StringBuilder text = new StringBuilder(rows.length == 1 ? "1 thing" : rows.length + " things");
        for (int i = 0; i < Math.min(IN_WORDS, rows.length); i++) {
            float[] row = rows[i];
            text.append(String.format(
                    Locale.ROOT,
                    "%s#%d at %.0f, %.0f m%s",
                    i == 0 ? ": " : "; ",
                    (int) row[0],
                    row[1],
                    row[2],
                    speed(row) < STANDS ? "" : String.format(Locale.ROOT, " %.1f m/s", speed(row))));
        }
        return text.append(rows.length > IN_WORDS ? "; ..." : "").toString();
    }

    List<String> lines(Style style, int columns) {
        double reachX = LEAST_REACH_METERS;
        double reachY = LEAST_REACH_METERS;
        for (float[] row : rows) {
            reachX = Math.max(reachX, Math.abs(row[1]));
            reachY = Math.max(reachY, Math.abs(row[2]));
        }
        // A letter is about twice as high as wide.
        double perColumn = Math.max(2 * reachX / (columns - 6), reachY / (MAP_LINES - 1));
        String[][] map = new String[MAP_LINES][columns];
        for (String[] line : map) {
            Arrays.fill(line, " ");
        }
        put(map, MAP_LINES / 2, columns / 2, "+");
        for (int i = rows.length; i-- > 0; ) { // the nearest last, on top
            float[] row = rows[i];
            int column = columns / 2 + (int) Math.round(row[1] / perColumn);
            int line = MAP_LINES / 2 - (int) Math.round(row[2] / (2 * perColumn));
            String word = mark(row) + (int) row[0];
            for (int at = 0; at < word.length(); at++) {
                String letter = word.substring(at, at + 1);
                put(map, line, column + at, speed(row) < STANDS ? style.dim(letter) : style.green(letter));
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(brief());
        for (String[] line : map) {
            lines.add(String.join("", line).stripTrailing());
        }
        return lines;
    }

    private static void put(String[][] map, int line, int column, String letter) {
        if (line >= 0 && line < map.length && column >= 0 && column < map[line].length) {
            map[line][column] = letter;
        }
    }

    private static String mark(float[] row) {
        if (speed(row) < STANDS) {
            return "□";
        }
        int eighth = Math.floorMod((int) Math.round(Math.atan2(row[9], row[8]) / (Math.PI / 4)), 8);
        return ARROWS.substring(eighth, eighth + 1);
    }

    private static double speed(float[] row) {
        return Math.hypot(row[8], row[9]);
    }
}
