package io.millrace.kernels;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The parts of which saved kernel states are made: arrays with their length in front, and bounded integers. */
public final class StateIo {

    private StateIo() {}

    /**
     * Writes an array with its length in front.
     *
     * @param out where to
     * @param values any length
     * @throws IOException if writing fails
     */
    public static void writeFloats(DataOutput out, float[] values) throws IOException {
        out.writeInt(values.length);
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    /**
     * Writes an array with its length in front.
     *
     * @param out where to
     * @param values any length
     * @throws IOException if writing fails
     */
    public static void writeDoubles(DataOutput out, double[] values) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    /**
     * Reads what {@link #writeFloats} wrote.
     *
     * @param in where from
     * @param name what the array is, for the message
     * @param values filled; its length is the one expected
     * @throws IOException if reading fails or the stored length is another
     */
    public static void readFloats(DataInput in, String name, float[] values) throws IOException {
        checkLength(in, name, values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
    }

    /**
     * Reads what {@link #writeDoubles} wrote.
     *
     * @param in where from
     * @param name what the array is, for the message
     * @param values filled; its length is the one expected
     * @throws IOException if reading fails or the stored length is another
     */
    public static void readDoubles(DataInput in, String name, double[] values) throws IOException {
        checkLength(in, name, values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
    }

    /**
     * Reads an integer that is used as a position or a count, so that a damaged state cannot index outside an array.
     *
     * @param in where from
     * @param name what the integer is, for the message
     * @param min smallest valid value
     * @param max largest valid value
     * @return the integer, {@code min..max}
     * @throws IOException if reading fails or the integer is outside its range
     */
    public static int readInt(DataInput in, String name, int min, int max) throws IOException {
        int value = in.readInt();
        if (value < min || value > max) {
            throw new IOException("state does not fit: " + name + "=" + value + " (expected " + min + ".." + max + ")");
        }
        return value;
    }

    private static void checkLength(DataInput in, String name, int expected) throws IOException {
        int length = in.readInt();
        if (length != expected) {
            throw new IOException("state does not fit: " + name + ".length=" + length + " (expected " + expected + ")");
        }
    }
}
