package io.millrace.operators.pointcloud;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;

/** What a stream of point clouds is: a float32 tensor, a row for each point, x, y, z in m first. */
final class Cloud {

    private static final String POINT = "point";
    private static final String FIELD = "field";

    private Cloud() {}

    /** A stream whose clouds differ in length. */
    static StreamSpec spec(int fields) {
        return StreamSpec.tensor(ElementType.F32, Axis.dynamic(POINT), Axis.of(FIELD, fields));
    }

    static Tensor of(float[] points, int fields) {
        return Tensor.of(Shape.of(points.length / fields, fields), points);
    }
}
