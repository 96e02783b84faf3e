package io.millrace.kernels.decoding;

import io.millrace.kernels.Require;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A trained decoder in a file that {@code numpy.savez} writes: {@code topology}, a word that {@link Decoders} knows, and
 * the arrays which that topology needs, under the names of a PyTorch {@code state_dict}:
 *
 * <pre>{@code
 * numpy.savez("decoder.npz", topology="ann-2d", window_bins=50, bin_ms=4.0, unit="mm/s", axes=["vx", "vy"],
 *             **{name: array.numpy() for name, array in model.state_dict().items()})
 * }</pre>
 *
 * <p>Read with limits: 256 arrays, 33 554 432 elements and 256 MiB. Immutable.
 */
public final class DecoderFile {

    private static final int MAX_ARRAYS = 256;
    private static final long MAX_BYTES = 256L << 20;
    private static final String SUFFIX = ".npy";

    private final Map<String, DecoderArray> arrays;

    private DecoderFile(Map<String, DecoderArray> arrays) {
        this.arrays = arrays;
    }

    /**
     * Reads a file.
     *
     * @param path the file
     * @return the decoder
     * @throws IOException if it cannot be read, is no such archive, or goes beyond a limit
     */
    public static DecoderFile read(Path path) throws IOException {
        Map<String, DecoderArray> arrays = new LinkedHashMap<>();
        long total = 0;
        try (ZipFile zip = new ZipFile(path.toFile())) {
            if (zip.size() > MAX_ARRAYS) {
                throw new IOException(
                        "too many arrays: arrays=" + zip.size() + " (expected at most " + MAX_ARRAYS + ")");
            }
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith(SUFFIX)) {
                    String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
                    byte[] content = content(zip, entry, MAX_BYTES - total);
                    total += content.length;
                    arrays.put(name, NpyReader.parse(name, content));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("archive not understood: cause=" + e.getMessage() + " (expected an .npz file)", e);
        }
        return new DecoderFile(arrays);
    }

    private static byte[] content(ZipFile zip, ZipEntry entry, long left) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] content = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, left + 1));
            if (content.length > left) {
                throw new IOException("arrays are too large: at=" + entry.getName() + " (expected at most " + MAX_BYTES
                        + " bytes together)");
            }
            return content;
        }
    }

    /**
     * Whether there is an array.
     *
     * @param name name of the array
     * @return true if there is
     */
    public boolean has(String name) {
        return arrays.containsKey(name);
    }

    /**
     * A word.
     *
     * @param name name of the array
     * @param orElse the word if the file has none
     * @return the word
     */
    public String word(String name, String orElse) {
        DecoderArray array = arrays.get(name);
        if (array == null) {
            return orElse;
        }
        if (!array.isText() || array.words().length != 1) {
            throw wrong(name, array.describe(), "one word");
        }
        return array.words()[0];
    }

    /**
     * Several words.
     *
     * @param name name of the array
     * @param count how many there must be
     * @return the words, none if the file has none
     */
    public String[] words(String name, int count) {
        DecoderArray array = arrays.get(name);
        if (array == null) {
            return new String[0];
        }
        if (!array.isText() || array.words().length != count) {
            throw wrong(name, array.describe(), count + " words");
        }
        return array.words().clone();
    }

    /**
     * A number.
     *
     * @param name name of the array
     * @param orElse the number if the file has none
     * @return the number
     */
    public double number(String name, double orElse) {
        return has(name) ? numbers(name, 1)[0] : orElse;
    }

    /**
     * A whole number that must be there.
     *
     * @param name name of the array
     * @param min smallest valid value
     * @param max largest valid value
     * @return the number
     */
    public int whole(String name, int min, int max) {
        double value = numbers(name, 1)[0];
        if (value != Math.rint(value)) {
            throw wrong(name, Double.toString(value), "a whole number");
        }
        return Require.inRange(name, (int) value, min, max);
    }

    /**
     * Numbers that must be there.
     *
     * @param name name of the array
     * @param count how many there must be
     * @return the numbers, freshly made
     */
    public double[] numbers(String name, int count) {
        DecoderArray array = require(name);
        if (array.numbers().length != count) {
            throw wrong(name, array.describe(), count == 1 ? "1 number" : count + " numbers");
        }
        return array.numbers().clone();
    }

    /**
     * How many numbers an array has.
     *
     * @param name name of an array that must be there
     * @return number of elements
     */
    public int count(String name) {
        return require(name).numbers().length;
    }

    /**
     * Numbers that must be there, rounded to float.
     *
     * @param name name of the array
     * @param count how many there must be
     * @return the numbers, freshly made
     */
    public float[] floats(String name, int count) {
        double[] numbers = numbers(name, count);
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    /**
     * A matrix that must be there.
     *
     * @param name name of the array
     * @return its rows, freshly made
     */
    public double[][] matrix(String name) {
        DecoderArray array = require(name);
        if (array.shape().length != 2) {
            throw wrong(name, array.describe(), "2 axes");
        }
        int columns = array.shape()[1];
        double[][] rows = new double[array.shape()[0]][columns];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(array.numbers(), r * columns, rows[r], 0, columns);
        }
        return rows;
    }

    /**
     * A matrix of a size that must be there.
     *
     * @param name name of the array
     * @param rowCount number of rows
     * @param columnCount number of columns
     * @return its rows, freshly made
     */
    public double[][] matrix(String name, int rowCount, int columnCount) {
        double[][] rows = matrix(name);
        if (rows.length != rowCount || rows[0].length != columnCount) {
            throw wrong(name, require(name).describe(), "[" + rowCount + ", " + columnCount + "]");
        }
        return rows;
    }

    /**
     * The memory that NeuroBench calls the footprint: parameters and buffers in the types in which they are stored. Words
     * and the settings {@code window_bins}, {@code steps}, {@code lags} and {@code bin_ms} do not count.
     *
     * @return bytes
     */
    public long parameterBytes() {
        long bytes = 0;
        for (Map.Entry<String, DecoderArray> entry : arrays.entrySet()) {
            boolean setting = entry.getKey().matches("window_bins|steps|lags|bin_ms|binarise");
            bytes += setting ? 0 : entry.getValue().bytes();
        }
        return bytes;
    }

    private DecoderArray require(String name) {
        DecoderArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException(
                    "array is missing: array=" + name + " (expected beside " + arrays.keySet() + ")");
        }
        if (array.isText()) {
            throw wrong(name, "text", "numbers");
        }
        return array;
    }

    private static IllegalArgumentException wrong(String name, String found, String expected) {
        return new IllegalArgumentException(
                "array does not fit: array=" + name + ", found=" + found + " (expected " + expected + ")");
    }
}
