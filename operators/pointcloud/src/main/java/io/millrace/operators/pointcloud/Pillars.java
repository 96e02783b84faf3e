package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.PillarGrid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sorts a cloud into pillars and describes their points as the detectors of the PointPillars family want them.
 *
 * <p><b>Input</b> a cloud, f32 [point, field]. <b>Output</b> a bundle: {@code feature} f32 [pillar, point, feature], the
 * fields of a point, its x, y, z from the mean of its pillar and x, y from the pillar's centre, zero where there is no point;
 * {@code cell} i32 [pillar, axis=2], row (y) and column (x); {@code count} i32 [pillar]. <b>State and cost</b> none between
 * frames; linear in the points. <b>Drops</b> nothing; what the limits leave out is in the gauge {@code left-out-points}.
 *
 * @see PillarGrid
 */
public final class Pillars implements Operator<Pillars.Config> {

    private static final List<String> PARTS = List.of("feature", "cell", "count");

    /** Makes the operator; the service loader does. */
    public Pillars() {}

    /**
     * Settings.
     *
     * @param min lowest corner x, y, z, m
     * @param max highest corner x, y, z, m
     * @param sizeMeters edge of a pillar along x and y, m
     * @param pointLimit most points of a pillar
     * @param pillarLimit most pillars of a cloud
     */
    public record Config(
            @Setting(help = "lowest corner x, y, z, m") List<Double> min,
            @Setting(help = "highest corner x, y, z, m") List<Double> max,

            @Setting(help = "edge of a pillar along x and y, m", orElse = "0.16", min = 1e-3)
            double sizeMeters,

            @Setting(help = "most points of a pillar", orElse = "32", min = 1, max = 1024)
            int pointLimit,

            @Setting(help = "most pillars of a cloud", orElse = "12000", min = 1, max = 16384)
            int pillarLimit) {

        /**
         * Checks that a grid can be made of it.
         *
         * @param min lowest corner
         * @param max highest corner
         * @param sizeMeters edge of a pillar
         * @param pointLimit most points
         * @param pillarLimit most pillars
         * @throws IllegalArgumentException if there are not three numbers each, or they hold no pillar
         */
        public Config {
            min = List.copyOf(min);
            max = List.copyOf(max);
            if (min.size() != 3 || max.size() != 3) {
                throw new IllegalArgumentException(
                        "grid is no box: min=" + min + ", max=" + max + " (expected three numbers each)");
            }
            grid(min, max, sizeMeters, 3, pointLimit, pillarLimit);
        }

        PillarGrid grid(int fields) {
            return grid(min, max, sizeMeters, fields, pointLimit, pillarLimit);
        }

        private static PillarGrid grid(
                List<Double> min, List<Double> max, double size, int fields, int pointLimit, int pillarLimit) {
            return new PillarGrid(Cloud.plain(min), Cloud.plain(max), size, fields, pointLimit, pillarLimit);
        }
    }

    @Override
    public String name() {
        return "pillars";
    }

    @Override
    public String summary() {
        return "sorts a cloud into pillars and describes their points for a detector";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = Cloud.points(inputs);
        Axis pillar = Axis.dynamic("pillar");
        Axis point = Axis.of("point", settings.pointLimit());
        Axis feature = Axis.of("feature", Cloud.fields(in) + PillarGrid.ADDED_FEATURES);
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put("feature", StreamSpec.tensor(ElementType.F32, pillar, point, feature));
        parts.put("cell", StreamSpec.tensor(ElementType.I32, pillar, Axis.of("axis", 2)));
        parts.put("count", StreamSpec.tensor(ElementType.I32, pillar));
        return Contract.of(StreamSpec.bundle(parts).withRateHz(in.rateHz()).withClockDomain(in.clockDomain()));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        int fields = Cloud.fields(context.input());
        return new Sorting(settings.grid(fields), settings.pointLimit(), fields + PillarGrid.ADDED_FEATURES);
    }

    /** Takes one cloud after the other. */
    private static final class Sorting implements Processor {

        private final PillarGrid grid;
        private final int pointLimit;
        private final int features;
        private final Gauge outside = Gauge.of("outside-points", "Points of the last cloud outside the grid.");
        private final Gauge leftOut = Gauge.of("left-out-points", "Points of the last cloud beyond the limits.");

        Sorting(PillarGrid grid, int pointLimit, int features) {
            this.grid = grid;
            this.pointLimit = pointLimit;
            this.features = features;
        }

        @Override
        public List<Gauge> gauges() {
            return List.of(outside, leftOut);
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] points = frame.tensor().floats();
            int size = grid.take(points);
            float[] described = new float[size * pointLimit * features];
            int[] cells = new int[2 * size];
            int[] counts = new int[size];
            grid.featuresInto(points, described);
            grid.squaresInto(cells);
            grid.countsInto(counts);
            outside.set(grid.outside());
            leftOut.set(grid.leftOut());
            out.emit(frame.withPayload(Bundle.of(
                    PARTS,
                    Tensor.of(Shape.of(size, pointLimit, features), described),
                    Tensor.of(Shape.of(size, 2), cells),
                    Tensor.of(Shape.of(size), counts))));
        }
    }
}
