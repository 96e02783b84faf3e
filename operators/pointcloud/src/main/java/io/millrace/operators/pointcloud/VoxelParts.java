package io.millrace.operators.pointcloud;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What operators that sort clouds into voxels take as settings and give: see {@link VoxelMean}. */
final class VoxelParts {

    private static final List<String> PARTS = List.of("cell", "mean", "count");

    private VoxelParts() {}

    /** Requires corners and edges along three axes each. */
    static void requireThree(List<Double> min, List<Double> max, List<Double> voxel) {
        if (min.size() != 3 || max.size() != 3 || voxel.size() != 3) {
            throw new IllegalArgumentException("grid is no box: min=" + min + ", max=" + max + ", voxel=" + voxel
                    + " (expected three numbers each)");
        }
    }

    /** The stream of the voxels of a stream of clouds. */
    static StreamSpec spec(StreamSpec clouds) {
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        Axis voxel = Axis.dynamic("voxel");
        parts.put("cell", StreamSpec.tensor(ElementType.I32, voxel, Axis.of("axis", 3)));
        parts.put("mean", StreamSpec.tensor(ElementType.F32, voxel, Axis.of("field", Cloud.fields(clouds))));
        parts.put("count", StreamSpec.tensor(ElementType.I32, voxel));
        return StreamSpec.bundle(parts).withRateHz(clouds.rateHz()).withClockDomain(clouds.clockDomain());
    }

    /** The voxels of one cloud. */
    static Bundle of(int fields, int[] cells, float[] means, int[] counts) {
        int size = counts.length;
        return Bundle.of(
                PARTS,
                Tensor.of(Shape.of(size, 3), cells),
                Tensor.of(Shape.of(size, fields), means),
                Tensor.of(Shape.of(size), counts));
    }
}
