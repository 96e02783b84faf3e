package io.millrace.engine.run;

import io.millrace.api.graph.OnFailure;

/** Counts failures in windows that begin with a failure. One thread. */
final class FailureBudget {

    private final OnFailure policy;
    private long windowBegan;
    private int failures;

    FailureBudget(OnFailure policy) {
        this.policy = policy;
    }

    /** A failure happened: whether the stream may go on. */
    boolean allows(long nowNanos) {
        if (policy.action() == OnFailure.Action.STOP) {
            return false;
        }
        if (failures == 0 || nowNanos - windowBegan > policy.within().toNanos()) {
            windowBegan = nowNanos;
            failures = 0;
        }
        failures++;
        return failures <= policy.budget();
    }
}
