package io.millrace.cli.delta;

import io.millrace.inference.DeltaTuner;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Draws what becomes of a task's answers as the threshold rises, as a picture in SVG: the share that stayed the dense
 * model's, the share that is right where labels are known, and the work.
 */
public final class AnswersChart {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int TOP = 50;
    private static final int RIGHT = 30;
    private static final int BOTTOM = 60;

    private final StringBuilder svg = new StringBuilder();
    private final List<DeltaTuner.Point> sweep;

    private AnswersChart(List<DeltaTuner.Point> sweep) {
        this.sweep = sweep;
    }

    /**
     * Draws the sweep of a tuning.
     *
     * @param title what was tuned on what
     * @param outcome the points
     * @return an SVG document
     */
    public static String of(String title, DeltaTuner.Outcome outcome) {
        return new AnswersChart(outcome.sweep()).draw(title, outcome.denseAccuracy());
    }

    private String draw(String title, double denseAccuracy) {
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">",
                WIDTH, HEIGHT);
        line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        line("<text x=\"%d\" y=\"24\" font-size=\"14\">%s</text>", LEFT, ParetoChart.escaped(title));
        axes();
        curve("#999", "work", 1, DeltaTuner.Point::macShare);
        curve("#47a", "same answer as dense", 0, DeltaTuner.Point::agreement);
        if (!Double.isNaN(denseAccuracy)) {
            curve("#2a7", "right answer", 2, DeltaTuner.Point::accuracy);
            line(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#2a7\" stroke-dasharray=\"4 3\"/>",
                    LEFT, WIDTH - RIGHT, y(denseAccuracy), y(denseAccuracy));
        }
        line("</svg>");
        return svg.toString();
    }

    /** Thresholds one beside the other, as they were tried: 0 has no place on a logarithmic axis. */
    private void axes() {
        for (int percent = 0; percent <= 100; percent += 20) {
            double y = y(percent / 100.0);
            line("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, WIDTH - RIGHT, y, y);
            line("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>", LEFT - 8, y + 4, percent);
        }
        for (int i = 0; i < sweep.size(); i++) {
            double threshold = sweep.get(i).settings().threshold();
            line(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x(i), HEIGHT - BOTTOM + 18, threshold == 0 ? "0" : String.format(Locale.ROOT, "%.2g", threshold));
        }
        line(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">threshold, in the unit of the input</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 18);
    }

    private void curve(String colour, String name, int row, ToDoubleFunction<DeltaTuner.Point> value) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < sweep.size(); i++) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y(value.applyAsDouble(sweep.get(i)))));
        }
        line(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>",
                path.toString().strip(), colour);
        for (int i = 0; i < sweep.size(); i++) {
            double y = y(value.applyAsDouble(sweep.get(i)));
            line("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x(i), y, colour);
        }
        line("<text x=\"%d\" y=\"42\" fill=\"%s\">%s</text>", LEFT + 170 * row, colour, name);
    }

    private double x(int index) {
        return LEFT + 20 + (double) index / Math.max(1, sweep.size() - 1) * (WIDTH - LEFT - RIGHT - 40);
    }

    private static double y(double share) {
        return HEIGHT - BOTTOM - Math.max(0, Math.min(1, share)) * (HEIGHT - TOP - BOTTOM);
    }

    private void line(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
