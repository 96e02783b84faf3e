package io.millrace.engine.run;

import io.millrace.api.graph.OnFailure;
import io.millrace.api.operator.DropReason;
import io.millrace.api.transport.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Where a node stands after failures: how long a restart is put off, or that it is detached. Decided by one thread, shown
 * to all.
 */
final class Recovery {

    /** A back-off grows to this many times its first delay. */
    private static final int LONGEST = 100;

    private final OnFailure policy;
    private final FailureBudget budget;
    private final @Nullable Backoff backoff;
    private long lastFailureNanos = Long.MIN_VALUE;
    private long retryNanos;
    private volatile NodeState state = NodeState.RUNNING;
    private volatile @Nullable String cause;

    Recovery(OnFailure policy, long seed) {
        this.policy = policy;
        this.budget = new FailureBudget(policy);
        this.backoff = policy.after().isZero()
                ? null
                : new Backoff(policy.after(), policy.after().multipliedBy(LONGEST), seed);
    }

    NodeState state() {
        return state;
    }

    /** What the node failed with last, while it does not run; null otherwise. */
    @Nullable String cause() {
        return cause;
    }

    /** A failure happened: whether it was within the budget. */
    boolean allows(long nowNanos) {
        if (backoff != null
                && lastFailureNanos != Long.MIN_VALUE
                && nowNanos - lastFailureNanos > policy.within().toNanos()) {
            backoff.reset();
        }
        lastFailureNanos = nowNanos;
        return budget.allows(nowNanos);
    }

    /** Whether a restart has to wait. */
    boolean putsOff() {
        return backoff != null;
    }

    void restartLater(long nowNanos, Throwable why) {
        retryNanos = nowNanos + (backoff == null ? 0 : backoff.nextNanos());
        cause = describe(why);
        state = NodeState.RESTARTING;
    }

    void detach(Throwable why) {
        cause = describe(why);
        state = NodeState.DETACHED;
    }

    /** What went wrong, down to what was wrong in the first place: "disk full" is below "frame not written". */
    static String describe(Throwable why) {
        StringBuilder text = new StringBuilder(String.valueOf(why));
        Throwable below = why.getCause();
        for (int depth = 0; below != null && depth < 8; depth++) {
            String message = below.getMessage();
            if (message != null && text.indexOf(message) < 0) {
                text.append(": ").append(message);
            }
            below = below.getCause();
        }
        return text.toString();
    }

    void running() {
        cause = null;
        state = NodeState.RUNNING;
    }

    boolean isDue(long nowNanos) {
        return state == NodeState.RESTARTING && nowNanos >= retryNanos;
    }

    /** Why a frame that comes now is refused, or null if it is not. */
    @Nullable DropReason refusal() {
        return switch (state) {
            case RUNNING -> null;
            case RESTARTING -> DropReason.RESTARTING;
            case DETACHED -> DropReason.DETACHED;
        };
    }
}
