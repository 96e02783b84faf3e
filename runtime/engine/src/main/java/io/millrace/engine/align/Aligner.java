package io.millrace.engine.align;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.WaitingProcessor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Holds the frames of several inputs and lets a matcher decide about them: as soon as the streams have come far enough, at
 * the latest when the patience with a stalled one is at its end, and in any case before more is held than the plan allows.
 */
final class Aligner implements WaitingProcessor {

    private final Track[] tracks;
    private final Sets sets;
    private final Matcher matcher;
    private final long patienceNanos;
    private long now;

    Aligner(Track[] tracks, Sets sets, Matcher matcher, long patienceNanos) {
        this.tracks = tracks;
        this.sets = sets;
        this.matcher = matcher;
        this.patienceNanos = patienceNanos;
    }

    @Override
    public void at(long waitedNanos) {
        now = waitedNanos;
    }

    @Override
    public long dueNanos() {
        long since = matcher.pendingSince();
        return since == NEVER ? NEVER : Math.min(since, now) + patienceNanos;
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        Track track = tracks[input];
        if (!track.isEnded() && frame.timeNanos() < track.newestNanos()) {
            beginAnew(out);
        }
        if (track.isFull()) {
            makeRoom(track, out);
        }
        track.add(frame, now);
        out.hold();
        decide(out);
        if (patienceNanos == 0) {
            overdue(out);
        }
    }

    @Override
    public void wake(Emitter out) {
        decide(out);
        overdue(out);
    }

    @Override
    public void ended(int input, Emitter out) {
        tracks[input].end();
        decide(out);
    }

    @Override
    public void flush(Emitter out) {
        for (Track track : tracks) {
            track.end();
        }
        forceAll(out);
        for (Track track : tracks) {
            track.clear(Streams.UNMATCHED, out);
        }
    }

    private void decide(Emitter out) {
        boolean decided = true;
        while (decided) {
            decided = matcher.step(false, out);
        }
    }

    private void overdue(Emitter out) {
        while (dueNanos() <= now && matcher.step(true, out)) {
            decide(out);
        }
    }

    private void forceAll(Emitter out) {
        boolean decided = true;
        while (decided) {
            decided = matcher.step(true, out);
        }
    }

    /** A stream may not make this hold more: who did not come is not waited for any longer. */
    private void makeRoom(Track track, Emitter out) {
        boolean decided = true;
        while (track.isFull() && decided) {
            decided = matcher.step(true, out);
        }
        if (track.isFull()) {
            track.drop(Streams.STALLED, out);
        }
    }

    /** Time went back: a sensor began anew, and nothing from before can be matched with what comes. */
    private void beginAnew(Emitter out) {
        forceAll(out);
        for (Track track : tracks) {
            track.clear(DropReason.OUT_OF_ORDER, out);
        }
        matcher.reset();
        sets.beginAnew();
    }

    @Override
    public int heldFrames(int input) {
        return tracks[input].held();
    }

    @Override
    public List<Gauge> gauges() {
        return sets.gauges();
    }

    @Override
    public void reset() {
        for (Track track : tracks) {
            track.reset();
        }
        sets.reset();
        matcher.reset();
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        sets.save(out);
        matcher.save(out);
        for (Track track : tracks) {
            track.save(out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        reset();
        sets.load(in);
        matcher.load(in);
        for (Track track : tracks) {
            track.load(in);
        }
    }
}
