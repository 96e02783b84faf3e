package io.millrace.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import io.millrace.testkit.TestData;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AecmosTest {

    private final Golden golden = Golden.resource(getClass(), "/golden/aecmos.txt");

    private static Aecmos open() throws Exception {
        return new Aecmos(TestData.require("models/aecmos/Run_1663915512_Stage_0.onnx"));
    }

    private static float[] clip(String name) throws Exception {
        return Wav.mono(TestData.require("aec-challenge-dtln/" + name + ".wav"));
    }

    /** librosa computes in float, here is double up to the power: 1e-4 of features between -1 and 1. */
    @Test
    void featuresEqualLibrosa() {
        float[] x = golden.floats("x");
        float[][] features = new MelSpectrogram().of(x, 0, x.length);
        double[][] expected = golden.rows("features");
        assertThat(features).hasNumberOfRows(expected.length);
        for (int row = 0; row < expected.length; row++) {
            for (int b = 0; b < 160; b++) {
                assertThat((double) features[row][b])
                        .as("row %d, band %d", row, b)
                        .isCloseTo(expected[row][b], within(1e-4));
            }
        }
    }

    /**
     * Microphone and DTLN-aec-512 on the three clips that its authors published, against librosa and onnxruntime in Python
     * (0.002) and against the figures known from elsewhere (0.02, because those padded clips otherwise).
     */
    @ParameterizedTest
    @CsvSource({
        "farend, FAR_END_SINGLE_TALK, 9mkQhVtzTEy2hDk-6u2Sww_farend_singletalk, mic, 1.92, 5.00",
        "farend, FAR_END_SINGLE_TALK, 9mkQhVtzTEy2hDk-6u2Sww_farend_singletalk, processed, 4.16, 5.00",
        "doubletalk, DOUBLE_TALK, DMTgmZwtgUilp4omPK7-OQ_doubletalk, mic, 3.68, 4.18",
        "doubletalk, DOUBLE_TALK, DMTgmZwtgUilp4omPK7-OQ_doubletalk, processed, 4.53, 4.14",
        "nearend, NEAR_END_SINGLE_TALK, DLhjtuwiEkS-68TsUVvW5g_nearend_singletalk, mic, 5.00, 4.16",
        "nearend, NEAR_END_SINGLE_TALK, DLhjtuwiEkS-68TsUVvW5g_nearend_singletalk, processed, 5.00, 4.14"
    })
    void scoresEqualThePublishedScript(
            String kind, Aecmos.Scenario scenario, String name, String enhanced, double echo, double degradation)
            throws Exception {
        try (Aecmos aecmos = open()) {
            Aecmos.Scores scores =
                    aecmos.score(scenario, clip(name + "_lpb"), clip(name + "_mic"), clip(name + "_" + enhanced));
            double[] expected = golden.doubles(kind + "_" + enhanced);
            assertThat(scores.echo()).isCloseTo(expected[0], within(0.002)).isCloseTo(echo, within(0.02));
            assertThat(scores.degradation())
                    .isCloseTo(expected[1], within(0.002))
                    .isCloseTo(degradation, within(0.02));
        }
    }

    @Test
    void ofLongClipsThePartIsScoredThatTheChallengeScores() {
        float[] clip = new float[40 * 16_000];
        assertThat(Aecmos.Scenario.FAR_END_SINGLE_TALK.scored(clip)).hasSize(20 * 16_000);
        assertThat(Aecmos.Scenario.DOUBLE_TALK.scored(clip)).hasSize(25 * 8_000);
        assertThat(Aecmos.Scenario.NEAR_END_SINGLE_TALK.scored(clip)).hasSize(clip.length);
        assertThat(Aecmos.Scenario.DOUBLE_TALK.scored(new float[10 * 16_000])).hasSize(10 * 16_000);
    }

    @Test
    void refusesAClipWithoutAWindow() throws Exception {
        try (Aecmos aecmos = open()) {
            float[] clip = new float[512];
            assertThatThrownBy(() -> aecmos.score(Aecmos.Scenario.DOUBLE_TALK, clip, clip, clip))
                    .hasMessage("clip is too short to score: samples=512 (expected at least 513)");
        }
    }

    @Test
    void printsATable() throws Exception {
        Path folder = TestData.require("aec-challenge-dtln");
        String name = folder.resolve("9mkQhVtzTEy2hDk-6u2Sww_farend_singletalk").toString();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = Score.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err,
                TestData.require("models/aecmos/Run_1663915512_Stage_0.onnx").toString(),
                "far-end",
                name + "_lpb.wav",
                name + "_mic.wav",
                name + "_processed.wav");
        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "clip echo degradation",
                        "9mkQhVtzTEy2hDk-6u2Sww_farend_singletalk_mic.wav 1.92 5.00",
                        "9mkQhVtzTEy2hDk-6u2Sww_farend_singletalk_processed.wav 4.15 5.00");
    }
}
