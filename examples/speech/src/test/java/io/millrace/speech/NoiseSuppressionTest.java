package io.millrace.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Golden;
import io.millrace.testkit.TestData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The two-part DTLN model as a pipeline file, against the authors' recipe run by onnxruntime from Python on the same 8 s.
 * The recipe goes over magnitude and angle, the pipeline over products, and two recurrent networks carry each difference
 * of rounding on for 1000 frames: 1e-5 of full scale, a third of a step of 16 bits (4e-7 is needed where both run the same
 * kernels), is far below what a wrong window or a lost state costs (0.01 and more).
 */
class NoiseSuppressionTest {

    private static final double TOLERANCE = 1e-5;
    private static final int SAMPLES = 128_000;
    private static final int STEP = 29;

    @TempDir
    Path folder;

    @Test
    void equalsTheRecipeOfItsAuthors() throws Exception {
        Path models = TestData.require("models/dtln");
        Path clip = TestData.require("aec-challenge-dtln/DMTgmZwtgUilp4omPK7-OQ_doubletalk_mic.wav");
        Path noisy = Pipelines.start(clip, SAMPLES, folder.resolve("noisy.wav"));
        Path clean = folder.resolve("clean.wav");
        String out = Pipelines.run(
                "pipeline.yaml",
                "--input=mic=" + noisy,
                "--set=nodes.mask.model=" + models.resolve("model_1.onnx"),
                "--set=nodes.refined.model=" + models.resolve("model_2.onnx"),
                "--set=sinks.out.path=" + clean,
                "--set=sinks.out.encoding=f32");
        assertThat(out).contains("\"balanced\":true");
        float[] found = Wav.mono(clean);
        double[] expected = Golden.resource(getClass(), "/golden/dtln.txt").doubles("clean");
        assertThat(found).hasSize(SAMPLES);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(found[i * STEP] - expected[i]));
        }
        assertThat(worst).as("largest difference of full scale").isLessThan(TOLERANCE);
    }
}
