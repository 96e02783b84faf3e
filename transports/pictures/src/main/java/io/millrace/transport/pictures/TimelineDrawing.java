package io.millrace.transport.pictures;

import java.util.List;
import java.util.Locale;

/** The picture: lanes below each other, a scale of seconds under them. */
final class TimelineDrawing {

    private static final int LEFT = 130;
    private static final int WIDTH = 900;
    private static final int RIGHT = 20;
    private static final int TOP = 34;
    private static final int LANE = 36;
    private static final int GAP = 10;
    private static final int MOST_TICKS = 12;
    private static final String[] COLOURS = {"#1a73e8", "#d93025", "#188038", "#e37400", "#9334e6", "#5f6368"};

    private final Timeline timeline;
    private final List<String> names;
    private final String about;
    private final StringBuilder out = new StringBuilder();

    TimelineDrawing(Timeline timeline, List<String> names, String about) {
        this.timeline = timeline;
        this.names = names;
        this.about = about;
    }

    String svg() {
        int height = TOP + names.size() * (LANE + GAP) + 30;
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\" fill=\"#333\">",
                LEFT + WIDTH + RIGHT, height);
        line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", LEFT + WIDTH + RIGHT, height);
        line("<text x=\"%d\" y=\"20\" fill=\"#b3261e\">%s</text>", LEFT, escaped(about));
        if (timeline.isEmpty()) {
            line("<text x=\"%d\" y=\"%d\">nothing came</text>", LEFT, TOP + LANE / 2);
        } else {
            ticks(height - 30);
            for (int lane = 0; lane < names.size(); lane++) {
                lane(lane, TOP + lane * (LANE + GAP));
            }
        }
        line("</svg>");
        return out.toString();
    }

    private double x(double seconds) {
        return LEFT + seconds / Math.max(1e-9, timeline.seconds() + timeline.columnSeconds()) * WIDTH;
    }

    private void ticks(int bottom) {
        double step = step(timeline.seconds());
        for (double at = 0; at <= timeline.seconds() + 1e-9; at += step) {
            line("<path d=\"M%s %dV%d\" stroke=\"#ddd\"/>", tenths(x(at)), TOP - 6, bottom);
            line(
                    "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s s</text>",
                    tenths(x(at)), bottom + 18, String.format(Locale.ROOT, step < 1 ? "%.1f" : "%.0f", at));
        }
    }

    /** A round number of seconds that gives few ticks. */
    private static double step(double seconds) {
        double step = 0.1;
        for (int i = 0; seconds / step > MOST_TICKS; i++) {
            step *= i % 3 == 1 ? 2.5 : 2;
        }
        return step;
    }

    private void lane(int lane, int top) {
        line(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                LEFT - 10, top + LANE / 2 + 5, escaped(names.get(lane)));
        float low = 0;
        float high = 1e-9f;
        for (int i = 0; i < timeline.columns(); i++) {
            float value = timeline.value(lane, i);
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        double unit = LANE / (double) (high - low);
        double zero = top + LANE + low * unit;
        line("<path d=\"M%d %sh%d\" stroke=\"#bbb\"/>", LEFT, tenths(zero), WIDTH);
        out.append("<path fill=\"").append(COLOURS[lane % COLOURS.length]).append("\" fill-opacity=\"0.75\" d=\"");
        float before = 0;
        out.append('M').append(LEFT).append(' ').append(tenths(zero));
        for (int i = 0; i < timeline.columns() && i * timeline.columnSeconds() <= timeline.seconds(); i++) {
            // A column without a value belongs to a slower stream: it goes on as it was.
            float value = timeline.value(lane, i);
            if (!Float.isNaN(value) && value != before) {
                before = value;
                out.append('H').append(tenths(x(i * timeline.columnSeconds())));
                out.append('V').append(tenths(zero - value * unit));
            }
        }
        line("H%dV%sZ\"/>", LEFT + WIDTH, tenths(zero));
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String tenths(double value) {
        return Double.toString(Math.round(value * 10) / 10.0);
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
