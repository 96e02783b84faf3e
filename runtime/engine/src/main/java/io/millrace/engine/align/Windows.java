package io.millrace.engine.align;

import io.millrace.api.operator.Emitter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Windows of equal length that begin at whole multiples of it: all frames of each stream within one are stacked, none of
 * them if there are none. A window without any frame is left out. A set is timed at the middle of its window.
 */
final class Windows implements Matcher {

    private static final long NO_WINDOW = Long.MIN_VALUE;

    private final Streams streams;
    private final Stack[] stacks;
    private final long lengthNanos;
    private long doneNanos = NO_WINDOW;

    Windows(Streams streams, Stack[] stacks, long lengthNanos) {
        this.streams = streams;
        this.stacks = stacks;
        this.lengthNanos = lengthNanos;
    }

    @Override
    public long pendingSince() {
        return streams.oldestCame();
    }

    @Override
    public boolean step(boolean overdue, Emitter out) {
        int first = streams.earliest();
        if (first < 0) {
            return false;
        }
        long beginNanos = Math.floorDiv(streams.track(first).headNanos(), lengthNanos) * lengthNanos;
        if (doneNanos != NO_WINDOW && beginNanos < doneNanos) {
            streams.track(first).drop(Streams.LATE, out);
            return true;
        }
        long endNanos = beginNanos + lengthNanos;
        for (int i = 0; i < stacks.length && !overdue; i++) {
            if (streams.track(i).newestNanos() < endNanos) {
                return false;
            }
        }
        emit(beginNanos, endNanos, out);
        return true;
    }

    private void emit(long beginNanos, long endNanos, Emitter out) {
        Sets sets = streams.sets();
        sets.begin(beginNanos + lengthNanos / 2);
        for (int i = 0; i < stacks.length; i++) {
            Track track = streams.track(i);
            int frames = 0;
            while (frames < track.size() && track.get(frames).timeNanos() < endNanos) {
                frames++;
            }
            stacks[i].begin(frames);
            for (int f = 0; f < frames; f++) {
                stacks[i].put(f, track.head().tensor());
                sets.derive(i, track.head(), 0);
                track.use(0, out);
                track.drop(Streams.UNMATCHED, out);
            }
            sets.put(i, stacks[i].end());
        }
        doneNanos = endNanos;
        sets.end(out);
    }

    @Override
    public void reset() {
        doneNanos = NO_WINDOW;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(doneNanos);
    }

    @Override
    public void load(DataInput in) throws IOException {
        doneNanos = in.readLong();
    }
}
