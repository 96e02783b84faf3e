package io.millrace.kernels.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.decoding.DecoderFile;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Against operators/reference/sequential_fusion.py, which computes in double. */
class FrameAggregationTest {

    private static final String LAYER = "transformer.encoder.layers.0";
    /** Normed features are about 1; sums of 30 products in float, three layers and two directions of them. */
    private static final double TOLERANCE = 2e-5;

    private final Golden golden = Golden.resource(FrameAggregationTest.class, "/golden/sequential-fusion.txt");
    private final int frames = golden.shape("aggregated")[1];
    private final int points = golden.shape("aggregated")[2];

    private static FrameAggregation read(String layer) throws IOException, URISyntaxException {
        var file = Objects.requireNonNull(FrameAggregationTest.class.getResource("/fusion/aggregation.npz"));
        return FrameAggregation.read(DecoderFile.read(Path.of(file.toURI())), layer);
    }

    private static void compare(String name, float[] found, double[] expected) {
        assertThat(found.length).isEqualTo(expected.length);
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(TOLERANCE));
        }
    }

    @Test
    void agreesWithNumpy() throws IOException, URISyntaxException {
        FrameAggregation block = read(LAYER);
        int proposal = frames * points * block.channels();
        float[] features = new float[2 * proposal];
        block.embed(golden.floats("geometry"), golden.floats("motion"), features);
        compare("embedded", features, golden.doubles("embedded"));
        block.aggregate(features, 0, frames, points);
        block.aggregate(features, proposal, frames, points);
        compare("aggregated", features, golden.doubles("aggregated"));
        assertThat(block.macsPerPoint(false)).isEqualTo(2 * 12 * 12);
        assertThat(block.macsPerPoint(true)).isEqualTo(2 * 12 * 12 + (29 + 8 + 12 + 30 + 8 + 12) * 8);
    }

    @Test
    void leavesASingleFrameAlone() throws IOException, URISyntaxException {
        FrameAggregation block = read(LAYER);
        float[] features = golden.floats("embedded");
        float[] before = features.clone();
        block.aggregate(features, 0, 1, points);
        assertThat(features).isEqualTo(before);
    }

    /** The order of points within a frame says nothing, and what is found for a point does not depend on it. */
    @Test
    void doesNotDependOnTheOrderOfPoints() throws IOException, URISyntaxException {
        FrameAggregation block = read(LAYER);
        int row = block.channels();
        float[] features = Arrays.copyOf(golden.floats("embedded"), frames * points * row);
        float[] turned = new float[features.length];
        for (int k = 0; k < frames; k++) {
            for (int i = 0; i < points; i++) {
                System.arraycopy(
                        features, (k * points + i) * row, turned, (k * points + (i + k + 1) % points) * row, row);
            }
        }
        block.aggregate(features, 0, frames, points);
        block.aggregate(turned, 0, frames, points);
        for (int k = 0; k < frames; k++) {
            for (int i = 0; i < points; i++) {
                int from = (k * points + i) * row;
                int to = (k * points + (i + k + 1) % points) * row;
                assertThat(Arrays.copyOfRange(turned, to, to + row))
                        .isEqualTo(Arrays.copyOfRange(features, from, from + row));
            }
        }
    }

    @Test
    void saysWhichArrayIsMissing() {
        assertThatThrownBy(() -> read("transformer.encoder.layers.7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transformer.encoder.layers.7.cross_norm_1.bias");
    }
}
