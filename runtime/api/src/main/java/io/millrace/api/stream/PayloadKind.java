package io.millrace.api.stream;

/** Which member of the payload family a stream carries. */
public enum PayloadKind {
    /** {@link io.millrace.api.frame.Tensor}. */
    TENSOR,
    /** {@link io.millrace.api.frame.SparseTensor}. */
    SPARSE,
    /** {@link io.millrace.api.frame.Events}. */
    EVENTS,
    /** {@link io.millrace.api.frame.Bundle}. */
    BUNDLE
}
