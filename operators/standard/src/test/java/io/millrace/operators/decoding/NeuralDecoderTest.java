package io.millrace.operators.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeuralDecoderTest extends OperatorContractTest {

    private static final double RATE_HZ = 250;
    private static final int CHANNELS = 96;

    private static OperatorHarness<?> decoder(String name, int channels, double rateHz) {
        String root = System.getProperty("millrace.root", ".");
        return OperatorHarness.of(new NeuralDecoder())
                .with("file: " + root + "/operators/kernels/src/test/resources/decoders/" + name + ".npz")
                .in(StreamSpec.tensor(ElementType.F32, Axis.of("channel", channels))
                        .withRateHz(rateHz));
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return decoder("snn-streaming-96", CHANNELS, RATE_HZ);
    }

    @Override
    protected List<Integer> widths() {
        return List.of(CHANNELS);
    }

    @Override
    protected int frameCount() {
        return 150;
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] counts = new float[CHANNELS];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = random.nextInt(8) == 0 ? 1 : 0;
        }
        return counts(sequence, counts);
    }

    private static Frame counts(long sequence, float... counts) {
        return Frames.of(sequence, RATE_HZ, Tensor.of(Shape.of(counts.length), counts));
    }

    /** From the file to the frames, against float64: the tolerance is that of the kernel. */
    @Test
    void decodesAsTheReference() {
        Golden golden = Vectors.golden("decoders");
        float[][] spikes = golden.floatRows("spikes");
        float[][] expected = golden.floatRows("ann-3d");
        OperatorHarness<?> harness = decoder("ann-3d-96", CHANNELS, RATE_HZ);
        try (OperatorRun run = harness.open()) {
            for (int i = 0; i < spikes.length; i++) {
                run.feed(counts(i, spikes[i]));
                assertThat(run.last().tensor().floats()).containsExactly(expected[i], within(1e-5f));
                assertThat(run.last().provenance().models()).hasSize(1);
            }
        }
        assertThat(harness.contract().outputs().get(0).spec()).hasToString("f32[axis=2] 250 Hz, unit=mm/s");
        assertThat(harness.contract().macsPerFrame()).isEqualTo(23_136);
        assertThat(harness.contract().notes())
                .containsExactly("ann-3d, footprint 94552 B, 23136 dense operations a bin");
    }

    @Test
    void dropsWhatIsNoNumberAndGoesOn() {
        float[] hole = new float[CHANNELS];
        hole[5] = Float.NaN;
        try (OperatorRun run = harness(CHANNELS).open()) {
            run.feed(counts(0, hole), counts(1, new float[CHANNELS]));
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 1L));
            assertThat(run.last().tensor().floats()[0]).isFinite();
        }
    }

    @Test
    void refusesOtherChannelsAndOtherBins() {
        assertThat(decoder("ann-2d-96", 95, 20).problems())
                .hasSize(2)
                .satisfies(p -> assertThat(p.get(0))
                        .startsWith("decoder has other channels: node=node, input=in-0, stream=f32[channel=95] 20 Hz"
                                + " (expected 96 channels, as in "))
                .satisfies(p -> assertThat(p.get(1))
                        .isEqualTo("decoder was trained on other bins: node=node, input=in-0,"
                                + " stream=f32[channel=95] 20 Hz (expected bins of 4.0 ms)"));
    }

    @Test
    void refusesAFileThatIsNoDecoder() {
        assertThat(OperatorHarness.of(new NeuralDecoder())
                        .with("file: none.npz")
                        .in(StreamSpec.tensor(ElementType.F32, Axis.of("channel", 4)))
                        .problems())
                .containsExactly("decoder cannot be used: node=node, file=none.npz, cause=no such file"
                        + " (expected a file that numpy.savez wrote, as Decoders describes it)");
    }
}
