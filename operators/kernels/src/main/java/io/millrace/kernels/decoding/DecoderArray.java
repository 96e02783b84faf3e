package io.millrace.kernels.decoding;

import java.util.Arrays;

/** An array of a decoder file: numbers of any stored type in double, row-major, or words. Immutable. */
final class DecoderArray {

    private final int[] shape;
    private final double[] numbers;
    private final String[] words;
    private final long bytes;

    private DecoderArray(int[] shape, double[] numbers, String[] words, long bytes) {
        this.shape = shape;
        this.numbers = numbers;
        this.words = words;
        this.bytes = bytes;
    }

    static DecoderArray ofNumbers(int[] shape, double[] numbers, long bytes) {
        return new DecoderArray(shape, numbers, new String[0], bytes);
    }

    static DecoderArray ofWords(int[] shape, String[] words) {
        return new DecoderArray(shape, new double[0], words, 0);
    }

    boolean isText() {
        return words.length > 0;
    }

    int[] shape() {
        return shape;
    }

    double[] numbers() {
        return numbers;
    }

    String[] words() {
        return words;
    }

    /** Size as stored, 0 for words. */
    long bytes() {
        return bytes;
    }

    String describe() {
        return Arrays.toString(shape);
    }
}
