package io.millrace.kernels.vision.wire;

/** What became of a record that should be a picture. */
public enum PictureResult {
    /** It was read. */
    OK,
    /** It begins like no picture that is known here, or like another than was asked for. */
    UNKNOWN,
    /** Bytes are missing or contradict each other. */
    DAMAGED,
    /** It is whole as far as one can tell, but of a kind that is not read here: CMYK, 12 bits, lossless JPEG. */
    UNSUPPORTED,
    /** It has more pixels than are allowed. */
    TOO_LARGE,
    /** It has more or fewer bytes than its pixels take. */
    WRONG_LENGTH
}
