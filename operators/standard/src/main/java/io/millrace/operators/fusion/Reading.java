package io.millrace.operators.fusion;

/** How the numbers of a part are read. */
public enum Reading {
    /** Each for itself. */
    EACH,
    /** By their mean, as one number: the blocks of a faster stream. */
    MEAN
}
