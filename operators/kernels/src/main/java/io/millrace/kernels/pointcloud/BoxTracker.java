package io.millrace.kernels.pointcloud;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows boxes from frame to frame: a Kalman filter of constant velocity for the centre of each, boxes given to tracks so
 * that the sum of distances is least. A track that was seen often enough is shown; one that was missed too often ends.
 * Sizes and height are smoothed, the heading is that of the motion once there is one.
 *
 * <p>Standard formulas (Bar-Shalom, Li, Kirubarajan: Estimation with applications to tracking and navigation, section 6.3;
 * white noise acceleration). O((tracks + boxes)^3) a frame.
 */
public final class BoxTracker implements KernelState {

    /** Numbers of a track: identity, x, y, z, length, width, height in m, yaw in rad, vx, vy in m/s, frames seen, frames missed. */
    public static final int TRACK_FIELDS = 12;

    private static final double SMOOTHING = 0.3;
    private static final double HEADING_METERS_PER_SECOND = 0.7;
    private static final double NANOS_PER_SECOND = 1e9;

    /** One axis of one track: position, velocity and their covariance. */
    private static final class Axis {

        private double position;
        private double velocity;
        private double pp;
        private double pv;
        private double vv;

        void predict(double seconds, double accelerationNoise) {
            position += seconds * velocity;
            double q = accelerationNoise * accelerationNoise;
            double t2 = seconds * seconds;
            pp += 2 * seconds * pv + t2 * vv + q * t2 * seconds / 3;
            pv += seconds * vv + q * t2 / 2;
            vv += q * seconds;
        }

        void update(double measured, double noise) {
            double s = pp + noise * noise;
            double kp = pp / s;
            double kv = pv / s;
            double residual = measured - position;
            position += kp * residual;
            velocity += kv * residual;
            vv -= kv * pv;
            pv -= kp * pv;
            pp -= kp * pp;
        }
    }

    /** One thing that is followed. */
    private static final class Track {

        private int identity;
        private final Axis x = new Axis();
        private final Axis y = new Axis();
        private final float[] rest = new float[5]; // z, length, width, height, yaw
        private int seen;
        private int missed;
    }

    private final double gateMeters;
    private final double accelerationNoise;
    private final double positionNoise;
    private final int confirmAfter;
    private final int dropAfter;
    private final int limit;
    private final List<Track> tracks = new ArrayList<>();
    private int nextIdentity = 1;
    private long lastNanos = Long.MIN_VALUE;

    /**
     * Makes a tracker.
     *
     * @param gateMeters a box farther than this from where a track is expected is none of it, above 0
     * @param accelerationNoise spectral density of the acceleration, m/s^1.5, above 0
     * @param positionNoise standard deviation of a measured centre, m, above 0
     * @param confirmAfter frames in which a track must have been seen to be shown, 1 or more
     * @param dropAfter a track missed in more frames running than this ends, 0 or more
     * @param limit most tracks at a time, 1..4096; boxes beyond begin none
     */
    public BoxTracker(
            double gateMeters,
            double accelerationNoise,
            double positionNoise,
            int confirmAfter,
            int dropAfter,
            int limit) {
        this.gateMeters = Require.positive("gateMeters", gateMeters);
        this.accelerationNoise = Require.positive("accelerationNoise", accelerationNoise);
        this.positionNoise = Require.positive("positionNoise", positionNoise);
        this.confirmAfter = Require.inRange("confirmAfter", confirmAfter, 1, 1000);
        this.dropAfter = Require.inRange("dropAfter", dropAfter, 0, 1000);
        this.limit = Require.inRange("limit", limit, 1, 4096);
    }

    /**
     * Takes the boxes of a frame.
     *
     * @param boxes {@link CellClusters#BOX_FIELDS} numbers for each box
     * @param nanos when they were measured; not before the frame before
     * @return tracks to show
     */
    public int take(float[] boxes, long nanos) {
        double seconds = lastNanos == Long.MIN_VALUE ? 0 : Math.max(0, (nanos - lastNanos) / NANOS_PER_SECOND);
        lastNanos = nanos;
        for (Track track : tracks) {
            track.x.predict(seconds, accelerationNoise);
            track.y.predict(seconds, accelerationNoise);
        }
        int count = boxes.length / CellClusters.BOX_FIELDS;
        int[] given = Assignment.solve(costs(boxes, count), tracks.size(), count);
        boolean[] taken = new boolean[count];
        for (int i = 0; i < given.length; i++) {
            if (given[i] >= 0) {
                taken[given[i]] = true;
                see(tracks.get(i), boxes, given[i] * CellClusters.BOX_FIELDS);
            } else {
                tracks.get(i).missed++;
            }
        }
        tracks.removeIf(track -> track.missed > dropAfter || (track.missed > 0 && track.seen < confirmAfter));
        for (int box = 0; box < count && tracks.size() < limit; box++) {
            if (!taken[box]) {
                tracks.add(begin(boxes, box * CellClusters.BOX_FIELDS));
            }
        }
        return (int) tracks.stream().filter(this::isShown).count();
    }

    /**
     * Writes the tracks to show, oldest first.
     *
     * @param out gets {@value #TRACK_FIELDS} numbers for each
     */
    public void tracksInto(float[] out) {
        int at = 0;
        for (Track track : tracks) {
            if (isShown(track)) {
                out[at] = track.identity;
                out[at + 1] = (float) track.x.position;
                out[at + 2] = (float) track.y.position;
                System.arraycopy(track.rest, 0, out, at + 3, 5);
                out[at + 8] = (float) track.x.velocity;
                out[at + 9] = (float) track.y.velocity;
                out[at + 10] = track.seen;
                out[at + 11] = track.missed;
                at += TRACK_FIELDS;
            }
        }
    }

    private boolean isShown(Track track) {
        return track.seen >= confirmAfter;
    }

    private double[][] costs(float[] boxes, int count) {
        double[][] costs = new double[tracks.size()][count];
        for (int i = 0; i < costs.length; i++) {
            Track track = tracks.get(i);
            for (int box = 0; box < count; box++) {
                double dx = boxes[box * CellClusters.BOX_FIELDS] - track.x.position;
                double dy = boxes[box * CellClusters.BOX_FIELDS + 1] - track.y.position;
                double square = dx * dx + dy * dy;
                costs[i][box] = square <= gateMeters * gateMeters ? square : Double.POSITIVE_INFINITY;
            }
        }
        return costs;
    }

    private Track begin(float[] boxes, int at) {
        Track track = new Track();
        track.identity = nextIdentity++;
        for (Axis axis : new Axis[] {track.x, track.y}) {
            axis.pp = positionNoise * positionNoise;
            axis.vv = 100; // nothing is known of the velocity but that it is less than 10 m/s or so
        }
        track.x.position = boxes[at];
        track.y.position = boxes[at + 1];
        System.arraycopy(boxes, at + 2, track.rest, 0, 5);
        track.seen = 1;
        return track;
    }

    private void see(Track track, float[] boxes, int at) {
        track.x.update(boxes[at], positionNoise);
        track.y.update(boxes[at + 1], positionNoise);
        for (int i = 0; i < 4; i++) {
            track.rest[i] += (float) (SMOOTHING * (boxes[at + 2 + i] - track.rest[i]));
        }
        double speed = Math.hypot(track.x.velocity, track.y.velocity);
        boolean moves = track.seen >= confirmAfter && speed > HEADING_METERS_PER_SECOND;
        track.rest[4] = moves ? (float) Math.atan2(track.y.velocity, track.x.velocity) : boxes[at + 6];
        track.seen++;
        track.missed = 0;
    }

    @Override
    public long stateBytes() {
        return 160L * limit;
    }

    @Override
    public void reset() {
        tracks.clear();
        nextIdentity = 1;
        lastNanos = Long.MIN_VALUE;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(nextIdentity);
        out.writeLong(lastNanos);
        out.writeInt(tracks.size());
        for (Track track : tracks) {
            out.writeInt(track.identity);
            out.writeInt(track.seen);
            out.writeInt(track.missed);
            StateIo.writeFloats(out, track.rest);
            for (Axis axis : new Axis[] {track.x, track.y}) {
                StateIo.writeDoubles(out, new double[] {axis.position, axis.velocity, axis.pp, axis.pv, axis.vv});
            }
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        reset();
        nextIdentity = in.readInt();
        lastNanos = in.readLong();
        int count = StateIo.readInt(in, "tracks", 0, limit);
        double[] numbers = new double[5];
        for (int i = 0; i < count; i++) {
            Track track = new Track();
            track.identity = in.readInt();
            track.seen = in.readInt();
            track.missed = in.readInt();
            StateIo.readFloats(in, "track", track.rest);
            for (Axis axis : new Axis[] {track.x, track.y}) {
                StateIo.readDoubles(in, "axis", numbers);
                axis.position = numbers[0];
                axis.velocity = numbers[1];
                axis.pp = numbers[2];
                axis.pv = numbers[3];
                axis.vv = numbers[4];
            }
            tracks.add(track);
        }
    }
}
