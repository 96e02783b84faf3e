package io.millrace.operators.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Npz;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Struct;

/** Decoders that others published, written as files and run through the operator, beside what they stored. */
class PublishedDecodersTest {

    private static final int LETTERS = 7;
    private static final int TAXELS = 12;
    private static final int STEPS = 256;

    @TempDir
    private Path folder;

    /**
     * Golub's closed-loop session: {@code v = M2 u + m0} over the spike counts of 86 units, against the velocities stored
     * beside them. Output is float, whose last place at the largest velocity is 4.5e-8 of it; 1e-7 is asked.
     */
    @Test
    void golubsDecoderGivesTheStoredVelocities() throws IOException {
        Path data = TestData.require("neural-golub-bci/exampleData.mat");
        try (MatFile file = Mat5.readFromFile(data.toFile())) {
            Struct mapping = file.getStruct("expParams").get("intuitiveMapping");
            Matrix m2 = mapping.getMatrix("M2");
            int units = m2.getNumCols();
            Path decoder = folder.resolve("golub.npz");
            try (NpzWriter npz = new NpzWriter(decoder)) {
                npz.word("topology", "linear-recurrence").word("unit", "mm/s").numbers("bin_ms", new double[] {45});
                npz.numbers("M1", new double[4], 2, 2).numbers("M2", rows(m2), 2, units);
                npz.numbers("m0", rows(mapping.getMatrix("m0")), 2);
            }
            double largest = 0;
            double difference = 0;
            long bin = 0;
            try (OperatorRun run = open(decoder, units, 1 / 0.045)) {
                for (String part : List.of("beforeLearning", "afterLearning")) {
                    Struct clouds = file.getStruct(part).get("clouds");
                    Cell spikes = clouds.getCell("spikes");
                    Cell velocities = clouds.getCell("vraw_intuitive");
                    for (int c = 0; c < spikes.getNumElements(); c++) {
                        Matrix counts = spikes.getMatrix(c);
                        Matrix stored = velocities.getMatrix(c);
                        for (int t = 0; t < counts.getNumCols(); t++) {
                            float[] bins = new float[units];
                            for (int u = 0; u < units; u++) {
                                bins[u] = counts.getFloat(u, t);
                            }
                            run.feed(Frames.of(bin++, 1 / 0.045, Tensor.of(Shape.of(units), bins)));
                            float[] v = run.last().tensor().floats();
                            for (int axis = 0; axis < 2; axis++) {
                                double expected = stored.getDouble(axis, t);
                                largest = Math.max(largest, Math.abs(expected));
                                difference = Math.max(difference, Math.abs(expected - v[axis]));
                            }
                        }
                    }
                }
            }
            assertThat(bin).as("bins").isEqualTo(1104);
            assertThat(difference / largest).isLessThan(1e-7);
        }
    }

    private static double[] rows(Matrix matrix) {
        double[] all = new double[matrix.getNumElements()];
        for (int r = 0; r < matrix.getNumRows(); r++) {
            for (int c = 0; c < matrix.getNumCols(); c++) {
                all[r * matrix.getNumCols() + c] = matrix.getDouble(r, c);
            }
        }
        return all;
    }

    /** The trained L2MU of the Braille study, as topology l2mu, over the first 60 samples: the spikes that it stored. */
    @Test
    void l2muGivesTheStoredSpikes() throws IOException {
        Path data = TestData.require("snn-braille");
        Path weights = data.resolve("l2mu_braille7_weights.npz");
        Path decoder = folder.resolve("l2mu.npz");
        try (NpzWriter npz = new NpzWriter(decoder)) {
            npz.word("topology", "l2mu");
            copy(npz, weights, "e_x.weight", 70, 12);
            copy(npz, weights, "e_h.weight", 70, 120);
            copy(npz, weights, "e_m.weight", 70, 490);
            copy(npz, weights, "A.weight", 7, 7);
            copy(npz, weights, "B.weight", 7, 1);
            copy(npz, weights, "W_x.weight", 120, 12);
            copy(npz, weights, "W_h.weight", 120, 120);
            copy(npz, weights, "W_m.weight", 120, 490);
            copy(npz, weights, "output_transformation.weight", 7, 120);
            copy(npz, weights, "output_transformation.bias", 7);
            for (String neurons : List.of("spk_u", "spk_m", "spk_h", "spk_output")) {
                copy(npz, weights, neurons + ".beta");
                copy(npz, weights, neurons + ".threshold");
            }
        }
        double[] expected = array(data.resolve("reference_outputs_float64_numpy.npz"), "l2mu_counts");
        double[] packed = array(data.resolve("braille7_val_unique.npz"), "spikes_packed");
        try (OperatorRun run = open(decoder, TAXELS, 0)) {
            for (int sample = 0; sample < 60; sample++) {
                run.reset();
                run.clear();
                for (int t = 0; t < STEPS; t++) {
                    float[] in = new float[TAXELS];
                    for (int c = 0; c < TAXELS; c++) {
                        int bit = t * TAXELS + c;
                        in[c] = (int) packed[sample * (STEPS * TAXELS / 8) + bit / 8] >> 7 - bit % 8 & 1;
                    }
                    run.feed(Frames.of(t, 100, Tensor.of(Shape.of(TAXELS), in)));
                }
                for (int k = 0; k < LETTERS; k++) {
                    int letter = k;
                    assertThat(run.emitted().stream()
                                    .mapToDouble(f -> f.tensor().floats()[letter])
                                    .sum())
                            .as("sample %d, letter %d", sample, k)
                            .isCloseTo(expected[sample * LETTERS + k], within(0.0));
                }
            }
        }
    }

    private static void copy(NpzWriter npz, Path from, String name, int... shape) {
        npz.numbers(name, array(from, name), shape);
    }

    private static double[] array(Path archive, String name) {
        return Objects.requireNonNull(Npz.read(archive, name), name).values();
    }

    private static OperatorRun open(Path decoder, int channels, double rateHz) {
        StreamSpec spec = StreamSpec.tensor(ElementType.F32, Axis.of("channel", channels));
        return OperatorHarness.of(new NeuralDecoder())
                .with("file: " + decoder)
                .in(rateHz > 0 ? spec.withRateHz(rateHz) : spec)
                .open();
    }
}
