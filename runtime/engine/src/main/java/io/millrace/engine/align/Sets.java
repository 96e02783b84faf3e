package io.millrace.engine.align;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Provenance;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes sets of parts. A set is timed by its matcher; how far its parts may be from that time is its uncertainty: for each
 * part the distance and how well the part's own time is known, the largest of all. Its provenance is that of all parts,
 * the weakest winning.
 */
final class Sets {

    private final List<String> names;
    private final Gauge uncertain =
            Gauge.of("uncertain-sets", "Sets passed on though they may be outside the tolerance.");
    private final Gauge spread = Gauge.of("spread-ms", "How far the parts of the last set are apart in time.");
    private final @Nullable Provenance[] left;
    private final @Nullable Provenance[] right;
    private final @Nullable Provenance[] merged;
    private @Nullable Payload[] parts;
    private long timeNanos;
    private long latestNanos = Long.MIN_VALUE;
    private long uncertaintyNanos;
    private long arrivalNanos;
    private long distanceNanos;
    private long apartNanos;
    private long anchorUncertaintyNanos;
    private Provenance provenance;
    private long sequence;
    private long uncertainSets;

    @SuppressWarnings("NullAway") // a provenance is there from the first part on
    Sets(List<String> names) {
        this.names = names;
        this.left = new @Nullable Provenance[names.size()];
        this.right = new @Nullable Provenance[names.size()];
        this.merged = new @Nullable Provenance[names.size()];
        this.parts = new @Nullable Payload[names.size()];
    }

    List<Gauge> gauges() {
        return List.of(uncertain, spread);
    }

    /** Begins a set that is timed like this, or like the one before it should that be later. */
    @SuppressWarnings("NullAway") // see above
    void begin(long nanos) {
        parts = new @Nullable Payload[names.size()];
        timeNanos = Math.max(nanos, latestNanos);
        uncertaintyNanos = 0;
        distanceNanos = 0;
        apartNanos = 0;
        anchorUncertaintyNanos = 0;
        arrivalNanos = Long.MIN_VALUE;
        provenance = null;
    }

    /** Adds the frame that the set is made for. */
    void anchor(int part, Frame frame) {
        anchorUncertaintyNanos = frame.uncertaintyNanos();
        long apart = apartNanos;
        add(part, frame);
        apartNanos = apart;
    }

    /** Adds a frame as it is. */
    void add(int part, Frame frame) {
        add(part, frame.payload(), frame, Math.abs(frame.timeNanos() - timeNanos));
    }

    /** Adds what was made of a frame, among others perhaps: {@link #derive} tells of those. */
    void add(int part, Payload payload, Frame frame, long distance) {
        parts[part] = payload;
        derive(part, frame, distance);
    }

    /** Takes account of a frame that a part was made of. */
    void derive(int part, Frame frame, long distance) {
        distanceNanos = Math.max(distanceNanos, distance);
        uncertaintyNanos = Math.max(uncertaintyNanos, distance + frame.uncertaintyNanos());
        apartNanos = Math.max(apartNanos, distance + frame.uncertaintyNanos());
        arrivalNanos = Math.max(arrivalNanos, frame.arrivalNanos());
        merge(part, frame.provenance());
    }

    /** Adds a part whose frames are known from {@link #derive}. */
    void put(int part, Payload payload) {
        parts[part] = payload;
    }

    /** How far a part may be from the frame that the set is made for, as far as the times of both are known. */
    long apartNanos() {
        return apartNanos + anchorUncertaintyNanos;
    }

    void countUncertain() {
        uncertain.set((double) ++uncertainSets);
    }

    @SuppressWarnings("NullAway") // a matcher fills every part before it ends the set
    void end(Emitter out) {
        latestNanos = timeNanos;
        spread.set((double) distanceNanos / 1e6);
        out.emit(new Frame(sequence++, timeNanos, uncertaintyNanos, arrivalNanos, Bundle.of(names, parts), provenance));
    }

    /** Streams keep their provenance for long, so what the same two gave last time is used again. */
    @SuppressWarnings({"ReferenceEquality", "NullAway"})
    private void merge(int part, Provenance other) {
        if (provenance == null) {
            provenance = other;
        } else if (provenance != other) {
            if (left[part] != provenance || right[part] != other) {
                left[part] = provenance;
                right[part] = other;
                merged[part] = provenance.with(other);
            }
            provenance = merged[part];
        }
    }

    /** Times may fall from here on. */
    void beginAnew() {
        latestNanos = Long.MIN_VALUE;
    }

    void reset() {
        sequence = 0;
        beginAnew();
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(sequence);
        out.writeLong(latestNanos);
    }

    void load(DataInput in) throws IOException {
        sequence = in.readLong();
        latestNanos = in.readLong();
    }
}
