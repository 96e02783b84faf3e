package io.millrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reference values that an independent program computed. A text file of named arrays: {@code # comments}, then for each
 * array a line {@code name: shape=3,4} followed by its values in row-major order, separated by white space.
 */
public final class Golden {

    private final String source;
    private final Map<String, int[]> shapes = new LinkedHashMap<>();
    private final Map<String, double[]> values = new LinkedHashMap<>();

    private Golden(String source) {
        this.source = source;
    }

    /**
     * Reads a file that lies beside the tests.
     *
     * @param neighbour a class of the module that holds the file
     * @param resource path of the resource: {@code /golden/hampel.txt}
     * @return the arrays
     */
    public static Golden resource(Class<?> neighbour, String resource) {
        try (InputStream in = neighbour.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException(
                        "no such resource: resource=" + resource + " (expected beside " + neighbour.getName() + ")");
            }
            return parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file of the source tree, so that an operator is held to the same values as the kernel it adapts.
     *
     * @param path path from the top of the tree, which the system property {@code millrace.root} names
     * @return the arrays
     */
    public static Golden inTree(String path) {
        Path file = Path.of(System.getProperty(TestData.ROOT_PROPERTY, ".")).resolve(path);
        try {
            return parse(path, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads text.
     *
     * @param source where the text is from, for messages
     * @param text the text
     * @return the arrays
     * @throws IllegalArgumentException if an array has more or fewer values than its shape says
     */
    public static Golden parse(String source, String text) {
        Golden golden = new Golden(source);
        String name = "";
        int filled = 0;
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon >= 0) {
                golden.requireFull(name, filled);
                name = line.substring(0, colon).strip();
                golden.declare(name, line.substring(colon + 1).strip());
                filled = 0;
                continue;
            }
            double[] target = golden.array(name);
            for (String word : line.strip().split("\\s+", -1)) {
                if (filled == target.length) {
                    golden.requireFull(name, filled + 1);
                }
                target[filled++] = Double.parseDouble(word);
            }
        }
        golden.requireFull(name, filled);
        return golden;
    }

    private void declare(String name, String declaration) {
        String extents = declaration.substring("shape=".length()).strip();
        int[] shape = extents.isEmpty()
                ? new int[0]
                : Arrays.stream(extents.split(",", -1))
                        .mapToInt(s -> Integer.parseInt(s.strip()))
                        .toArray();
        shapes.put(name, shape);
        values.put(name, new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)]);
    }

    private void requireFull(String name, int filled) {
        double[] array = values.get(name);
        if (array != null && array.length != filled) {
            throw new IllegalArgumentException("wrong number of values: file=" + source + ", array=" + name
                    + ", values=" + filled + " (expected " + array.length + ")");
        }
    }

    /**
     * Names of the arrays in their order.
     *
     * @return an immutable list
     */
    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    /**
     * The extents of an array.
     *
     * @param name name of the array
     * @return extents, outermost first
     */
    public int[] shape(String name) {
        array(name);
        return shapes.getOrDefault(name, new int[0]).clone();
    }

    /**
     * The values of an array, in double.
     *
     * @param name name of the array
     * @return values in row-major order, freshly made
     * @throws IllegalArgumentException if there is no such array
     */
    public double[] doubles(String name) {
        return array(name).clone();
    }

    private double[] array(String name) {
        double[] array = values.get(name);
        if (array == null) {
            throw new IllegalArgumentException(
                    "no such array: file=" + source + ", array=" + name + " (expected one of " + names() + ")");
        }
        return array;
    }

    /**
     * The values of an array, rounded to float.
     *
     * @param name name of the array
     * @return values in row-major order, freshly made
     */
    public float[] floats(String name) {
        return rounded(array(name));
    }

    /**
     * The rows of an array along its last axis, in double; the axes before are flattened.
     *
     * @param name name of an array with one axis or more
     * @return rows in order, freshly made
     */
    public double[][] rows(String name) {
        double[] array = array(name);
        int[] shape = shape(name);
        int width = shape[shape.length - 1];
        double[][] rows = new double[array.length / width][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(array, i * width, (i + 1) * width));
        return rows;
    }

    /**
     * The rows of an array along its last axis, rounded to float; the axes before are flattened.
     *
     * @param name name of an array with one axis or more
     * @return rows in order, freshly made
     */
    public float[][] floatRows(String name) {
        return Arrays.stream(rows(name)).map(Golden::rounded).toArray(float[][]::new);
    }

    private static float[] rounded(double[] array) {
        float[] out = new float[array.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) array[i];
        }
        return out;
    }
}
