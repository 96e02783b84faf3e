package io.millrace.operators.vision;

/** Which colour a model wants first. */
public enum ChannelOrder {
    /** Red, green, blue. */
    RGB,
    /** Blue, green, red, as OpenCV reads pictures. */
    BGR
}
