package io.millrace.engine.align;

import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;

/**
 * Blocks of so many frames of each stream. The base's frames make the blocks: its next n, from the time of the first to
 * that of the one behind the last. Every other stream gives, for evenly spaced instants of that span, the frame nearest to
 * each: drift between the sensors' clocks makes it give one twice or leave one out now and then instead of adding up. Only
 * frames from before the span's end are looked at, so no block sees what comes after it.
 */
final class Blocks implements Matcher {

    private final Streams streams;
    private final Stack[] stacks;
    private final int[] frames;
    private final int base;

    Blocks(Streams streams, Stack[] stacks, int[] frames, int base) {
        this.streams = streams;
        this.stacks = stacks;
        this.frames = frames;
        this.base = base;
    }

    /** A base that is still gathering its block waits for nobody. */
    @Override
    public long pendingSince() {
        Track track = streams.track(base);
        return track.size() > frames[base] ? track.came(frames[base]) : NOTHING;
    }

    @Override
    public boolean step(boolean overdue, Emitter out) {
        Track track = streams.track(base);
        int length = frames[base];
        if (track.size() <= length && !(track.isEnded() && track.size() == length)) {
            return track.isEnded() && streams.dropEarliest(Streams.INCOMPLETE, out);
        }
        long begin = track.headNanos();
        long newest = track.get(length - 1).timeNanos();
        long end = track.size() > length ? track.get(length).timeNanos() : begin + span(begin, newest, length);
        for (int i = 0; i < frames.length && !overdue; i++) {
            if (i != base && streams.track(i).newestNanos() < end) {
                return false;
            }
        }
        if (isWhole(begin, end)) {
            emit(begin, end, begin + (newest - begin) / 2, out);
        }
        consume(begin, end, out);
        return true;
    }

    /** The span of a block behind which nothing comes: as if the base went on as it was. */
    private static long span(long begin, long newest, int length) {
        return length == 1 ? 1 : (newest - begin) / (length - 1) * length;
    }

    private void emit(long begin, long end, long middle, Emitter out) {
        Sets sets = streams.sets();
        sets.begin(middle);
        for (int i = 0; i < frames.length; i++) {
            Track track = streams.track(i);
            stacks[i].begin(frames[i]);
            for (int f = 0; f < frames[i]; f++) {
                long instant = instant(begin, end, i, f);
                int at = i == base ? f : nearest(track, instant, end);
                stacks[i].put(f, track.get(at).tensor());
                sets.derive(
                        i, track.get(at), i == base ? 0 : Math.abs(track.get(at).timeNanos() - instant));
                track.use(at, out);
            }
            sets.put(i, stacks[i].end());
        }
        sets.end(out);
    }

    private long instant(long begin, long end, int input, int frame) {
        return begin + (end - begin) * frame / frames[input];
    }

    /** Whether every stream has a frame close to each instant. */
    private boolean isWhole(long begin, long end) {
        for (int i = 0; i < frames.length; i++) {
            long farNanos = (end - begin) / frames[i] / 4 * 3; // half a period for the phase, and some for jitter
            for (int f = 0; f < frames[i] && i != base; f++) {
                long instant = instant(begin, end, i, f);
                int at = nearest(streams.track(i), instant, end);
                if (at < 0 || Math.abs(streams.track(i).get(at).timeNanos() - instant) > farNanos) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The frame nearest to an instant of those before an end, or -1. */
    private static int nearest(Track track, long nanos, long end) {
        int best = -1;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < track.size() && track.get(i).timeNanos() < end; i++) {
            long distance = Math.abs(track.get(i).timeNanos() - nanos);
            if (distance < least) {
                best = i;
                least = distance;
            }
        }
        return best;
    }

    /** Lets go of a block; the others keep what is nearer to the next one. */
    private void consume(long begin, long end, Emitter out) {
        for (int i = 0; i < frames.length; i++) {
            Track track = streams.track(i);
            DropReason unused = i == base ? Streams.INCOMPLETE : Streams.SUPERSEDED;
            long until = i == base ? end : end - (end - begin) / (2L * frames[i]);
            for (int n = 0; !track.isEmpty() && (i == base ? n < frames[base] : isPast(track, until, end)); n++) {
                track.drop(unused, out);
            }
        }
    }

    /** Whether the next block will not want the oldest frame; where spans differ, its own distance decides, not half a period. */
    private static boolean isPast(Track track, long until, long end) {
        long head = track.headNanos();
        boolean nearest = track.size() > 1 && Math.abs(track.get(1).timeNanos() - end) >= Math.abs(head - end);
        return head < until && !nearest;
    }
}
