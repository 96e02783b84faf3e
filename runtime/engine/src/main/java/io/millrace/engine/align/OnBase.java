package io.millrace.engine.align;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import org.jspecify.annotations.Nullable;

/**
 * Sets made for the frames of one stream, or of every stream in order of time: the others give the nearest frame, the last
 * one by then, or are interpolated. What they give may be given again.
 */
final class OnBase implements Matcher {

    private static final int NONE = -2;
    private static final int UNKNOWN = -3;
    private static final int LAST = -1;

    private final Streams streams;
    private final Policy policy;
    private final int base;
    private final long aheadNanos;
    private final @Nullable Interpolator interpolator;
    private final int[] choice;

    /**
     * Makes it.
     *
     * @param base input whose frames the sets are made for, or -1 for all
     * @param aheadNanos how much later than the base a held frame may be
     * @param interpolator makes what is between two frames, or null for other policies
     */
    OnBase(Streams streams, Policy policy, int base, long aheadNanos, @Nullable Interpolator interpolator) {
        this.streams = streams;
        this.policy = policy;
        this.base = base;
        this.aheadNanos = aheadNanos;
        this.interpolator = interpolator;
        this.choice = new int[streams.count()];
    }

    @Override
    public long pendingSince() {
        int anchor = anchor();
        return anchor < 0 ? NOTHING : streams.track(anchor).headCame();
    }

    private int anchor() {
        if (base < 0) {
            return streams.earliest();
        }
        return streams.track(base).isEmpty() ? -1 : base;
    }

    @Override
    public boolean step(boolean overdue, Emitter out) {
        int anchor = anchor();
        if (anchor < 0) {
            return false;
        }
        long nanos = streams.track(anchor).headNanos();
        boolean complete = true;
        boolean stalled = false;
        for (int i = 0; i < choice.length; i++) {
            if (i != anchor) {
                choice[i] = choose(i, nanos, out);
                if (choice[i] == UNKNOWN && !overdue) {
                    return false;
                }
                stalled |= choice[i] == UNKNOWN;
                choice[i] = choice[i] == UNKNOWN ? best(i, nanos) : choice[i];
                complete &= choice[i] != NONE;
            }
        }
        finish(anchor, nanos, complete, stalled, out);
        return true;
    }

    private void finish(int anchor, long nanos, boolean complete, boolean stalled, Emitter out) {
        Track track = streams.track(anchor);
        if (complete && emit(anchor, nanos, stalled, out)) {
            track.use(0, out);
        } else if (complete) {
            track.drop(Streams.UNCERTAIN, out);
            return;
        } else if (base >= 0) {
            track.drop(stalled ? Streams.STALLED : Streams.UNMATCHED, out);
            return;
        }
        // Without a base the frame stays to be held for the others, used or not yet.
        track.shift(Streams.SUPERSEDED, out);
    }

    private boolean emit(int anchor, long nanos, boolean stalled, Emitter out) {
        Sets sets = streams.sets();
        sets.begin(nanos);
        sets.anchor(anchor, streams.track(anchor).head());
        for (int i = 0; i < choice.length; i++) {
            if (i != anchor) {
                add(i, nanos);
            }
        }
        if (!(stalled && streams.holds()) && streams.refusesUncertain()) {
            return false;
        }
        for (int i = 0; i < choice.length; i++) {
            if (i != anchor && choice[i] == LAST) {
                streams.track(i).useLast(out);
            } else if (i != anchor) {
                streams.track(i).use(choice[i], out);
            }
        }
        sets.end(out);
        return true;
    }

    private void add(int input, long nanos) {
        Track track = streams.track(input);
        Frame last = track.last();
        if (interpolator != null && choice[input] == 0 && last != null && track.headNanos() > nanos) {
            Frame next = track.head();
            streams.sets().add(input, interpolator.between(last, next, nanos), next, 0);
            streams.sets().derive(input, last, 0);
        } else if (choice[input] == LAST && last != null) {
            streams.sets().add(input, last);
        } else {
            streams.sets().add(input, track.get(choice[input]));
        }
    }

    /** Which frame of a stream goes with a time: {@code LAST}, a held one, {@code NONE} or {@code UNKNOWN} yet. */
    private int choose(int input, long nanos, Emitter out) {
        Track track = streams.track(input);
        long until = policy == Policy.HOLD_LAST && base >= 0 ? nanos + aheadNanos : nanos;
        // Of several frames of one time the first is given, because whether the others are here already is chance.
        Frame last = track.last();
        while (base >= 0
                && !track.isEmpty()
                && track.headNanos() <= until
                && (last == null || last.timeNanos() < until)) {
            track.shift(unused(), out);
            last = track.last();
        }
        return switch (policy) {
            case HOLD_LAST -> held(base < 0 && input < anchor() ? until + 1 : until, track, last, nanos);
            case INTERPOLATE -> bridged(track, last, nanos);
            default -> nearest(track, last, nanos);
        };
    }

    private DropReason unused() {
        return policy == Policy.HOLD_LAST ? Streams.SUPERSEDED : Streams.UNMATCHED;
    }

    /** A stream before the one of the anchor must have passed its time, because frames of one time are taken in order. */
    private int held(long until, Track track, @Nullable Frame last, long nanos) {
        if (track.newestNanos() < until) {
            return UNKNOWN;
        }
        return last != null && nanos - last.timeNanos() <= streams.toleranceNanos() ? LAST : NONE;
    }

    private int nearest(Track track, @Nullable Frame last, long nanos) {
        long before = last == null ? Long.MAX_VALUE : nanos - last.timeNanos();
        if (before > 0 && track.isEmpty() && !track.isEnded()) {
            return UNKNOWN;
        }
        long after = track.isEmpty() ? Long.MAX_VALUE : track.headNanos() - nanos;
        return before <= after ? within(LAST, before) : within(0, after);
    }

    private int within(int choice, long distance) {
        return distance <= streams.toleranceNanos() ? choice : NONE;
    }

    private int bridged(Track track, @Nullable Frame last, long nanos) {
        if (last != null && last.timeNanos() == nanos) {
            return LAST;
        }
        if (track.isEmpty()) {
            return track.isEnded() ? NONE : UNKNOWN;
        }
        boolean bridges = last != null && track.headNanos() - last.timeNanos() <= streams.toleranceNanos();
        return bridges ? 0 : NONE;
    }

    /** What there is of a stream that has not come as far as it should. */
    private int best(int input, long nanos) {
        Frame last = streams.track(input).last();
        if (last == null) {
            return NONE;
        }
        boolean near = policy != Policy.INTERPOLATE && streams.isNearEnough(nanos - last.timeNanos());
        return near || streams.holds() ? LAST : NONE;
    }
}
