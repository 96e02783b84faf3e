package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.BoxTracker;
import io.millrace.kernels.pointcloud.CellClusters;
import io.millrace.operators.support.KernelProcessor;
import java.util.List;

/**
 * Follows boxes from frame to frame and gives each thing an identity and a velocity.
 *
 * <p><b>Input</b> f32 [box, field=8] as {@code cluster-boxes} gives it. <b>Output</b> f32 [track, field=12]: identity; x, y, z and
 * length, width, height in m; yaw in rad; vx, vy in m/s; frames seen; frames missed in a row. <b>State and cost</b> up to
 * {@code track-limit} tracks; cubic in boxes and tracks. <b>Drops</b> nothing.
 *
 * @see BoxTracker
 */
public final class TrackBoxes implements Operator<TrackBoxes.Config> {

    /** Makes the operator; the service loader does. */
    public TrackBoxes() {}

    /**
     * Settings.
     *
     * @param gateMeters a box farther from where a thing is expected is none of it, m
     * @param positionNoiseMeters standard deviation of a box's centre, m
     * @param accelerationNoise spectral density of the acceleration, m/s^1.5
     * @param confirmFrames frames in which a thing must have been seen to be shown
     * @param missFrames a thing missed in more frames running is gone
     * @param trackLimit most things at a time
     */
    public record Config(
            @Setting(
                    help = "a box farther from where a thing is expected is none of it, m",
                    orElse = "2.5",
                    min = 1e-3,
                    live = true)
            double gateMeters,

            @Setting(help = "standard deviation of a box's centre, m", orElse = "0.2", min = 1e-3, live = true)
            double positionNoiseMeters,

            @Setting(
                    help = "how much things accelerate: spectral density, m/s^1.5",
                    orElse = "2",
                    min = 1e-3,
                    live = true)
            double accelerationNoise,

            @Setting(
                    help = "frames in which a thing must have been seen to be shown",
                    orElse = "3",
                    min = 1,
                    max = 1000,
                    live = true)
            int confirmFrames,

            @Setting(
                    help = "a thing missed in more frames running is gone",
                    orElse = "5",
                    min = 0,
                    max = 1000,
                    live = true)
            int missFrames,

            @Setting(help = "most things at a time", orElse = "256", min = 1, max = 4096)
            int trackLimit) {

        BoxTracker tracker() {
            return new BoxTracker(
                    gateMeters, accelerationNoise, positionNoiseMeters, confirmFrames, missFrames, trackLimit);
        }
    }

    @Override
    public String name() {
        return "track-boxes";
    }

    @Override
    public String summary() {
        return "follows boxes from frame to frame: identities and velocities";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = Cloud.rows(inputs, Cloud.BOX, CellClusters.BOX_FIELDS);
        return Contract.of(Cloud.rows(in, Cloud.TRACK, BoxTracker.TRACK_FIELDS))
                .withStateBytes(settings.tracker().stateBytes());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Tracking(settings.tracker());
    }

    /** Takes the boxes of one frame after the other. */
    private static final class Tracking extends KernelProcessor {

        private final BoxTracker tracker;
        private final Gauge shown = Gauge.of("tracks", "Things followed in the last frame.");

        Tracking(BoxTracker tracker) {
            super(tracker);
            this.tracker = tracker;
        }

        @Override
        public List<Gauge> gauges() {
            return List.of(shown);
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] tracks =
                    new float[tracker.take(frame.tensor().floats(), frame.timeNanos()) * BoxTracker.TRACK_FIELDS];
            tracker.tracksInto(tracks);
            shown.set((double) tracks.length / BoxTracker.TRACK_FIELDS);
            out.emit(frame.withPayload(Cloud.of(tracks, BoxTracker.TRACK_FIELDS)));
        }
    }
}
