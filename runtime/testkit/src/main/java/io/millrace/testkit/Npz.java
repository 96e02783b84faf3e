package io.millrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * An array of a NumPy {@code .npz} archive: C order, little-endian integers, floats or booleans.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
public final class Npz {

    private static final Pattern HEADER =
            Pattern.compile("'descr': '([<|])([a-z])(\\d)', 'fortran_order': False, 'shape': \\(([^)]*)\\)");

    private final String source;
    private final String type;
    private final int[] shape;
    private final double[] values;

    private Npz(String source, String type, int[] shape, double[] values) {
        this.source = source;
        this.type = type;
        this.shape = shape;
        this.values = values;
    }

    /**
     * Reads one array.
     *
     * @param archive the {@code .npz} file
     * @param name name of the array
     * @return the array, or null if the archive has none of this name
     */
    public static @Nullable Npz read(Path archive, String name) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            ZipEntry entry = zip.getEntry(name + ".npy");
            if (entry == null) {
                return null;
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return parse(archive + ":" + name, in.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Npz parse(String source, byte[] npy) {
        ByteBuffer in = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
        boolean first = npy[6] == 1; // version 1 gives the length of its header in 16 bits, later ones in 32
        int start = first ? 10 : 12;
        int headerBytes = first ? in.getShort(8) & 0xFFFF : in.getInt(8);
        String header = new String(npy, start, headerBytes, StandardCharsets.ISO_8859_1);
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.find()) {
            throw new IllegalArgumentException(
                    "array header not understood: array=" + source + ", header=" + header + " (expected C order)");
        }
        int[] shape = Arrays.stream(matcher.group(4).split(",", -1))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        double[] values = new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        in.position(start + headerBytes);
        String type = matcher.group(2) + matcher.group(3);
        for (int i = 0; i < values.length; i++) {
            values[i] = next(in, type);
        }
        return new Npz(source, type, shape, values);
    }

    private static double next(ByteBuffer in, String type) {
        return switch (type) {
            case "b1", "i1" -> in.get();
            case "u1" -> in.get() & 0xFF;
            case "i2" -> in.getShort();
            case "u2" -> in.getShort() & 0xFFFF;
            case "i4" -> in.getInt();
            case "u4" -> in.getInt() & 0xFFFF_FFFFL;
            case "i8", "u8" -> in.getLong();
            case "f4" -> in.getFloat();
            case "f8" -> in.getDouble();
            default ->
                throw new IllegalArgumentException(
                        "element type not understood: type=" + type + " (expected b1, i1..i8, u1..u4, f4 or f8)");
        };
    }

    /**
     * The extents.
     *
     * @return outermost first, freshly made; empty for a scalar
     */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * The elements.
     *
     * @return row-major, to be read only
     */
    public double[] values() {
        return values;
    }

    /**
     * The rows of a matrix of signed bytes.
     *
     * @return rows in order, freshly made
     * @throws IllegalArgumentException if this is not a matrix, or its elements are of another type
     */
    public byte[][] byteRows() {
        if (!type.equals("i1") || shape.length != 2) {
            throw new IllegalArgumentException("not a matrix of bytes: array=" + source + ", type=" + type + ", shape="
                    + Arrays.toString(shape) + " (expected type i1 and two extents)");
        }
        byte[][] rows = new byte[shape[0]][shape[1]];
        for (int i = 0; i < values.length; i++) {
            rows[i / shape[1]][i % shape[1]] = (byte) values[i];
        }
        return rows;
    }

    /**
     * The value of a boolean scalar.
     *
     * @return true or false
     * @throws IllegalArgumentException if this is not a boolean scalar
     */
    public boolean flag() {
        if (!type.equals("b1") || shape.length != 0) {
            throw new IllegalArgumentException("not a flag: array=" + source + ", type=" + type + ", shape="
                    + Arrays.toString(shape) + " (expected type b1 and no extents)");
        }
        return values[0] != 0;
    }
}
