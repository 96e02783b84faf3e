package io.millrace.profiles.forecast;

/** What a node's time is known from. */
public enum Basis {
    /** It was measured: this operator with these settings on this input, at this pace. */
    MEASURED,
    /** It was measured with other settings, another shape or at another pace, and scaled by the work. */
    NEAR,
    /** Nothing like it was measured: arithmetic and bytes over the rates of the machine, and what a call costs. */
    ROOFLINE,
    /** Nothing is known: it was not measured, and its operator states no arithmetic. */
    UNKNOWN
}
