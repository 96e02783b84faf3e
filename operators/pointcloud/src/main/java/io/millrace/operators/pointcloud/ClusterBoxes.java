package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.CellClusters;
import java.util.Arrays;

/**
 * Finds things in a cloud without a model: what lies together is one, with a box around it.
 *
 * <p><b>Input</b> a cloud without ground, f32 [point, field]. <b>Output</b> f32 [box, field=8]: centre x, y, z and length, width,
 * height in m, yaw in rad (-pi/2..pi/2), points. <b>State and cost</b> a grid, cleared after each frame; linear in the points.
 * <b>Drops</b> nothing.
 *
 * @see CellClusters
 */
public final class ClusterBoxes implements Operator<ClusterBoxes.Config> {

    /** Makes the operator; the service loader does. */
    public ClusterBoxes() {}

    /**
     * Settings.
     *
     * @param cellMeters points nearer than this belong together, m
     * @param reachMeters what is farther to a side is left out, m
     * @param fewestPoints things of fewer points are left out
     * @param longestMeters longer things are left out: walls
     */
    public record Config(
            @Setting(help = "points nearer than this belong together, m", orElse = "0.5", min = 0.05)
            double cellMeters,

            @Setting(help = "what is farther to a side is left out, m", orElse = "80", min = 1, max = 1000)
            double reachMeters,

            @Setting(help = "things of fewer points are left out", orElse = "10", min = 1, live = true)
            int fewestPoints,

            @Setting(help = "longer things are left out, m: walls", orElse = "1000", min = 0.1, live = true)
            double longestMeters) {

        /**
         * Checks that the grid is not too fine.
         *
         * @param cellMeters edge of a cell
         * @param reachMeters half the side of the grid
         * @param fewestPoints least points of a thing
         * @param longestMeters greatest length of a thing
         * @throws IllegalArgumentException if there are more than 4096 cells across
         */
        public Config {
            if (2 * reachMeters / cellMeters > 4096) {
                throw new IllegalArgumentException("grid is too fine: cell-meters=" + cellMeters + ", reach-meters="
                        + reachMeters + " (expected at most 4096 cells across)");
            }
        }
    }

    @Override
    public String name() {
        return "cluster-boxes";
    }

    @Override
    public String summary() {
        return "finds things in a cloud without a model: what lies together, with a box around it";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = Cloud.points(inputs);
        return Contract.of(Cloud.rows(in, Cloud.BOX, CellClusters.BOX_FIELDS))
                .withStateBytes(kernel(settings, Cloud.fields(in)).stateBytes());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        CellClusters clusters = kernel(settings, Cloud.fields(context.input()));
        return (input, frame, out) -> {
            float[] points = frame.tensor().floats();
            float[] boxes = new float[clusters.take(points) * CellClusters.BOX_FIELDS];
            clusters.boxesInto(points, boxes);
            float[] kept = Arrays.copyOf(boxes, keep(boxes, settings.longestMeters()));
            out.emit(frame.withPayload(Cloud.of(kept, CellClusters.BOX_FIELDS)));
        };
    }

    /** Moves the boxes that are not too long to the front. */
    private static int keep(float[] boxes, double longestMeters) {
        int kept = 0;
        for (int box = 0; box < boxes.length; box += CellClusters.BOX_FIELDS) {
            if (boxes[box + 3] <= longestMeters) {
                System.arraycopy(boxes, box, boxes, kept, CellClusters.BOX_FIELDS);
                kept += CellClusters.BOX_FIELDS;
            }
        }
        return kept;
    }

    private static CellClusters kernel(Config settings, int fields) {
        return new CellClusters(fields, settings.cellMeters(), settings.reachMeters(), settings.fewestPoints());
    }
}
