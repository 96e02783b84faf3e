package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import java.util.List;

/**
 * Keeps the points of a cloud that lie in a box and in a range of distances.
 *
 * <p><b>Input</b> a cloud, f32 [point, field], x, y, z in m first. <b>Output</b> the points inside, in their order. <b>State
 * and cost</b> none; linear in the points. <b>Drops</b> nothing: a cloud of which nothing is left is empty.
 */
public final class CloudCrop implements Operator<CloudCrop.Config> {

    /** Makes the operator; the service loader does. */
    public CloudCrop() {}

    /**
     * Settings.
     *
     * @param min lowest x, y, z, m
     * @param max highest x, y, z, m
     * @param nearMeters least distance from the sensor, m
     * @param farMeters greatest distance from the sensor, m
     */
    public record Config(
            @Setting(help = "lowest x, y, z, m", orElse = "[-1000, -1000, -1000]", live = true)
            List<Double> min,

            @Setting(help = "highest x, y, z, m", orElse = "[1000, 1000, 1000]", live = true)
            List<Double> max,

            @Setting(help = "least distance from the sensor, m", orElse = "0", min = 0, live = true)
            double nearMeters,

            @Setting(help = "greatest distance from the sensor, m", orElse = "1000", min = 0, live = true)
            double farMeters) {

        /**
         * Checks the corners.
         *
         * @param min lowest x, y, z
         * @param max highest x, y, z
         * @param nearMeters least distance
         * @param farMeters greatest distance
         * @throws IllegalArgumentException if a corner has not three numbers
         */
        public Config {
            min = List.copyOf(min);
            max = List.copyOf(max);
            if (min.size() != 3 || max.size() != 3) {
                throw new IllegalArgumentException(
                        "corner is no point: min=" + min + ", max=" + max + " (expected three numbers each)");
            }
        }
    }

    @Override
    public String name() {
        return "cloud-crop";
    }

    @Override
    public String summary() {
        return "keeps the points in a box and a range of distances";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = Cloud.points(inputs);
        return Contract.of(Cloud.rows(in, Cloud.POINT, Cloud.fields(in)));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        int fields = Cloud.fields(context.input());
        Limits limits = new Limits(settings);
        return (input, frame, out) -> out.emit(frame.withPayload(Cloud.of(crop(limits, frame, fields), fields)));
    }

    private static float[] crop(Limits limits, Frame frame, int fields) {
        float[] points = frame.tensor().floats();
        int kept = 0;
        for (int at = 0; at < points.length; at += fields) {
            kept += limits.holds(points[at], points[at + 1], points[at + 2]) ? 1 : 0;
        }
        if (kept * fields == points.length) {
            return points;
        }
        float[] result = new float[kept * fields];
        int to = 0;
        for (int at = 0; at < points.length; at += fields) {
            if (limits.holds(points[at], points[at + 1], points[at + 2])) {
                System.arraycopy(points, at, result, to, fields);
                to += fields;
            }
        }
        return result;
    }

    /** The settings as plain numbers: unboxed once, not for each point. */
    private static final class Limits {

        private final double[] min;
        private final double[] max;
        private final double nearSquare;
        private final double farSquare;

        Limits(Config settings) {
            this.min = Cloud.plain(settings.min());
            this.max = Cloud.plain(settings.max());
            this.nearSquare = settings.nearMeters() * settings.nearMeters();
            this.farSquare = settings.farMeters() * settings.farMeters();
        }

        boolean holds(float x, float y, float z) {
            double square = (double) x * x + (double) y * y + (double) z * z;
            return x >= min[0]
                    && y >= min[1]
                    && z >= min[2]
                    && x <= max[0]
                    && y <= max[1]
                    && z <= max[2]
                    && square >= nearSquare
                    && square <= farSquare;
        }
    }
}
