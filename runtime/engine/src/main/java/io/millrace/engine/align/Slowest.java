package io.millrace.engine.align;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Emitter;

/**
 * The stream that is behind sets the time: of the oldest frames held the latest. Every other stream gives its frame nearest
 * to it, what is older is dropped, and each frame is used once. With tolerance 0 it joins frames of one time.
 */
final class Slowest implements Matcher {

    private static final int UNKNOWN = -1;
    private static final int LAST = -2;

    private final Streams streams;
    private final long toleranceNanos;
    private final int[] choice;

    Slowest(Streams streams, long toleranceNanos) {
        this.streams = streams;
        this.toleranceNanos = toleranceNanos;
        this.choice = new int[streams.count()];
    }

    @Override
    public long pendingSince() {
        return streams.oldestCame();
    }

    @Override
    public boolean step(boolean overdue, Emitter out) {
        int slowest = slowest();
        if (slowest < 0) {
            return false;
        }
        if (lacksOne()) {
            return lack(overdue, out);
        }
        long nanos = streams.track(slowest).headNanos();
        if (dropOlder(nanos, out)) {
            return true;
        }
        return match(slowest, overdue, out);
    }

    /** The stream whose oldest frame is the latest; -1 if none holds a frame. */
    private int slowest() {
        int slowest = -1;
        for (int i = 0; i < choice.length; i++) {
            Track track = streams.track(i);
            if (!track.isEmpty()
                    && (slowest < 0
                            || track.headNanos() > streams.track(slowest).headNanos())) {
                slowest = i;
            }
        }
        return slowest;
    }

    private boolean lacksOne() {
        for (int i = 0; i < choice.length; i++) {
            if (streams.track(i).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** A stream holds nothing: waits for it, lets its last frame stand in, or gives up the earliest frame. */
    private boolean lack(boolean overdue, Emitter out) {
        boolean over = streams.exhausted() != null;
        if (!overdue && !over) {
            return dropHopeless(out);
        }
        boolean standsIn = streams.holds();
        for (int i = 0; i < choice.length && standsIn; i++) {
            choice[i] = streams.track(i).isEmpty() ? LAST : 0;
            standsIn = choice[i] == 0 || streams.track(i).last() != null;
        }
        if (standsIn) {
            return emit(slowest(), true, out);
        }
        return streams.dropEarliest(over ? Streams.UNMATCHED : Streams.STALLED, out);
    }

    /** Frames that even the next frame of a stream that holds nothing will be too late for. */
    private boolean dropHopeless(Emitter out) {
        for (int i = 0; i < choice.length; i++) {
            Track track = streams.track(i);
            if (track.isEmpty() && track.newestNanos() != Long.MIN_VALUE && dropOlder(track.newestNanos(), out)) {
                return true;
            }
        }
        return false;
    }

    /** Drops what cannot be matched with anything from a time on. */
    private boolean dropOlder(long nanos, Emitter out) {
        boolean dropped = false;
        for (int i = 0; i < choice.length; i++) {
            Track track = streams.track(i);
            while (!track.isEmpty() && track.headNanos() < nanos - toleranceNanos) {
                track.drop(Streams.UNMATCHED, out);
                dropped = true;
            }
        }
        return dropped;
    }

    private boolean match(int slowest, boolean overdue, Emitter out) {
        long nanos = streams.track(slowest).headNanos();
        for (int i = 0; i < choice.length; i++) {
            choice[i] = nearest(streams.track(i), nanos, overdue);
            if (choice[i] == UNKNOWN) {
                return false;
            }
        }
        return emit(slowest, false, out);
    }

    /** The frame nearest to a time, or UNKNOWN while a nearer one may come. */
    private int nearest(Track track, long nanos, boolean overdue) {
        int best = 0;
        long distance = Math.abs(track.headNanos() - nanos);
        for (int i = 1; i < track.size(); i++) {
            long other = Math.abs(track.get(i).timeNanos() - nanos);
            if (other >= distance) {
                return best;
            }
            best = i;
            distance = other;
        }
        boolean decided = overdue
                || distance == 0
                || track.newestNanos() >= nanos + distance
                || track.get(best).timeNanos() >= nanos;
        return decided ? best : UNKNOWN;
    }

    private boolean emit(int slowest, boolean standsIn, Emitter out) {
        Sets sets = streams.sets();
        sets.begin(streams.track(slowest).headNanos());
        sets.anchor(slowest, streams.track(slowest).head());
        for (int i = 0; i < choice.length; i++) {
            Frame frame = choice[i] == LAST
                    ? streams.track(i).last()
                    : streams.track(i).get(choice[i]);
            if (frame != null && i != slowest) {
                sets.add(i, frame);
            }
        }
        boolean refused = !standsIn && streams.refusesUncertain();
        for (int i = 0; i < choice.length; i++) {
            if (choice[i] != LAST) {
                take(i, refused, out);
            }
        }
        if (!refused) {
            sets.end(out);
        }
        return true;
    }

    private void take(int input, boolean refused, Emitter out) {
        Track track = streams.track(input);
        for (int older = 0; older < choice[input]; older++) {
            track.drop(Streams.UNMATCHED, out);
        }
        if (refused) {
            track.drop(Streams.UNCERTAIN, out);
        } else {
            track.use(0, out);
            track.shift(Streams.UNMATCHED, out);
        }
    }
}
