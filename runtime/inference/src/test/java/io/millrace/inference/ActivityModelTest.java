package io.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The model of the presence example, against the windows and answers that its training script wrote with ONNX Runtime's
 * Python binding. The tolerance of 1e-5 leaves room for another order of additions on another processor.
 */
class ActivityModelTest {

    private static final Path EXAMPLE =
            Path.of(System.getProperty("millrace.root", "../.."), "examples", "csi-presence");

    @Test
    void tellsQuietFromMotion() throws IOException {
        Map<String, float[]> golden = golden(EXAMPLE.resolve("training/golden/activity.txt"));
        StreamSpec windows = StreamSpec.tensor(ElementType.F32, Axis.of("frame", 100), Axis.of("subcarrier", 64))
                .withRateHz(2);
        try (ModelNode node = new ModelNode(OnnxSettings.of(EXAMPLE.resolve("activity.onnx")), windows)) {
            assertThat(node.contract.outputs().get(0).spec()).hasToString("f32[label=2] 2 Hz");
            for (String take : new String[] {"quiet", "undecided", "motion"}) {
                Tensor window = Tensor.of(Shape.of(100, 64), golden.get("window-" + take));
                float[] expected = golden.get("activity-" + take);
                float[] found = node.run(window).floats();
                assertThat(found).hasSize(2);
                assertThat(found[0]).as(take).isCloseTo(expected[0], within(1e-5f));
                assertThat(found[1]).as(take).isCloseTo(expected[1], within(1e-5f));
            }
        }
    }

    /** Blocks of {@code name: shape=a,b} and as many numbers. */
    private static Map<String, float[]> golden(Path file) throws IOException {
        Map<String, float[]> blocks = new HashMap<>();
        float[] block = new float[0];
        int filled = 0;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("#")) {
                continue;
            }
            int shape = line.indexOf(": shape=");
            if (shape > 0) {
                int elements = 1;
                for (String extent : line.substring(shape + ": shape=".length()).split(",")) {
                    elements *= Integer.parseInt(extent);
                }
                block = new float[elements];
                filled = 0;
                blocks.put(line.substring(0, shape), block);
            } else {
                for (String number : line.split(" ")) {
                    block[filled++] = Float.parseFloat(number);
                }
            }
        }
        return blocks;
    }
}
