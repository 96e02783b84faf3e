package io.millrace.engine.align;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Emitter;

/**
 * The earliest frame that waits is the anchor: every other stream gives its oldest frame if it is near enough. The
 * algorithm of DL Streamer's {@code gvastreammux}, but that a set lacking a part is not made.
 */
final class Earliest implements Matcher {

    private final Streams streams;

    Earliest(Streams streams) {
        this.streams = streams;
    }

    @Override
    public long pendingSince() {
        return streams.oldestCame();
    }

    @Override
    public boolean step(boolean overdue, Emitter out) {
        int anchor = streams.earliest();
        if (anchor < 0) {
            return false;
        }
        long nanos = streams.track(anchor).headNanos();
        boolean hopeless = false;
        boolean lacks = false;
        for (int i = 0; i < streams.count(); i++) {
            Track track = streams.track(i);
            hopeless |= track.isEmpty()
                    ? track.newestNanos() > nanos + streams.toleranceNanos()
                    : track.headNanos() > nanos + streams.toleranceNanos();
            lacks |= track.isEmpty();
        }
        if (hopeless) {
            streams.track(anchor).drop(Streams.UNMATCHED, out);
            return true;
        }
        if (lacks) {
            return overdue && (standIn(anchor, out) || streams.dropEarliest(Streams.STALLED, out));
        }
        emit(anchor, false, out);
        return true;
    }

    /** The last frames of the streams that hold nothing stand in. */
    private boolean standIn(int anchor, Emitter out) {
        for (int i = 0; i < streams.count(); i++) {
            Track track = streams.track(i);
            if (!streams.holds() || (track.isEmpty() && track.last() == null)) {
                return false;
            }
        }
        emit(anchor, true, out);
        return true;
    }

    private void emit(int anchor, boolean standsIn, Emitter out) {
        Sets sets = streams.sets();
        sets.begin(streams.track(anchor).headNanos());
        sets.anchor(anchor, streams.track(anchor).head());
        for (int i = 0; i < streams.count(); i++) {
            Track track = streams.track(i);
            Frame frame = track.isEmpty() ? track.last() : track.head();
            if (frame != null && i != anchor) {
                sets.add(i, frame);
            }
        }
        boolean refused = !standsIn && streams.refusesUncertain();
        for (int i = 0; i < streams.count(); i++) {
            Track track = streams.track(i);
            if (track.isEmpty()) {
                continue;
            }
            if (refused) {
                track.drop(Streams.UNCERTAIN, out);
            } else {
                track.use(0, out);
                track.shift(Streams.UNMATCHED, out);
            }
        }
        if (!refused) {
            sets.end(out);
        }
    }
}
