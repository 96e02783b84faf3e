package io.millrace.operators.pointcloud;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import java.util.List;
import java.util.Objects;

/** What a stream of point clouds, boxes or tracks is: a float32 tensor with a row for each. */
final class Cloud {

    static final String POINT = "point";
    static final String BOX = "box";
    static final String TRACK = "track";

    private static final int AXES = 3;

    private Cloud() {}

    /** A stream of clouds that differ in length: x, y, z in m first. */
    static StreamSpec spec(int fields) {
        return rows(POINT, fields);
    }

    static StreamSpec rows(String row, int fields) {
        return StreamSpec.tensor(ElementType.F32, Axis.dynamic(row), Axis.of("field", fields));
    }

    /** The same stream with other rows: rate and clock are kept. */
    static StreamSpec rows(StreamSpec from, String row, int fields) {
        return from.reshaped(ElementType.F32, Axis.dynamic(row), Axis.of("field", fields));
    }

    /** Requires clouds. */
    static StreamSpec points(Inputs inputs) {
        return rows(inputs, POINT, AXES);
    }

    /** Requires rows of at least so many fields. */
    static StreamSpec rows(Inputs inputs, String row, int fewest) {
        InputCheck check = inputs.single().tensor(ElementType.F32).rank(2).axis(0, row);
        int fields = check.spec().axes().get(1).size();
        if (fields < fewest || fields > 64) {
            check.mismatch("stream has other fields", fewest + "..64 fields for each " + row);
            return rows(check.spec(), row, fewest);
        }
        return check.spec();
    }

    /** The part of a bundle, which is known to be there. */
    static StreamSpec part(StreamSpec bundle, String name) {
        return Objects.requireNonNull(bundle.fields().get(name), name);
    }

    static boolean isF32(StreamSpec spec, int rank) {
        return spec.kind() == PayloadKind.TENSOR
                && spec.element() == ElementType.F32
                && spec.axes().size() == rank;
    }

    static int fields(StreamSpec spec) {
        return spec.axes().get(1).size();
    }

    /** Numbers of a settings list, as kernels take them. */
    static double[] plain(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static Tensor of(float[] rows, int fields) {
        return Tensor.of(Shape.of(rows.length / fields, fields), rows);
    }
}
