package io.millrace.operators.sparse;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.SparseTensor;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import io.millrace.operators.Vectors;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import java.util.Random;

class DeltaHoldTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        StreamSpec dense = Vectors.spec("sample", width);
        return OperatorHarness.of(new DeltaHold())
                .in(new StreamSpec(
                        PayloadKind.SPARSE,
                        dense.element(),
                        dense.axes(),
                        dense.fields(),
                        dense.rateHz(),
                        dense.unit(),
                        dense.clockDomain()));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        int[] coordinates = new int[width];
        float[] values = new float[width];
        int n = 0;
        for (int p = 0; p < width; p++) {
            if (random.nextBoolean()) {
                coordinates[n] = p;
                values[n++] = (float) random.nextGaussian();
            }
        }
        return Vectors.frame(width, sequence, random)
                .withPayload(SparseTensor.of(
                        Shape.of(width), java.util.Arrays.copyOf(coordinates, n), java.util.Arrays.copyOf(values, n)));
    }
}
