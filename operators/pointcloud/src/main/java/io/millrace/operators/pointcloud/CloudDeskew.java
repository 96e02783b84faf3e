package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.ConstantMotion;
import java.util.List;

/**
 * Moves every point of a turn to where the sensor would have seen it at the time of the frame, for a sensor that moves
 * with constant velocity while it turns.
 *
 * <p><b>Input</b> a cloud, f32 [point, field], x, y, z in m first, one field the time of the point after the frame's in s.
 * <b>Output</b> the same points in their order; all fields but x, y, z as they were. <b>State and cost</b> none between
 * frames; linear in the points. <b>Drops</b> nothing; a point whose time is no number becomes one without a position.
 *
 * @see ConstantMotion
 */
public final class CloudDeskew implements Operator<CloudDeskew.Config> {

    /** Makes the operator; the service loader does. */
    public CloudDeskew() {}

    /**
     * Settings.
     *
     * @param velocityMetersPerSecond of the sensor along its x, y, z, m/s
     * @param turningRadiansPerSecond of the sensor about its x, y, z, rad/s
     * @param timeField 0-based field that holds the time of a point after the frame's, s
     */
    public record Config(
            @Setting(help = "velocity of the sensor along its x, y, z, m/s", live = true)
            List<Double> velocityMetersPerSecond,

            @Setting(help = "turning of the sensor about its x, y, z, rad/s", orElse = "[0, 0, 0]", live = true)
            List<Double> turningRadiansPerSecond,

            @Setting(
                    help = "0-based field that holds the time of a point after the frame's, s",
                    orElse = "4",
                    min = 3,
                    max = 63)
            int timeField) {

        /**
         * Checks the motion.
         *
         * @param velocityMetersPerSecond along x, y, z
         * @param turningRadiansPerSecond about x, y, z
         * @param timeField field of the time
         * @throws IllegalArgumentException if there are not three finite numbers each
         */
        public Config {
            velocityMetersPerSecond = List.copyOf(velocityMetersPerSecond);
            turningRadiansPerSecond = List.copyOf(turningRadiansPerSecond);
            if (!isVector(velocityMetersPerSecond) || !isVector(turningRadiansPerSecond)) {
                throw new IllegalArgumentException("motion is none: velocity-meters-per-second="
                        + velocityMetersPerSecond + ", turning-radians-per-second=" + turningRadiansPerSecond
                        + " (expected three finite numbers each)");
            }
        }

        private static boolean isVector(List<Double> values) {
            return values.size() == 3 && values.stream().allMatch(Double::isFinite);
        }

        ConstantMotion motion() {
            ConstantMotion motion = new ConstantMotion();
            motion.set(Cloud.plain(velocityMetersPerSecond), Cloud.plain(turningRadiansPerSecond));
            return motion;
        }
    }

    @Override
    public String name() {
        return "cloud-deskew";
    }

    @Override
    public String summary() {
        return "moves the points of a turn to one instant, for a sensor that moves";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = Cloud.rows(inputs, Cloud.POINT, settings.timeField() + 1);
        return Contract.of(Cloud.rows(in, Cloud.POINT, Cloud.fields(in)));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        int fields = Cloud.fields(context.input());
        int timeField = settings.timeField();
        ConstantMotion motion = settings.motion();
        return (input, frame, out) -> {
            float[] points = frame.tensor().floats().clone();
            for (int at = 0; at < points.length; at += fields) {
                motion.move(points, at, points[at + timeField]);
            }
            out.emit(frame.withPayload(Cloud.of(points, fields)));
        };
    }
}
