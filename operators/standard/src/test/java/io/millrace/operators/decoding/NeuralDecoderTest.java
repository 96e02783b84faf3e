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
import io.millrace.testkit.Npz;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** What NeuroBench counts, counted again here from the spikes and the weights of the file. */
    @Test
    void countsItsWorkAsNeuroBenchDoes() {
        float[][] spikes = Vectors.golden("decoders").floatRows("spikes");
        Path file = Path.of(System.getProperty("millrace.root", "."))
                .resolve("operators/kernels/src/test/resources/decoders/snn-2-96.npz");
        double[] first = Objects.requireNonNull(Npz.read(file, "fc1.weight")).values();
        int neurons = first.length / CHANNELS;
        double additions = 0;
        double products = 0;
        for (float[] bin : spikes) {
            boolean binary = true;
            double effective = 0;
            for (int c = 0; c < CHANNELS; c++) {
                binary &= bin[c] == 0 || bin[c] == 1;
                for (int n = 0; n < neurons && bin[c] != 0; n++) {
                    effective += first[n * CHANNELS + c] != 0 ? 1 : 0;
                }
            }
            additions += binary ? effective : 0;
            products += binary ? 0 : effective;
        }
        try (OperatorRun run = decoder("snn-2-96", CHANNELS, RATE_HZ).open()) {
            for (int i = 0; i < spikes.length; i++) {
                run.feed(counts(i, spikes[i]));
            }
            assertThat(run.gauge("footprint-bytes")).isEqualTo(19_648);
            assertThat(run.gauge("dense-synaptic-operations")).isEqualTo(4900);
            assertThat(run.gauge("connection-sparsity")).isBetween(0.0, 0.05);
            assertThat(run.gauge("activation-sparsity")).isBetween(0.3, 1.0);
            assertThat(run.gauge("effective-macs"))
                    .as("the first layer's alone")
                    .isCloseTo(products / spikes.length, within(1e-9));
            double second = run.gauge("effective-acs") - additions / spikes.length;
            // Each of the 50 neurons that fires adds to both outputs; the outputs' own spikes add to nothing.
            assertThat(second).as("the second layer's").isBetween(0.0, 2.0 * neurons);
        }
        assertThat(decoder("ann-3d-96", CHANNELS, RATE_HZ).open().gauge("dense-synaptic-operations"))
                .isEqualTo(23_136);
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
