package io.millrace.cli.pack;

import io.millrace.api.plan.Plan;

/**
 * How much memory a packaged pipeline gets: what its plan says it holds, twice over for the garbage between two
 * collections, beside what the runtime itself needs; never more than the profile's heap.
 */
final class Heap {

    private static final long MIB = 1 << 20;

    /** For classes, metrics and reports: a choice that the examples run well with. */
    private static final long RUNTIME_MIB = 40;

    /** For the JVM's code, metadata, threads and compilers beside the heap: a choice, more than the examples take. */
    private static final long JVM_MIB = 160;

    private Heap() {}

    /** What -Xmx gets. */
    static long mib(Plan plan) {
        long planned = 2 * (plan.queueBytes() + plan.stateBytes());
        return Math.max(
                1,
                Math.min(RUNTIME_MIB + (planned + MIB - 1) / MIB, plan.profile().heapBytes() / MIB));
    }

    /** What a service manager should allow the whole process. */
    static long serviceMib(Plan plan) {
        return mib(plan) + plan.profile().nativeBytes() / MIB + JVM_MIB;
    }
}
