package io.millrace.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Golden;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A complex multi-dilated network with two aligned inputs, two masks and a state, whose arithmetic is known: the expected clip is numpy's in
 * double, from the definitions. Weights and spectra are float in the pipeline: 1e-6 of a signal of 0.2, of which 1e-7 is
 * needed.
 */
class DualMaskTest {

    @TempDir
    Path folder;

    @Test
    void equalsItsDefinition() throws Exception {
        Golden golden = Golden.resource(getClass(), "/golden/dual-mask.txt");
        float[][] pair = golden.floatRows("pair");
        Pipelines.write(folder.resolve("mic.wav"), pair[0]);
        Pipelines.write(folder.resolve("far.wav"), pair[1]);
        Path clean = folder.resolve("clean.wav");
        String out = Pipelines.run(
                "dual-mask.yaml",
                "--input=mic=" + folder.resolve("mic.wav"),
                "--input=far=" + folder.resolve("far.wav"),
                "--set=sinks.out.path=" + clean,
                "--set=sinks.out.encoding=f32");
        assertThat(out).contains("\"balanced\":true");
        float[] found = Wav.mono(clean);
        double[] expected = golden.doubles("clean");
        assertThat(found).hasSize(expected.length);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(found[i] - expected[i]));
        }
        assertThat(worst).as("largest difference").isLessThan(1e-6);
    }
}
