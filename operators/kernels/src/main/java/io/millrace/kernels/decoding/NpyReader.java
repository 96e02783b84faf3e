package io.millrace.kernels.decoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One array of a NumPy archive: little-endian numbers in C or Fortran order, or text.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
final class NpyReader {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEADER = Pattern.compile(
            "'descr': ?'([<|>=])([a-zA-Z])(\\d{1,4})', ?'fortran_order': ?(False|True), ?'shape': ?\\(([0-9, ]{0,80})\\)");
    private static final int MAX_RANK = 4;
    private static final int MAX_ELEMENTS = 1 << 25;

    private NpyReader() {}

    static DecoderArray parse(String name, byte[] npy) throws IOException {
        int start = headerStart(name, npy);
        ByteBuffer in = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
        long length = start == 10 ? in.getShort(8) & 0xFFFF : in.getInt(8) & 0xFFFF_FFFFL;
        if (length > npy.length - start) {
            throw problem(name, "header-bytes=" + length, "at most " + (npy.length - start));
        }
        String header = new String(npy, start, (int) length, StandardCharsets.ISO_8859_1);
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.find()) {
            throw problem(name, "header=" + header.strip(), "numbers or text, see the description of decoder files");
        }
        int[] shape = shape(name, matcher.group(5));
        int elements = 1;
        for (int extent : shape) {
            elements *= extent;
        }
        in.position(start + (int) length);
        int size = Integer.parseInt(matcher.group(3));
        String type = matcher.group(2) + size;
        if (matcher.group(1).equals(">")) {
            throw problem(name, "byte order=big", "little endian");
        }
        if (matcher.group(2).equals("U")) {
            return DecoderArray.ofWords(shape, words(name, in, elements, size));
        }
        double[] numbers = numbers(name, in, elements, type, size);
        boolean fortran = matcher.group(4).equals("True");
        return DecoderArray.ofNumbers(shape, fortran ? rowMajor(shape, numbers) : numbers, (long) elements * size);
    }

    /** From the first index running fastest to the last one running fastest. */
    private static double[] rowMajor(int[] shape, double[] columnMajor) {
        double[] result = new double[columnMajor.length];
        for (int from = 0; from < result.length; from++) {
            int rest = from;
            int to = 0;
            int stride = result.length;
            for (int extent : shape) {
                stride /= extent;
                to += rest % extent * stride;
                rest /= extent;
            }
            result[to] = columnMajor[from];
        }
        return result;
    }

    private static int headerStart(String name, byte[] npy) throws IOException {
        for (int i = 0; i < MAGIC.length; i++) {
            if (npy.length < 12 || npy[i] != MAGIC[i]) {
                throw problem(name, "bytes=" + npy.length, "a NumPy array");
            }
        }
        return npy[6] == 1 ? 10 : 12; // version 1 gives the length of its header in 16 bits, later ones in 32
    }

    private static int[] shape(String name, String text) throws IOException {
        String[] words = text.replace(" ", "").split(",", -1);
        int[] shape = new int[words.length];
        int rank = 0;
        long elements = 1;
        for (String word : words) {
            if (!word.isEmpty()) {
                long extent = word.length() > 9 ? Long.MAX_VALUE : Long.parseLong(word);
                elements = extent > MAX_ELEMENTS ? Long.MAX_VALUE : Math.min(elements, MAX_ELEMENTS + 1L) * extent;
                shape[rank++] = (int) Math.min(extent, Integer.MAX_VALUE);
            }
        }
        if (rank > MAX_RANK || elements > MAX_ELEMENTS || elements < 1) {
            throw problem(
                    name, "shape=(" + text + ")", "1.." + MAX_ELEMENTS + " elements, at most " + MAX_RANK + " axes");
        }
        return java.util.Arrays.copyOf(shape, rank);
    }

    private static double[] numbers(String name, ByteBuffer in, int elements, String type, int size)
            throws IOException {
        requireContent(name, in, (long) elements * size);
        double[] values = new double[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = switch (type) {
                case "f4" -> in.getFloat();
                case "f8" -> in.getDouble();
                case "i8" -> in.getLong();
                case "i4" -> in.getInt();
                case "i2" -> in.getShort();
                case "i1", "b1" -> in.get();
                case "u1" -> in.get() & 0xFF;
                case "u2" -> in.getShort() & 0xFFFF;
                default -> throw problem(name, "type=" + type, "f4, f8, i1, i2, i4, i8, u1, u2, b1 or text");
            };
            if (!Double.isFinite(values[i])) {
                throw problem(name, "value[" + i + "]=" + values[i], "a finite number");
            }
        }
        return values;
    }

    private static String[] words(String name, ByteBuffer in, int elements, int characters) throws IOException {
        requireContent(name, in, 4L * elements * characters);
        String[] words = new String[elements];
        for (int i = 0; i < elements; i++) {
            StringBuilder word = new StringBuilder();
            for (int c = 0; c < characters; c++) {
                int point = in.getInt();
                if (!Character.isValidCodePoint(point)) {
                    throw problem(name, "character=" + point, "Unicode");
                }
                if (point != 0) {
                    word.appendCodePoint(point);
                }
            }
            words[i] = word.toString();
        }
        return words;
    }

    private static void requireContent(String name, ByteBuffer in, long bytes) throws IOException {
        if (in.remaining() < bytes) {
            throw problem(name, "content-bytes=" + in.remaining(), "at least " + bytes);
        }
    }

    private static IOException problem(String name, String found, String expected) {
        return new IOException("array not understood: array=" + name + ", " + found + " (expected " + expected + ")");
    }
}
