package io.millrace.operators.pointcloud;

import io.millrace.api.frame.Frame;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import java.util.List;
import java.util.Random;

/** What the tests of operators on clouds have in common: clouds of 0 .. width points. */
abstract class CloudFixture extends OperatorContractTest {

    static final int FIELDS = 5;
    static final double RATE_HZ = 10;

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] points = new float[FIELDS * random.nextInt(width + 1)];
        for (int i = 0; i < points.length; i++) {
            points[i] = 40 * random.nextFloat() - 20;
        }
        return cloud(sequence, points);
    }

    @Override
    protected List<Integer> widths() {
        return List.of(60, 1, 333);
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 128; // the shapes of what is emitted, which are others each time
    }

    static Frame cloud(long sequence, float... points) {
        return Frames.of(sequence, RATE_HZ, Cloud.of(points, FIELDS));
    }
}
