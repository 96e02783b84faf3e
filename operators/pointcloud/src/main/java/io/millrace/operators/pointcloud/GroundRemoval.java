package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.GroundPlane;

/**
 * Takes the ground away from a cloud.
 *
 * <p><b>Input</b> a cloud, f32 [point, field], x forward, z up. <b>Output</b> the points above the ground, in their order.
 * <b>State and cost</b> none between frames; linear in the points. <b>Drops</b> nothing.
 *
 * @see GroundPlane
 */
public final class GroundRemoval implements Operator<GroundRemoval.Config> {

    /** Makes the operator; the service loader does. */
    public GroundRemoval() {}

    /**
     * Settings.
     *
     * @param thicknessMeters how far from the plane a point still is ground, m
     * @param strips planes along x
     * @param reachMeters planes cover -reach .. reach along x, m
     * @param iterations fits of each plane
     */
    public record Config(
            @Setting(
                    help = "how far from the plane a point still is ground, m",
                    orElse = "0.2",
                    min = 1e-3,
                    live = true)
            double thicknessMeters,

            @Setting(help = "planes along x, for ground that bends", orElse = "3", min = 1, max = 64)
            int strips,

            @Setting(help = "planes cover -reach .. reach along x, m", orElse = "60", min = 1e-3)
            double reachMeters,

            @Setting(help = "fits of each plane", orElse = "4", min = 1, max = 16, live = true)
            int iterations) {}

    @Override
    public String name() {
        return "ground-removal";
    }

    @Override
    public String summary() {
        return "takes the ground away from a cloud";
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
        GroundPlane ground = new GroundPlane(
                fields, settings.strips(), settings.reachMeters(), settings.thicknessMeters(), settings.iterations());
        return (input, frame, out) -> {
            float[] points = frame.tensor().floats();
            float[] others = new float[ground.take(points) * fields];
            ground.othersInto(points, others);
            out.emit(frame.withPayload(Cloud.of(others, fields)));
        };
    }
}
