package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.PoseMotion;
import java.util.List;

/**
 * Undoes the motion of the sensor during a sweep by its poses, and moves the cloud to where the sensor was at the start of
 * the sweep, is at its end, or into the world.
 *
 * <p><b>Input</b> bundles, as {@code align:} makes them: {@code points}, a cloud, f32 [point, field], x, y, z in m first, a
 * time after the frame's in s in the field {@code time-field}; and {@code pose}, f32 [7], the sensor's at the frame's time:
 * x, y, z in m, quaternion x, y, z, w. The motion is that from the last pose to this one, continued. Poses are single
 * precision: their origin should be within some km. <b>Output</b> the cloud, moved; other fields and the frame's time stay.
 * <b>State and cost</b> the last pose; linear in the points. <b>Drops</b> a cloud whose pose is none ({@code bad-pose});
 * points without a time are taken as measured at the start, and are in the gauge {@code untimed-points}.
 *
 * @see PoseMotion
 */
public final class PoseDeskew implements Operator<PoseDeskew.Config> {

    private static final String POINTS = "points";
    private static final String POSE = "pose";
    static final DropReason BAD_POSE = new DropReason("bad-pose");

    /** Makes the operator; the service loader does. */
    public PoseDeskew() {}

    /**
     * Settings.
     *
     * @param to where points are moved to
     * @param timeField 0-based field with a point's time, -1 if there is none
     * @param sweepSeconds length of a sweep, s
     * @param longestGapSeconds poses further apart say nothing of the motion, s
     */
    public record Config(
            @Setting(help = "where points are moved to: start or end of the sweep, world", orElse = "end")
            PoseMotion.Target to,

            @Setting(
                    help = "0-based field that holds the time of a point after the frame's, s; -1 if there is none",
                    orElse = "4",
                    min = -1,
                    max = 63)
            int timeField,

            @Setting(help = "length of a sweep, s", orElse = "0.1", min = 1e-4, max = 10)
            double sweepSeconds,

            @Setting(help = "poses further apart say nothing of the motion, s", orElse = "1", min = 1e-3)
            double longestGapSeconds) {

        PoseMotion motion(int fields) {
            return new PoseMotion(fields, timeField, to, sweepSeconds, longestGapSeconds);
        }
    }

    @Override
    public String name() {
        return "pose-deskew";
    }

    @Override
    public String summary() {
        return "undoes the motion of the sensor during a sweep by its poses";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single();
        StreamSpec cloud = parts(check, settings);
        int fields = Cloud.fields(cloud);
        if (settings.timeField() >= fields) {
            inputs.refuse(
                    "points have no such field",
                    "time-field=" + settings.timeField() + ", fields=" + fields,
                    "0.." + (fields - 1) + ", or -1 for points without a time");
            return Contract.of(cloud);
        }
        StreamSpec in = check.spec();
        StreamSpec out = Cloud.spec(fields).withRateHz(in.rateHz()).withClockDomain(in.clockDomain());
        return Contract.of(out)
                .withStateBytes(settings.motion(fields).stateBytes())
                .withDrops(BAD_POSE);
    }

    private static StreamSpec parts(InputCheck check, Config settings) {
        StreamSpec in = check.bundle(POINTS, POSE).spec();
        StreamSpec points = Cloud.part(in, POINTS);
        StreamSpec pose = Cloud.part(in, POSE);
        if (!Cloud.isF32(pose, 1) || pose.axes().get(0).size() != PoseMotion.POSE_FIELDS) {
            check.mismatch("pose is none", "pose to be f32 of 7: x, y, z, quaternion x, y, z, w");
        }
        if (!Cloud.isF32(points, 2) || Cloud.fields(points) < 3 || Cloud.fields(points) > 64) {
            check.mismatch("points are no cloud", "points to be f32 [point, field], 3..64 fields");
            return Cloud.spec(Math.max(3, settings.timeField() + 1));
        }
        return points;
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        List<String> names = List.copyOf(in.fields().keySet());
        int fields = Cloud.fields(Cloud.part(in, POINTS));
        return new PoseDeskewProcessor(settings.motion(fields), fields, names.indexOf(POINTS), names.indexOf(POSE));
    }
}
