package io.millrace.engine.align;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Emitter;

/** The n-th frame of each stream, whatever their times; the set is timed by the latest. */
final class ByOrder implements Matcher {

    private final Streams streams;

    ByOrder(Streams streams) {
        this.streams = streams;
    }

    @Override
    public long pendingSince() {
        return streams.oldestCame();
    }

    @Override
    public boolean step(boolean overdue, Emitter out) {
        boolean any = false;
        boolean all = true;
        boolean standsIn = streams.holds();
        for (int i = 0; i < streams.count(); i++) {
            Track track = streams.track(i);
            any |= !track.isEmpty();
            all &= !track.isEmpty();
            standsIn &= !track.isEmpty() || track.last() != null;
        }
        boolean over = streams.exhausted() != null;
        if (!any || (!all && !overdue && !over)) {
            return false;
        }
        if (all || standsIn) {
            emit(out);
            return true;
        }
        return streams.dropEarliest(over ? Streams.UNMATCHED : Streams.STALLED, out);
    }

    private void emit(Emitter out) {
        long nanos = Long.MIN_VALUE;
        for (int i = 0; i < streams.count(); i++) {
            Track track = streams.track(i);
            nanos = track.isEmpty() ? nanos : Math.max(nanos, track.headNanos());
        }
        Sets sets = streams.sets();
        sets.begin(nanos);
        for (int i = 0; i < streams.count(); i++) {
            Track track = streams.track(i);
            Frame frame = track.isEmpty() ? track.last() : track.head();
            if (frame != null) {
                sets.add(i, frame);
            }
            if (!track.isEmpty()) {
                track.use(0, out);
                track.shift(Streams.UNMATCHED, out);
            }
        }
        sets.end(out);
    }
}
