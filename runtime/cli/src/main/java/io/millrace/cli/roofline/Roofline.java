package io.millrace.cli.roofline;

import io.millrace.api.device.Calibration.Arithmetic;
import io.millrace.api.device.Calibration.Bandwidth;
import io.millrace.api.device.DeviceProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast one core can compute at best, by the arithmetic that a byte gets: the lesser of the highest rate that was
 * measured and the bandwidth times that intensity, one line for each level of the memory.
 *
 * @param name the device
 * @param rates measured arithmetic
 * @param levels measured bandwidth
 * @see <a href="https://doi.org/10.1145/1498765.1498785">Williams, Waterman, Patterson: Roofline, 2009</a>
 */
public record Roofline(String name, List<Arithmetic> rates, List<Bandwidth> levels) {

    /** A product with weights of 32 bits: a multiplication and an addition for 4 bytes. */
    static final double PRODUCT_INTENSITY = 0.5;

    static final double LEAST_INTENSITY = 1.0 / 64;
    static final double MOST_INTENSITY = 16;

    private static final int COLUMNS = 60;
    private static final int ROWS = 12;
    private static final double GIGA = 1e9;

    /**
     * Makes the lists immutable.
     *
     * @param name the device
     * @param rates measured arithmetic
     * @param levels measured bandwidth
     */
    public Roofline {
        rates = List.copyOf(rates);
        levels = List.copyOf(levels);
    }

    /**
     * Whether enough was measured.
     *
     * @param profile a profile
     * @return true if it has arithmetic and bandwidth
     */
    public static boolean isKnown(DeviceProfile profile) {
        return !profile.calibration().arithmetic().isEmpty()
                && !profile.calibration().bandwidth().isEmpty();
    }

    /**
     * The roofline of a profile.
     *
     * @param profile a measured profile
     * @return its roofline
     */
    public static Roofline of(DeviceProfile profile) {
        return new Roofline(
                profile.name(),
                profile.calibration().arithmetic(),
                profile.calibration().bandwidth());
    }

    /** Highest rate measured, operations a second. */
    double peak() {
        return rates.stream().mapToDouble(Arithmetic::flopsPerSecond).max().orElse(0);
    }

    /** Attainable operations a second at an intensity, operations a byte. */
    double roof(Bandwidth level, double intensity) {
        return Math.min(peak(), level.bytesPerSecond() * intensity);
    }

    /** Lowest rate that is drawn: what the slowest level allows at the least intensity. */
    double floor() {
        return levels.stream()
                .mapToDouble(level -> roof(level, LEAST_INTENSITY))
                .min()
                .orElse(peak());
    }

    /**
     * The roofline for a terminal.
     *
     * @return lines: a chart with the first letter or digit of each level, and where each level meets the highest rate
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(Locale.ROOT, "roofline of one core, highest rate measured %.1f GFLOP/s", peak() / GIGA));
        char[][] chart = chart();
        for (int row = 0; row < ROWS; row++) {
            double rate = peak() * Math.pow(floor() / peak(), (double) row / (ROWS - 1));
            lines.add(String.format(Locale.ROOT, "%8.2f |%s", rate / GIGA, new String(chart[row]))
                    .stripTrailing());
        }
        lines.add(" GFLOP/s +" + "-".repeat(COLUMNS));
        lines.add(String.format(
                Locale.ROOT, "          %-" + (COLUMNS - 10) + "s%10s", "1/64", (int) MOST_INTENSITY + " FLOP/byte"));
        for (Bandwidth level : levels) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %c %-8s %7.1f GB/s, bound by memory below %.2f FLOP/byte",
                    mark(level),
                    level.level(),
                    level.bytesPerSecond() / GIGA,
                    peak() / level.bytesPerSecond()));
        }
        return lines;
    }

    private char[][] chart() {
        char[][] chart = new char[ROWS][];
        for (int row = 0; row < ROWS; row++) {
            chart[row] = " ".repeat(COLUMNS).toCharArray();
        }
        for (Bandwidth level : levels) { // from the fastest: where lines meet, the slower one is seen
            for (int column = 0; column < COLUMNS; column++) {
                double share = (double) column / (COLUMNS - 1);
                double intensity = LEAST_INTENSITY * Math.pow(MOST_INTENSITY / LEAST_INTENSITY, share);
                double depth = Math.log(peak() / roof(level, intensity)) / Math.log(peak() / floor());
                int row = (int) Math.round(depth * (ROWS - 1));
                chart[row][column] = row == 0 ? '=' : mark(level);
            }
        }
        return chart;
    }

    private static char mark(Bandwidth level) {
        return level.level().startsWith("l") ? level.level().charAt(1) : 'm';
    }
}
