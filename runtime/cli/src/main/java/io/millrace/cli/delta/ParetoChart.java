package io.millrace.cli.delta;

import io.millrace.inference.DeltaTuner;
import java.util.List;
import java.util.Locale;

/** Draws error against work as a picture in SVG: one point a threshold, the tuned choice and the allowed error marked. */
public final class ParetoChart {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int TOP = 50;
    private static final int RIGHT = 30;
    private static final int BOTTOM = 60;
    /** Errors below this share are drawn at the bottom. */
    private static final double LEAST = 1e-4;

    private final StringBuilder svg = new StringBuilder();

    private ParetoChart() {}

    /**
     * Draws the outcome of a tuning.
     *
     * @param title what was tuned on what
     * @param outcome the points
     * @param maxError the allowed error
     * @return an SVG document
     */
    public static String of(String title, DeltaTuner.Outcome outcome, double maxError) {
        return new ParetoChart().draw(title, outcome, maxError);
    }

    private String draw(String title, DeltaTuner.Outcome outcome, double maxError) {
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">",
                WIDTH, HEIGHT);
        line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        line("<text x=\"%d\" y=\"24\" font-size=\"14\">%s</text>", LEFT, escaped(title));
        axes();
        line(
                "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#c33\" stroke-dasharray=\"4 3\"/>",
                LEFT, WIDTH - RIGHT, y(maxError), y(maxError));
        line(
                "<text x=\"%d\" y=\"%.1f\" fill=\"#c33\" text-anchor=\"end\">allowed error</text>",
                WIDTH - RIGHT, y(maxError) - 4);
        points(outcome.sweep());
        DeltaTuner.Point tuned = outcome.tuned();
        line(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"6\" fill=\"none\" stroke=\"#c33\" stroke-width=\"2\"/>",
                x(tuned.macShare()), y(tuned.error()));
        line("<text x=\"%.1f\" y=\"%.1f\" fill=\"#c33\">tuned</text>", x(tuned.macShare()) + 9, y(tuned.error()) + 14);
        line("</svg>");
        return svg.toString();
    }

    private void axes() {
        for (int percent = 0; percent <= 100; percent += 20) {
            double x = x(percent / 100.0);
            line("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>", x, x, TOP, HEIGHT - BOTTOM);
            line("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d %%</text>", x, HEIGHT - BOTTOM + 18, percent);
        }
        for (double error = LEAST; error <= 1.0001; error *= 10) {
            double y = y(error);
            line("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, WIDTH - RIGHT, y, y);
            String label = String.format(Locale.ROOT, "%s%.4g %%", error == LEAST ? "≤ " : "", 100 * error);
            line("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, y + 4, label);
        }
        line(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">multiply-accumulates, of the dense model's</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 18);
        line(
                "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">relative error of the"
                        + " outputs</text>",
                (TOP + HEIGHT - BOTTOM) / 2);
    }

    private void points(List<DeltaTuner.Point> sweep) {
        StringBuilder path = new StringBuilder();
        for (DeltaTuner.Point point : sweep) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.macShare()), y(point.error())));
        }
        line(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"#47a\" stroke-width=\"1.5\"/>",
                path.toString().strip());
        for (DeltaTuner.Point point : sweep) {
            line(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"#47a\"><title>threshold %.3g</title></circle>",
                    x(point.macShare()), y(point.error()), point.settings().threshold());
        }
    }

    private static double x(double share) {
        return LEFT + Math.max(0, Math.min(1, share)) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double error) {
        double decades = Math.log10(Math.max(LEAST, Math.min(1, error)) / LEAST) / -Math.log10(LEAST);
        return HEIGHT - BOTTOM - decades * (HEIGHT - TOP - BOTTOM);
    }

    private void line(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
