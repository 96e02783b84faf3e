package io.millrace.kernels.csi.wire;

/** How far the order of the sub-carriers is known. */
public enum LayoutStatus {
    /** The null carriers lie where the order in use puts them. */
    VERIFIED,
    /** A table or the configuration says so; the energy has not confirmed it. */
    ASSUMED,
    /** Neither table nor energy says anything; the centred order was taken. */
    UNKNOWN
}
