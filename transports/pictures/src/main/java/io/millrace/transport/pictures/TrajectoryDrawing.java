package io.millrace.transport.pictures;

import java.util.Locale;

/** The picture of the last seconds: the plane at the left, both axes over time at the right. */
final class TrajectoryDrawing {

    private static final int PLANE = 420;
    private static final int MARGIN = 40;
    private static final int TRACE_LEFT = PLANE + 2 * MARGIN + 20;
    private static final int TRACE_WIDTH = 640;
    private static final int TRACE_HEIGHT = 180;
    private static final int WIDTH = TRACE_LEFT + TRACE_WIDTH + MARGIN;
    private static final int HEIGHT = PLANE + 2 * MARGIN + 20;
    private static final double SHOWN_SECONDS = 15;
    private static final String TRUE_COLOUR = "#9aa0a6";
    private static final String DECODED_COLOUR = "#1a73e8";

    private final Trajectory trajectory;
    private final TrajectorySettings settings;
    private final String unit;
    private final String about;
    private final StringBuilder out = new StringBuilder();

    TrajectoryDrawing(Trajectory trajectory, TrajectorySettings settings, String unit, String about) {
        this.trajectory = trajectory;
        this.settings = settings;
        this.unit = unit;
        this.about = about;
    }

    String svg() {
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\" fill=\"#333\">",
                WIDTH, HEIGHT);
        line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        legend();
        if (trajectory.size() > 1) {
            plane();
            trace(0, MARGIN + 20);
            trace(1, MARGIN + 20 + TRACE_HEIGHT + MARGIN + 20);
        } else {
            text(MARGIN, HEIGHT / 2, "no movement was decoded");
        }
        line("</svg>");
        return out.toString();
    }

    private void legend() {
        line("<path d=\"M%d 22h24\" stroke=\"%s\" stroke-width=\"3\"/>", MARGIN, TRUE_COLOUR);
        text(MARGIN + 30, 26, "true");
        line("<path d=\"M%d 22h24\" stroke=\"%s\" stroke-width=\"2\"/>", MARGIN + 80, DECODED_COLOUR);
        String restart = settings.integrate()
                ? "decoded, summed; anew from the true position every "
                        + settings.restart().toMillis() / 1000.0 + " s"
                : "decoded";
        text(MARGIN + 110, 26, restart);
        if (!about.isEmpty()) {
            line("<text x=\"%d\" y=\"26\" text-anchor=\"end\" fill=\"#b3261e\">%s</text>", WIDTH - MARGIN, about);
        }
    }

    /** The first point of the seconds that are shown. */
    private int firstShown() {
        double end = trajectory.seconds(trajectory.size() - 1);
        int i = 0;
        while (trajectory.seconds(i) < end - SHOWN_SECONDS) {
            i++;
        }
        return i;
    }

    private void plane() {
        int first = firstShown();
        float[] low = {Float.MAX_VALUE, Float.MAX_VALUE};
        float[] high = {-Float.MAX_VALUE, -Float.MAX_VALUE};
        for (int i = first; i < trajectory.size(); i++) {
            for (int axis = 0; axis < 2; axis++) {
                low[axis] = Math.min(low[axis], trajectory.position(false, axis, i));
                high[axis] = Math.max(high[axis], trajectory.position(false, axis, i));
            }
        }
        // A tenth of air around the true path; what is decoded may leave the frame and is cut there.
        double span = 1.1 * Math.max(1e-9, Math.max(high[0] - low[0], high[1] - low[1]));
        double scale = PLANE / span;
        double left = (low[0] + high[0]) / 2.0 - span / 2;
        double top = (low[1] + high[1]) / 2.0 + span / 2;
        line(
                "<clipPath id=\"plane\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/></clipPath>",
                MARGIN, MARGIN + 20, PLANE, PLANE);
        line(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#ccc\"/>",
                MARGIN, MARGIN + 20, PLANE, PLANE);
        for (boolean decoded : new boolean[] {false, true}) {
            out.append("<path clip-path=\"url(#plane)\" fill=\"none\" stroke=\"")
                    .append(decoded ? DECODED_COLOUR : TRUE_COLOUR)
                    .append("\" stroke-width=\"")
                    .append(decoded ? "1.2\" d=\"" : "2.5\" d=\"");
            for (int i = first; i < trajectory.size(); i++) {
                boolean begins = i == first || (decoded && trajectory.segment(i) != trajectory.segment(i - 1));
                double x = MARGIN + (trajectory.position(decoded, 0, i) - left) * scale;
                double y = MARGIN + 20 + (top - trajectory.position(decoded, 1, i)) * scale;
                point(begins, x, y);
            }
            line("\"/>");
        }
    }

    private void trace(int axis, int top) {
        double end = trajectory.seconds(trajectory.size() - 1);
        double begin = Math.max(0, end - SHOWN_SECONDS);
        double largest = 1e-9;
        for (int i = 0; i < trajectory.size(); i++) {
            largest = Math.max(largest, Math.abs(trajectory.value(false, axis, i)));
        }
        String name = "xy".substring(axis, axis + 1);
        text(
                TRACE_LEFT,
                top - 6,
                String.format(
                        Locale.ROOT,
                        "%s%s, last %.0f s;  R² %.4f over the whole run",
                        name,
                        unit.equals("1") ? "" : " in " + unit,
                        end - begin,
                        trajectory.score(axis)));
        line(
                "<clipPath id=\"trace%d\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/></clipPath>",
                axis, TRACE_LEFT, top, TRACE_WIDTH, TRACE_HEIGHT);
        line(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#ccc\"/>",
                TRACE_LEFT, top, TRACE_WIDTH, TRACE_HEIGHT);
        double middle = top + TRACE_HEIGHT / 2.0;
        for (boolean decoded : new boolean[] {false, true}) {
            out.append("<path clip-path=\"url(#trace")
                    .append(axis)
                    .append(")\" fill=\"none\" stroke=\"")
                    .append(decoded ? DECODED_COLOUR : TRUE_COLOUR)
                    .append("\" stroke-width=\"")
                    .append(decoded ? "1.2\" d=\"" : "2.5\" d=\"");
            boolean begins = true;
            for (int i = 0; i < trajectory.size(); i++) {
                if (trajectory.seconds(i) >= begin) {
                    double x = TRACE_LEFT + (trajectory.seconds(i) - begin) / Math.max(1e-9, end - begin) * TRACE_WIDTH;
                    double y = middle - trajectory.value(decoded, axis, i) / (1.2 * largest) * TRACE_HEIGHT / 2;
                    point(begins, x, y);
                    begins = false;
                }
            }
            line("\"/>");
        }
    }

    private void point(boolean begins, double x, double y) {
        out.append(begins ? 'M' : 'L').append(tenths(x)).append(' ').append(tenths(y));
    }

    private static String tenths(double value) {
        double bounded = Math.max(-9999, Math.min(9999, value));
        return Double.toString(Math.round(bounded * 10) / 10.0);
    }

    private void text(int x, int y, String words) {
        line("<text x=\"%d\" y=\"%d\">%s</text>", x, y, words);
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
