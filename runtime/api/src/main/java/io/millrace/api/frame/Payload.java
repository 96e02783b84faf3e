package io.millrace.api.frame;

/** What a frame carries: one of a closed family. Immutable once emitted. */
public sealed interface Payload permits Tensor, SparseTensor, Events, Bundle {

    /**
     * Size of the elements in memory, without object headers.
     *
     * @return bytes, 0 or more
     */
    long bytes();
}
