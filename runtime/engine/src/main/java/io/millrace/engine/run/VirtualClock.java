package io.millrace.engine.run;

import io.millrace.api.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a frame arrives and then shows its arrival. Never goes back. */
final class VirtualClock implements Clock {

    private final AtomicLong nanos = new AtomicLong();

    void advanceTo(long arrivalNanos) {
        nanos.accumulateAndGet(arrivalNanos, Math::max);
    }

    @Override
    public long epochNanos() {
        return nanos.get();
    }

    @Override
    public long monotonicNanos() {
        return nanos.get();
    }
}
