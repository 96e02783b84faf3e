package io.millrace.transport.files;

import io.millrace.api.time.Clock;
import java.util.concurrent.TimeUnit;

/** Holds a playing thread until its next record is due. One thread. */
public final class Pace {

    private final Clock clock;
    private final ReplaySpeed speed;
    private final long beganNanos;

    /**
     * Begins now.
     *
     * @param clock time to keep
     * @param speed how fast
     */
    public Pace(Clock clock, ReplaySpeed speed) {
        this.clock = clock;
        this.speed = speed;
        this.beganNanos = clock.monotonicNanos();
    }

    /**
     * Waits.
     *
     * @param dueNanos when the record is due, ns since the first one, at recorded speed
     * @throws InterruptedException if the thread is interrupted: it is to stop
     */
    public void await(long dueNanos) throws InterruptedException {
        long at = beganNanos + speed.scaled(dueNanos);
        for (long left = at - clock.monotonicNanos(); !speed.isMax() && left > 0; left = at - clock.monotonicNanos()) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }
}
