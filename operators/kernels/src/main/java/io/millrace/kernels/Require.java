package io.millrace.kernels;

/** Argument checks of kernel constructors, with messages that carry the value found and the one expected. */
public final class Require {

    private Require() {}

    /**
     * Checks the range of an integer.
     *
     * @param name name of the argument
     * @param value value found
     * @param min smallest valid value
     * @param max largest valid value
     * @return {@code value}
     * @throws IllegalArgumentException if it is outside
     */
    public static int inRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            String range = max == Integer.MAX_VALUE ? "at least " + min : min + ".." + max;
            throw new IllegalArgumentException(
                    "argument out of range: " + name + "=" + value + " (expected " + range + ")");
        }
        return value;
    }

    /**
     * Checks that a number is finite and above zero.
     *
     * @param name name of the argument
     * @param value value found
     * @return {@code value}
     * @throws IllegalArgumentException if it is not
     */
    public static double positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("argument out of range: " + name + "=" + value + " (expected above 0)");
        }
        return value;
    }

    /**
     * Checks that a number lies strictly between two others.
     *
     * @param name name of the argument
     * @param value value found
     * @param low excluded lower end
     * @param high excluded upper end
     * @return {@code value}
     * @throws IllegalArgumentException if it does not
     */
    public static double between(String name, double value, double low, double high) {
        if (!(value > low && value < high)) {
            throw new IllegalArgumentException("argument out of range: " + name + "=" + value + " (expected above "
                    + low + " and below " + high + ")");
        }
        return value;
    }
}
