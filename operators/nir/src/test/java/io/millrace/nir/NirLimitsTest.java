package io.millrace.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small files, written by {@code nir_files.py}, that claim more memory than there is: refused, with what they claim. */
class NirLimitsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claims | graph is too large: file=F, dataset=/node/nodes/scale/scale, elements=67108870"
                        + " (expected at most 1048576)",
                "zeros | graph is too large: file=F, dataset=/node/nodes/scale/scale, elements=8388613"
                        + " (expected at most 3162112)",
                "chunk | network is malformed: file=F, cause=chunk unpacks to too much: packed-bytes=48930"
                        + " (expected at most 16777216 bytes) (expected a NIR file in HDF5)",
                "twice | packing is not known: file=F, dataset=/node/nodes/scale/scale, filters=2, filter=deflate"
                        + " (expected deflate once, shuffle, fletcher32)",
                "names | texts are too long: file=F, dataset=/node/edges, characters=16800024"
                        + " (expected at most 16777216)"
            })
    void refusesWhatClaimsTooMuch(String name, String message) {
        String file = Fixtures.file("hostile-" + name).toString();
        assertThatThrownBy(() -> NirFile.read(Fixtures.file("hostile-" + name)))
                .isInstanceOf(IOException.class)
                .hasMessage(message.replace("F,", file + ","));
    }

    /** The same file without the claim is read: the others are refused for what they claim. */
    @Test
    void readsTheHarmlessOne() throws IOException {
        assertThat(NirFile.read(Fixtures.file("hostile-harmless")).edges())
                .containsExactly(new NirEdge("input", "scale"), new NirEdge("scale", "output"));
    }
}
