package io.millrace.transport.files;

import io.millrace.api.operator.RecordTimer;

/**
 * Says when each record of a recording is due, so that it is played at the speed it was taken. A record's own time is
 * taken from the file where the file tells, else from its content, by the decoder's timer. Records without a time
 * (log lines between) are due with the one before them; a recording without any times is played at its nominal rate, else at
 * the rate that the source states.
 *
 * <p>Due times never fall and several recordings can follow each other: where time falls back (a reboot) or leaps by
 * more than {@value #MAX_GAP_NANOS} ns, it goes on from there. One thread.
 */
public final class ReplayPacer {

    private static final long MAX_GAP_NANOS = 60_000_000_000L;
    private static final double FALLBACK_RATE_HZ = 100;

    private final RecordTimer timer;
    private double rateHz = FALLBACK_RATE_HZ;
    private boolean timed;
    private boolean first = true;
    private long lastTimeNanos;
    private long dueNanos;

    /**
     * Makes a pacer.
     *
     * @param timer reads times from records
     */
    public ReplayPacer(RecordTimer timer) {
        this.timer = timer;
    }

    /**
     * Begins a recording, the first or a further one, right behind what was before.
     *
     * @param nominalRateHz rate for records without times, 0 if the recording does not tell
     */
    public void begin(double nominalRateHz) {
        double stated = nominalRateHz > 0 ? nominalRateHz : timer.nominalRateHz();
        rateHz = stated > 0 ? stated : FALLBACK_RATE_HZ;
        timed = false;
    }

    /**
     * When a record is due.
     *
     * @param record the record
     * @param fileTimeNanos when the file says it was taken, or {@link RecordTimer#UNKNOWN}
     * @return ns after the first record of the first recording, never falling
     */
    public long dueNanos(byte[] record, long fileTimeNanos) {
        long time = fileTimeNanos == RecordTimer.UNKNOWN ? timer.timeNanos(record, record.length) : fileTimeNanos;
        if (time != RecordTimer.UNKNOWN) {
            advance(time);
        } else if (!timed) {
            dueNanos += first ? 0 : Math.round(1e9 / rateHz);
        }
        first = false;
        return dueNanos;
    }

    private void advance(long timeNanos) {
        long step = timeNanos - lastTimeNanos;
        if (!timed) {
            step = first ? 0 : Math.round(1e9 / rateHz);
        } else if (step < 0 || step > MAX_GAP_NANOS) {
            step = Math.round(1e9 / rateHz);
        }
        dueNanos += step;
        lastTimeNanos = timeNanos;
        timed = true;
    }
}
