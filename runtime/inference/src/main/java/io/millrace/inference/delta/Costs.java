package io.millrace.inference.delta;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a model costs by changes on one machine, each figure as a share of the time that the dense engine takes for the
 * whole model. Measured once, rounded to two digits, and from then on a constant: which way a frame or a layer goes
 * depends on the frames and these figures, never on a clock.
 *
 * @param still a frame in which nothing changed
 * @param element an element that a layer without weights goes over
 * @param parts everything that stays dense between the delta layers
 * @param layers layers with weights by name
 */
record Costs(double still, double element, double parts, Map<String, LayerCost> layers) {

    /** Nothing is known: no frame and no layer is ever cheaper densely, but where everything changed. */
    static final Costs NONE = new Costs(0, 0, 0, Map.of());

    /** From here on a frame without changes is no cheaper than a dense one worth speaking of. */
    private static final double HOPELESS = 0.95;

    private static final int FIXED = 3;

    Costs {
        layers = new LinkedHashMap<>(layers);
    }

    /** Whether the model had better never go by changes. */
    boolean isHopeless() {
        return still > HOPELESS;
    }

    /** A keyframe, and the frame after it if all changes: what it costs to find out whether a stream is calm. */
    double probe() {
        return 2 * still
                + layers.values().stream()
                        .mapToDouble(c -> c.anew() + c.changes())
                        .sum();
    }

    Costs rounded() {
        Map<String, LayerCost> rounded = new LinkedHashMap<>();
        layers.forEach(
                (name, c) -> rounded.put(name, new LayerCost(round(c.changes()), round(c.anew()), round(c.engine()))));
        return new Costs(round(still), round(element), round(parts), rounded);
    }

    private static double round(double value) {
        return Double.isInfinite(value) ? value : Double.parseDouble(print(value));
    }

    private static String print(double value) {
        return Double.isInfinite(value) ? "-" : String.format(Locale.ROOT, "%.1e", value);
    }

    /** {@code still element parts layer=changes/anew/engine ...}. */
    String print() {
        StringBuilder text = new StringBuilder(print(still))
                .append(' ')
                .append(print(element))
                .append(' ')
                .append(print(parts));
        layers.forEach((name, c) -> text.append(' ')
                .append(name)
                .append('=')
                .append(print(c.changes()))
                .append('/')
                .append(print(c.anew()))
                .append('/')
                .append(print(c.engine())));
        return text.toString();
    }

    /** Reads what {@link #print} wrote. */
    static Costs parse(String text) throws UnsupportedModelException {
        String[] words = text.split(" ", -1);
        try {
            Map<String, LayerCost> layers = new LinkedHashMap<>();
            for (int i = FIXED; i < words.length; i++) {
                int name = words[i].indexOf('=');
                String[] figures = words[i].substring(name + 1).split("/", -1);
                layers.put(
                        words[i].substring(0, name),
                        new LayerCost(number(figures[0]), number(figures[1]), number(figures[2])));
            }
            return new Costs(number(words[0]), number(words[1]), number(words[2]), layers);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new UnsupportedModelException(
                    "costs of a model not understood: measured=" + text
                            + " (expected still element parts layer=changes/anew/engine ...)",
                    e);
        }
    }

    private static double number(String word) {
        double value = word.equals("-") ? Double.POSITIVE_INFINITY : Double.parseDouble(word);
        if (!(value >= 0)) {
            throw new NumberFormatException(word);
        }
        return value;
    }
}
