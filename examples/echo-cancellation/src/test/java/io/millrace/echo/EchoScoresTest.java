package io.millrace.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernels.audio.aec.EchoCancellation.Algorithm;
import io.millrace.speech.Aecmos;
import io.millrace.speech.Aecmos.Scenario;
import io.millrace.speech.Aecmos.Scores;
import io.millrace.testkit.TestData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Opinion scores of the full output on real recordings, needing the folders of recordings and models. */
class EchoScoresTest {

    /** The best of libspeexdsp with and without its preprocessor, and of a Kalman filter in numpy, on the far-end clip. */
    private static final double BEST_CLASSIC_ECHO = 2.53;
    /** And on double talk. */
    private static final double BEST_CLASSIC_ECHO_DOUBLE_TALK = 4.27;

    private static Path data() {
        return TestData.require("aec-challenge-dtln").resolveSibling("");
    }

    private static Scores score(Scenario scenario, Recording recording, float[] enhanced) throws Exception {
        try (Aecmos aecmos = new Aecmos(TestData.require("models/aecmos/Run_1663915512_Stage_0.onnx"))) {
            return aecmos.score(scenario, recording.far, recording.mic, enhanced);
        }
    }

    private static float[] cleaned(Recording recording) {
        return new Millrace(Algorithm.KALMAN, false).once(recording).samples;
    }

    @Test
    void hearsLessEchoThanAnyClassicBaseline() throws Exception {
        Recording clip = Recording.challenge(data(), "9mkQhVtzTEy2hDk-6u2Sww_farend_singletalk");
        assertThat(score(Scenario.FAR_END_SINGLE_TALK, clip, cleaned(clip)).echo())
                .isGreaterThan(BEST_CLASSIC_ECHO + 1);
    }

    @Test
    void hearsLessEchoWhileBothSpeak() throws Exception {
        Recording clip = Recording.challenge(data(), "DMTgmZwtgUilp4omPK7-OQ_doubletalk");
        Scores scores = score(Scenario.DOUBLE_TALK, clip, cleaned(clip));
        assertThat(scores.echo()).isGreaterThan(BEST_CLASSIC_ECHO_DOUBLE_TALK);
        assertThat(scores.degradation()).isGreaterThan(3.9);
    }

    @Test
    void doesNotHarmASingleNearEnd() throws Exception {
        Recording clip = Recording.challenge(data(), "DLhjtuwiEkS-68TsUVvW5g_nearend_singletalk");
        double microphone = score(Scenario.NEAR_END_SINGLE_TALK, clip, clip.mic).degradation();
        assertThat(score(Scenario.NEAR_END_SINGLE_TALK, clip, cleaned(clip)).degradation())
                .isGreaterThan(microphone - 0.1);
    }
}
