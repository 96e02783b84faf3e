package io.millrace.api.device;

import io.millrace.api.config.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A format in which a device computes products: what the weights of a model may be. */
public enum NumericFormat {
    /** IEEE 754 double precision. */
    F64,
    /** IEEE 754 single precision. */
    F32,
    /** IEEE 754 half precision. */
    F16,
    /** The upper half of single precision. */
    BF16,
    /** 8-bit integers, signed or not. */
    I8;

    /**
     * A format by its word.
     *
     * @param word {@code f32}, {@code i8} ...
     * @return the format, or nothing if there is none of that word
     */
    public static Optional<NumericFormat> of(String word) {
        return Arrays.stream(values()).filter(f -> Words.of(f).equals(word)).findFirst();
    }

    /**
     * All words, in the order of the constants.
     *
     * @return {@code f64}, {@code f32} ...
     */
    public static List<String> words() {
        return Arrays.stream(values()).map(Words::of).toList();
    }
}
