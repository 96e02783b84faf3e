package io.millrace.operators.audio;

import io.millrace.api.stream.StreamSpec;
import org.jspecify.annotations.Nullable;

/** What the elements of a mask are. */
enum MaskShape {
    /** A complex gain for every channel and bin. */
    COMPLEX,
    /** A real gain for every channel and bin. */
    REAL,
    /** A real gain for every bin, of all channels. */
    SHARED;

    /** Tells it from the number of elements; null if it fits nothing. */
    static @Nullable MaskShape of(StreamSpec spectra, StreamSpec mask) {
        int channels = AudioStreams.channels(spectra);
        int bins = AudioStreams.length(spectra);
        int elements = mask.shape().elements();
        if (elements == 2 * channels * bins) {
            return COMPLEX;
        }
        if (elements == channels * bins) {
            return REAL;
        }
        return elements == bins ? SHARED : null;
    }
}
