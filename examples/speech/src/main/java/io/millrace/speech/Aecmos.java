package io.millrace.speech;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Opinion scores of echo cancellation by AECMOS (Purin et al., arXiv 2110.03010), with version 4 of the published model
 * ({@code Run_1663915512_Stage_0.onnx}, github.com/microsoft/AEC-Challenge): how disturbing the echo is, and everything
 * else, each from 1 to 5 (best).
 *
 * <p>Clips are mono, 16 kHz, ±1; what counts is the common length, 20 s at most. Of the long clips of the challenge only
 * {@linkplain Scenario#scored a part} is to be scored. One thread.
 */
public final class Aecmos implements AutoCloseable {

    private static final int MOST_SAMPLES = 20 * 16_000;
    /** The scenario is told by rows behind the features: so many of ones or zeros, and as many of zeros. */
    private static final int MARKER_ROWS = 20;

    private static final int SIGNALS = 3;
    private static final long[] STATE_SHAPE = {4, 1, 64};

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final MelSpectrogram spectrogram = new MelSpectrogram();

    /** Who speaks. */
    public enum Scenario {
        /** Only the far end: the microphone hears echo and noise. */
        FAR_END_SINGLE_TALK,
        /** Only the near end: nothing should change. */
        NEAR_END_SINGLE_TALK,
        /** Both. */
        DOUBLE_TALK;

        /**
         * The part of a clip of the AEC challenge that is scored, after the canceller has converged: the last half of far
         * end single talk, the last {@code (seconds - 15) / 2} of double talk, all of near end single talk.
         *
         * @param clip samples at 16 kHz
         * @return its scored part
         */
        public float[] scored(float[] clip) {
            int from = switch (this) {
                case FAR_END_SINGLE_TALK -> clip.length / 2;
                case NEAR_END_SINGLE_TALK -> 0;
                case DOUBLE_TALK -> clip.length - Math.max(0, clip.length - 15 * 16_000) / 2;
            };
            return Arrays.copyOfRange(clip, from == clip.length ? 0 : from, clip.length);
        }
    }

    /**
     * Opinion scores.
     *
     * @param echo 1 (very annoying) to 5 (imperceptible)
     * @param degradation the same of everything but echo
     */
    public record Scores(double echo, double degradation) {}

    /**
     * Opens the model.
     *
     * @param model the model file
     * @throws IOException if it cannot be opened
     */
    public Aecmos(Path model) throws IOException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            this.session = environment.createSession(model.toString(), options);
        } catch (OrtException e) {
            throw new IOException("AECMOS model cannot be opened: model=" + model + ", error=" + e.getMessage(), e);
        }
    }

    /**
     * Scores a clip.
     *
     * @param scenario who speaks
     * @param farEnd what the loudspeaker played
     * @param microphone what the microphone heard
     * @param enhanced what the canceller made of it
     * @return the scores
     * @throws IllegalArgumentException if the clips are shorter than a window
     */
    public Scores score(Scenario scenario, float[] farEnd, float[] microphone, float[] enhanced) {
        int samples = Math.min(MOST_SAMPLES, Math.min(farEnd.length, Math.min(microphone.length, enhanced.length)));
        if (samples < 513) {
            throw new IllegalArgumentException(
                    "clip is too short to score: samples=" + samples + " (expected at least 513)");
        }
        boolean far = scenario != Scenario.NEAR_END_SINGLE_TALK;
        boolean near = scenario != Scenario.FAR_END_SINGLE_TALK;
        float[][] farFeatures = spectrogram.of(farEnd, 0, samples);
        int rows = farFeatures.length + 2 * MARKER_ROWS;
        FloatBuffer features = FloatBuffer.allocate(SIGNALS * rows * MelSpectrogram.BANDS);
        put(farFeatures, far, features);
        put(spectrogram.of(microphone, 0, samples), near, features);
        put(spectrogram.of(enhanced, 0, samples), true, features);
        return run(features.flip(), rows);
    }

    private static void put(float[][] rows, boolean marked, FloatBuffer out) {
        for (float[] row : rows) {
            out.put(row);
        }
        for (int i = 0; i < MARKER_ROWS * MelSpectrogram.BANDS; i++) {
            out.put(marked ? 1 : 0);
        }
        out.position(out.position() + MARKER_ROWS * MelSpectrogram.BANDS);
    }

    private Scores run(FloatBuffer features, int rows) {
        long[] shape = {1, SIGNALS, rows, MelSpectrogram.BANDS};
        int states = (int) (STATE_SHAPE[0] * STATE_SHAPE[1] * STATE_SHAPE[2]);
        try (OnnxTensor input = OnnxTensor.createTensor(environment, features, shape);
                OnnxTensor state = OnnxTensor.createTensor(environment, FloatBuffer.allocate(states), STATE_SHAPE);
                OrtSession.Result result = session.run(Map.of("input", input, "h0", state))) {
            float[] scores = (float[]) result.get(0).getValue();
            return new Scores(scores[0], scores[1]);
        } catch (OrtException e) {
            throw new IllegalStateException("AECMOS failed: rows=" + rows + ", error=" + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("AECMOS cannot be closed: error=" + e.getMessage(), e);
        }
    }
}
