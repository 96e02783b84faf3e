package io.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.util.List;
import java.util.Random;

/** Streams for models by changes, and comparisons with the dense model. */
final class DeltaStreams {

    private DeltaStreams() {}

    static StreamSpec f32(int... extents) {
        Axis[] axes = new Axis[extents.length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = Axis.of("a" + i, extents[i]);
        }
        return StreamSpec.tensor(ElementType.F32, axes);
    }

    /** A stream of which a share of the elements changes from frame to frame; pictures change in blocks. */
    static final class Stream {
        private final Random random = new Random(17);
        private final Shape shape;
        final float[] x;

        Stream(int... extents) {
            shape = Shape.of(extents);
            x = new float[shape.elements()];
        }

        Tensor next(double share) {
            if (shape.rank() >= 3) {
                int w = shape.extent(shape.rank() - 1);
                int h = shape.extent(shape.rank() - 2);
                int size = (int) Math.ceil(Math.sqrt(share) * h);
                int top = random.nextInt(h - size + 1);
                int left = random.nextInt(w - size + 1);
                for (int i = 0; i < x.length; i++) {
                    boolean inside = i / w % h >= top && i / w % h < top + size && i % w >= left && i % w < left + size;
                    x[i] = inside ? random.nextFloat() : x[i];
                }
            } else {
                for (int i = 0; i < x.length; i++) {
                    x[i] = random.nextDouble() < share ? (float) random.nextGaussian() : x[i];
                }
            }
            return Tensor.of(shape, x.clone());
        }
    }

    static void assertClose(ModelNode delta, ModelNode dense, double tolerance, String about) {
        for (int o = 0; o < dense.emitted.size(); o++) {
            float[] found = last(delta, o).tensor().floats();
            float[] expected = last(dense, o).tensor().floats();
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) Math.abs(found[i] - expected[i]))
                        .as("%s, output=%d, element=%d, value=%s", about, o, i, expected[i])
                        .isLessThanOrEqualTo(tolerance * Math.max(1, Math.abs(expected[i])));
            }
        }
    }

    static Frame last(ModelNode node, int output) {
        List<Frame> all = node.emitted.get(output);
        return all.get(all.size() - 1);
    }

    static double gauge(ModelNode node, String name) {
        return node.processor.gauges().stream()
                .filter(g -> g.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    static void trim(ModelNode node) {
        node.emitted.forEach(list -> list.subList(0, list.size() - 1).clear());
    }
}
