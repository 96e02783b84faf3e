package io.millrace.nir;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Typed access to the parameters of one node, with messages that name it. */
final class NirParameters {

    private final String name;
    private final NirNode node;

    NirParameters(String name, NirNode node) {
        this.name = name;
        this.node = node;
    }

    String type() {
        return node.type();
    }

    @Nullable NirArray optional(String key) {
        return node.parameters().get(key);
    }

    NirArray array(String key) {
        NirArray array = optional(key);
        if (array == null || array.isText()) {
            throw refuse("parameter is missing", key + "=" + array, "an array");
        }
        return array;
    }

    /** One number per element; a single one stands for all. */
    double[] doubles(String key, int elements) {
        NirArray array = array(key);
        if (array.length() != 1 && array.length() != elements) {
            throw refuse("parameter does not fit", key + "=" + array, "1 or " + elements + " numbers");
        }
        double[] all = new double[elements];
        for (int i = 0; i < elements; i++) {
            all[i] = array.number(array.length() == 1 ? 0 : i);
            if (!Double.isFinite(all[i])) {
                throw refuse("parameter is not finite", key + "[" + i + "]=" + all[i], "a finite number");
            }
        }
        return all;
    }

    double[] doubles(String key, int elements, double orElse) {
        if (optional(key) != null) {
            return doubles(key, elements);
        }
        double[] all = new double[elements];
        Arrays.fill(all, orElse);
        return all;
    }

    float[] floats(String key, int elements) {
        double[] values = doubles(key, elements);
        float[] all = new float[elements];
        for (int i = 0; i < elements; i++) {
            all[i] = (float) values[i];
        }
        return all;
    }

    /** A whole number along one direction: of a pair, or one for both. */
    int along(String key, int direction) {
        NirArray array = array(key);
        double value = array.number(Math.min(direction, array.length() - 1));
        if (value != Math.rint(value) || Math.abs(value) > 1 << 16) {
            throw refuse("parameter is out of range", key + "=" + value, "a whole number up to 65536");
        }
        return (int) value;
    }

    IllegalArgumentException refuse(String what, String found, String expected) {
        return new IllegalArgumentException(
                what + ": node=" + name + ", type=" + node.type() + ", " + found + " (expected " + expected + ")");
    }
}
