package io.millrace.inference;

import io.millrace.api.config.Setting;
import io.millrace.inference.delta.DeltaSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model is run.
 *
 * @param model file in ONNX format
 * @param state recurrent pairs as {@code input->output}; if empty, pairs named {@code past_X} and {@code present_X},
 *     {@code past_key_values.X} and {@code present.X}, or {@code X_in} and {@code X_out} are found by themselves unless
 *     a stream or constant feeds their input
 * @param constants inputs that no stream feeds as {@code name=number}, every element alike
 * @param dims named dynamic axes of the model as {@code name=size}
 * @param providers execution providers, preferred first; if empty, those of the device profile
 * @param threads threads of one call, 1 or more
 * @param checkFinite whether a frame is dropped, and the state kept, when the model answers with NaN or infinity
 * @param delta how the model computes what changed; null to compute every frame in full
 */
public record OnnxSettings(
        @Setting(help = "file in ONNX format", live = true) Path model,

        @Setting(help = "recurrent pairs, input->output; empty to go by naming conventions", orElse = "")
        List<String> state,

        @Setting(help = "inputs that no stream feeds, name=number, every element alike", orElse = "")
        List<String> constants,

        @Setting(help = "named dynamic axes of the model, name=size", orElse = "")
        List<String> dims,

        @Setting(help = "execution providers, preferred first; empty for the device profile's", orElse = "")
        List<String> providers,

        @Setting(help = "threads of one call", orElse = "1", min = 1, max = 256)
        int threads,

        @Setting(help = "whether NaN or infinity in an output drops the frame and keeps the state", orElse = "true")
        boolean checkFinite,

        @Setting(help = "computes what changed: { threshold: 0.02 }; see operators/README.md", orElse = Setting.ABSENT)
        @Nullable DeltaSettings delta) {

    /**
     * Makes the lists immutable.
     *
     * @param model file in ONNX format
     * @param state recurrent pairs
     * @param constants inputs that no stream feeds
     * @param dims named dynamic axes
     * @param providers execution providers
     * @param threads threads of one call
     * @param checkFinite whether non-finite answers are dropped
     * @param delta how the model computes what changed
     */
    public OnnxSettings {
        state = List.copyOf(state);
        constants = List.copyOf(constants);
        dims = List.copyOf(dims);
        providers = List.copyOf(providers);
    }

    /**
     * A model that computes every frame in full.
     *
     * @param model file in ONNX format
     * @param state recurrent pairs
     * @param constants inputs that no stream feeds
     * @param dims named dynamic axes
     * @param providers execution providers
     * @param threads threads of one call
     * @param checkFinite whether non-finite answers are dropped
     */
    public OnnxSettings(
            Path model,
            List<String> state,
            List<String> constants,
            List<String> dims,
            List<String> providers,
            int threads,
            boolean checkFinite) {
        this(model, state, constants, dims, providers, threads, checkFinite, null);
    }

    /**
     * A model with every default.
     *
     * @param model file in ONNX format
     * @return the settings
     */
    public static OnnxSettings of(Path model) {
        return new OnnxSettings(model, List.of(), List.of(), List.of(), List.of(), 1, true, null);
    }

    /**
     * Names the recurrent pairs.
     *
     * @param pairs each {@code input->output}
     * @return the settings with them
     */
    public OnnxSettings withState(String... pairs) {
        return new OnnxSettings(model, List.of(pairs), constants, dims, providers, threads, checkFinite, delta);
    }

    /**
     * Sets inputs that no stream feeds.
     *
     * @param values each {@code name=number}
     * @return the settings with them
     */
    public OnnxSettings withConstants(String... values) {
        return new OnnxSettings(model, state, List.of(values), dims, providers, threads, checkFinite, delta);
    }

    /**
     * Fixes dynamic axes.
     *
     * @param sizes each {@code name=size}
     * @return the settings with them
     */
    public OnnxSettings withDims(String... sizes) {
        return new OnnxSettings(model, state, constants, List.of(sizes), providers, threads, checkFinite, delta);
    }

    /**
     * Chooses execution providers.
     *
     * @param names preferred first
     * @return the settings with them
     */
    public OnnxSettings withProviders(String... names) {
        return new OnnxSettings(model, state, constants, dims, List.of(names), threads, checkFinite, delta);
    }

    /**
     * Says whether non-finite answers are dropped.
     *
     * @param check true to drop them
     * @return the settings with it
     */
    public OnnxSettings withCheckFinite(boolean check) {
        return new OnnxSettings(model, state, constants, dims, providers, threads, check, delta);
    }

    /**
     * Says how the model computes what changed.
     *
     * @param settings thresholds and the rest
     * @return the settings with it
     */
    public OnnxSettings withDelta(DeltaSettings settings) {
        return new OnnxSettings(model, state, constants, dims, providers, threads, checkFinite, settings);
    }
}
