package io.millrace.cli.roofline;

import io.millrace.api.device.Calibration.Arithmetic;
import io.millrace.api.device.Calibration.Bandwidth;
import java.util.List;
import java.util.Locale;

/** Draws a roofline as an SVG document: a line for each level of the memory, a point for each kernel and width. */
public final class RooflineSvg {

    private static final int WIDTH = 680;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int TOP = 50;
    private static final int RIGHT = 150;
    private static final int BOTTOM = 60;
    private static final double GIGA = 1e9;
    private static final List<String> COLOURS = List.of("#2a7", "#27a", "#a72", "#c33");

    private final Roofline roofline;
    private final StringBuilder svg = new StringBuilder();

    private RooflineSvg(Roofline roofline) {
        this.roofline = roofline;
    }

    /**
     * Draws a roofline.
     *
     * @param roofline what to draw
     * @return an SVG document
     */
    public static String of(Roofline roofline) {
        return new RooflineSvg(roofline).draw();
    }

    private String draw() {
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, HEIGHT);
        line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        line("<text x=\"%d\" y=\"24\" font-size=\"14\">roofline of one core: %s</text>", LEFT, roofline.name());
        axes();
        for (int i = 0; i < roofline.levels().size(); i++) {
            level(roofline.levels().get(i), COLOURS.get(i % COLOURS.size()), i);
        }
        roofline.rates().forEach(this::point);
        line("</svg>");
        return svg.toString();
    }

    private void axes() {
        for (double x = Roofline.LEAST_INTENSITY; x <= Roofline.MOST_INTENSITY; x *= 4) {
            String text = x < 1 ? "1/" + Math.round(1 / x) : String.valueOf(Math.round(x));
            line(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>",
                    x(x), x(x), TOP, HEIGHT - BOTTOM);
            line("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x(x), HEIGHT - BOTTOM + 18, text);
        }
        double decade = Math.pow(10, Math.ceil(Math.log10(least())));
        for (double y = decade; y <= most(); y *= 10) {
            line(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
                    LEFT, WIDTH - RIGHT, y(y), y(y));
            line("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 6, y(y) + 4, trim(y / GIGA));
        }
        line(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">FLOP/byte</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16);
        line("<text x=\"16\" y=\"%d\" transform=\"rotate(-90 16 %d)\">GFLOP/s</text>", HEIGHT / 2, HEIGHT / 2);
    }

    private void level(Bandwidth level, String colour, int index) {
        double ridge = Math.max(
                Roofline.LEAST_INTENSITY, Math.min(Roofline.MOST_INTENSITY, roofline.peak() / level.bytesPerSecond()));
        line(
                "<polyline points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                x(Roofline.LEAST_INTENSITY),
                y(roofline.roof(level, Roofline.LEAST_INTENSITY)),
                x(ridge),
                y(roofline.roof(level, ridge)),
                x(Roofline.MOST_INTENSITY),
                y(roofline.roof(level, Roofline.MOST_INTENSITY)),
                colour);
        line(
                "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s %s GB/s</text>",
                WIDTH - RIGHT + 8, TOP + 40 + 18 * index, colour, level.level(), trim(level.bytesPerSecond() / GIGA));
    }

    private void point(Arithmetic rate) {
        line(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%s %d: %s GFLOP/s</title></circle>",
                x(Roofline.PRODUCT_INTENSITY),
                y(rate.flopsPerSecond()),
                rate.kernel().equals("onnx") ? "#000" : rate.kernel().equals("delta") ? "#999" : "#fff\" stroke=\"#000",
                rate.kernel(),
                rate.width(),
                trim(rate.flopsPerSecond() / GIGA));
    }

    private double least() {
        double slowest = roofline.rates().stream()
                .mapToDouble(Arithmetic::flopsPerSecond)
                .min()
                .orElse(roofline.floor());
        return Math.min(roofline.floor(), slowest) / 1.2;
    }

    private double most() {
        return roofline.peak() * 2;
    }

    private static double x(double intensity) {
        double share = Math.log(intensity / Roofline.LEAST_INTENSITY)
                / Math.log(Roofline.MOST_INTENSITY / Roofline.LEAST_INTENSITY);
        return LEFT + share * (WIDTH - RIGHT - LEFT);
    }

    private double y(double rate) {
        double share = Math.log(rate / least()) / Math.log(most() / least());
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }

    private static String trim(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3g" : "%.0f", value);
    }

    private void line(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
