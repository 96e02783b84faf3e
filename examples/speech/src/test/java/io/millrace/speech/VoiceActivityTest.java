package io.millrace.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Golden;
import io.millrace.testkit.TestData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Silero VAD as a pipeline file, against its authors' wrapper run by onnxruntime from Python on the same 8 s: probabilities
 * to 1e-5 (another order of additions, carried on by the state 250 times; 3e-9 is needed where both run the same kernels).
 */
class VoiceActivityTest {

    private static final double TOLERANCE = 1e-5;
    private static final Pattern PROBABILITY =
            Pattern.compile("\"port\":\"voice\".*\"values\":\\[([^,\\]]+),([^,\\]]+)\\]");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {5, 6})
    void hearsWhatTheWrapperOfItsAuthorsHears(int version) throws Exception {
        Path model = TestData.require("models/silero").resolve("silero_vad_v" + version + ".onnx");
        Path clip = TestData.require("aec-challenge-dtln/DMTgmZwtgUilp4omPK7-OQ_doubletalk_mic.wav");
        String out = Pipelines.run(
                "voice-activity.yaml",
                "--input=mic=" + Pipelines.start(clip, 128_000, folder.resolve("speech.wav")),
                "--set=nodes.probability.model=" + model);
        double[] expected = Golden.resource(getClass(), "/golden/silero-v" + version + ".txt")
                .doubles("probability");
        List<double[]> found = out.lines()
                .map(PROBABILITY::matcher)
                .filter(Matcher::find)
                .map(m -> new double[] {Double.parseDouble(m.group(1)), Double.parseDouble(m.group(2))})
                .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
        // one window more, of the silence that follows the end
        assertThat(found).hasSize(expected.length + 1);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(found.get(i)[0] - expected[i]))
                    .as("window %d", i)
                    .isLessThan(TOLERANCE);
            if (expected[i] >= 0.5) {
                assertThat(found.get(i)[1]).as("speech in window %d", i).isEqualTo(1);
            }
        }
    }
}
