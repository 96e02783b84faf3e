package io.millrace.kernels.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecodersTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/decoders.txt");

    private float[][] spikes(Decoder decoder) {
        return Arrays.stream(golden.floatRows("spikes"))
                .map(row -> Arrays.copyOf(row, decoder.channels()))
                .toArray(float[][]::new);
    }

    /** In float, sums of up to 700 products of size 1 with a last bit of 6e-8; against float64. */
    @ParameterizedTest
    @CsvSource({
        "ann-2d-96, ann-2d",
        "ann-3d-96, ann-3d",
        "snn-3-96, snn-3",
        "snn-2-96, snn-2",
        "snn-streaming-96, snn-streaming",
        "lmu, lmu",
        "wiener, wiener"
    })
    void equalsItsDefinitionInDouble(String file, String array) {
        check(Decoders.of(Files.read(file)), array, 1e-5);
    }

    /** Computed in double throughout; what is left is the output in float, of values up to 10. */
    @ParameterizedTest
    @ValueSource(strings = {"kalman", "linear-recurrence"})
    void equalsItsDefinitionToTheLastBitOfTheOutput(String name) {
        check(Decoders.of(Files.read(name)), name, 1e-6);
    }

    private void check(Decoder decoder, String array, double tolerance) {
        double[][] expected = golden.rows(array);
        float[][] spikes = spikes(decoder);
        float[] out = new float[decoder.outputs()];
        double largest = 0;
        for (int i = 0; i < spikes.length; i++) {
            decoder.decode(spikes[i], out);
            for (int c = 0; c < out.length; c++) {
                double allowed = tolerance * Math.max(1, Math.abs(expected[i][c]));
                assertThat((double) out[c])
                        .as("%s bin %d axis %d", array, i, c)
                        .isCloseTo(expected[i][c], within(allowed));
                largest = Math.max(largest, Math.abs(out[c]));
            }
        }
        assertThat(largest).as("something was decoded").isGreaterThan(0.1);
    }

    /** The integers that NeuroBench prints for its models with 96 and 192 channels. */
    @ParameterizedTest
    @CsvSource({
        "ann-2d-96, 20824, 4704", "ann-2d-192, 33496, 7776",
        "ann-3d-96, 94552, 23136", "ann-3d-192, 180952, 44640",
        "snn-2-96, 19648, 4900", "snn-2-192, 38848, 9700",
        "snn-3-96, 24972, 32928", "snn-3-192, 43020, 54432"
    })
    void footprintAndDenseOperationsAreThoseOfNeuroBench(String name, long footprintBytes, long macs) {
        DecoderFile file = Files.read(name);
        Decoder decoder = Decoders.of(file);
        assertThat(Decoders.footprintBytes(file, decoder)).isEqualTo(footprintBytes);
        assertThat(decoder.macsPerBin()).isEqualTo(macs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann-2d-96",
                "ann-3d-96",
                "snn-3-96",
                "snn-2-96",
                "snn-streaming-96",
                "lmu",
                "wiener",
                "kalman",
                "linear-recurrence"
            })
    void continuesExactlyFromASavedState(String name) throws IOException {
        DecoderFile file = Files.read(name);
        float[][] spikes = spikes(Decoders.of(file));
        KernelChecks.continuesExactly(60, () -> Decoders.of(file), (decoder, i) -> {
            float[] out = new float[decoder.outputs()];
            decoder.decode(spikes[i], out);
            return Arrays.toString(out);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann-2d-96", "ann-3d-96", "snn-3-96", "snn-2-96", "lmu", "wiener", "kalman"})
    void allocatesNothing(String name) {
        Decoder decoder = Decoders.of(Files.read(name));
        float[] counts = spikes(decoder)[3];
        float[] out = new float[decoder.outputs()];
        KernelChecks.allocatesNothing(() -> decoder.decode(counts, out));
    }

    @Test
    void anEmptyWindowHasNoEffectOnWhatFollows() {
        Decoder decoder = Decoders.of(Files.read("wiener"));
        float[] counts = new float[decoder.channels()];
        float[] first = new float[2];
        decoder.decode(counts, first);
        float[] later = new float[2];
        for (int i = 0; i < 10; i++) {
            decoder.decode(counts, later);
        }
        assertThat(later).containsExactly(first);
    }
}
