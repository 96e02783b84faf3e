package io.millrace.transport.grpc;

import io.millrace.api.time.Clock;

/** So many in a second, with bursts of one second; 0 for any number. Any thread. */
final class Bucket {

    private final int perSecond;
    private final Clock clock;
    private double left;
    private long lastNanos;

    Bucket(int perSecond, Clock clock) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.left = perSecond;
        this.lastNanos = clock.monotonicNanos();
    }

    synchronized boolean take() {
        if (perSecond == 0) {
            return true;
        }
        long now = clock.monotonicNanos();
        left = Math.min(perSecond, left + (now - lastNanos) * 1e-9 * perSecond);
        lastNanos = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
