package io.millrace.engine.align;

import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import org.jspecify.annotations.Nullable;

/** What every matcher works on: the tracks, the sets that come of them, and what the file says. */
final class Streams {

    static final DropReason UNMATCHED = new DropReason("unmatched");
    static final DropReason STALLED = new DropReason("stalled");
    static final DropReason UNCERTAIN = new DropReason("uncertain");
    static final DropReason SUPERSEDED = DropReason.SUPERSEDED;
    static final DropReason LATE = new DropReason("late");
    static final DropReason INCOMPLETE = new DropReason("incomplete");

    private final Track[] tracks;
    private final Sets sets;
    private final AlignSettings settings;
    private final OnStall onStall;
    private final long toleranceNanos;

    Streams(Track[] tracks, Sets sets, AlignSettings settings) {
        this.tracks = tracks;
        this.sets = sets;
        this.settings = settings;
        this.onStall = OnStall.parse(settings.onStall());
        this.toleranceNanos = settings.toleranceNanos();
    }

    Sets sets() {
        return sets;
    }

    int count() {
        return tracks.length;
    }

    Track track(int input) {
        return tracks[input];
    }

    long toleranceNanos() {
        return toleranceNanos;
    }

    /** Whether the last frame of a stalled stream stands in, however old. */
    boolean holds() {
        return onStall.action() == OnStall.Action.HOLD;
    }

    /** Whether a frame of this age will do when nothing newer is waited for any longer. */
    boolean isNearEnough(long ageNanos) {
        return settings.tolerance() == null
                ? onStall.action() != OnStall.Action.WAIT
                : Math.abs(ageNanos) <= toleranceNanos;
    }

    /** Whether a set may be outside its tolerance and must not be passed on for that; counts it if it may. */
    boolean refusesUncertain() {
        if (settings.tolerance() == null || sets.apartNanos() <= toleranceNanos) {
            return false;
        }
        if (settings.onUncertain() == AlignSettings.OnUncertain.DROP) {
            return true;
        }
        sets.countUncertain();
        return false;
    }

    /** The input whose oldest frame is the earliest, or -1 if none holds a frame. */
    int earliest() {
        int first = -1;
        for (int i = 0; i < tracks.length; i++) {
            if (!tracks[i].isEmpty() && (first < 0 || tracks[i].headNanos() < tracks[first].headNanos())) {
                first = i;
            }
        }
        return first;
    }

    /** When the frame that has been held longest came. */
    long oldestCame() {
        long came = Matcher.NOTHING;
        for (Track track : tracks) {
            came = track.isEmpty() ? came : Math.min(came, track.headCame());
        }
        return came;
    }

    /** A stream that holds nothing and will hold nothing more, or null: nothing can be matched with it. */
    @Nullable Track exhausted() {
        for (Track track : tracks) {
            if (track.isEmpty() && track.isEnded()) {
                return track;
            }
        }
        return null;
    }

    /** Drops the earliest frame; false if there is none. */
    boolean dropEarliest(DropReason reason, Emitter out) {
        int first = earliest();
        if (first >= 0) {
            tracks[first].drop(reason, out);
        }
        return first >= 0;
    }
}
