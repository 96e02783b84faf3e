package io.millrace.nir;

import io.millrace.api.config.Setting;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.spikes.Reset;
import io.millrace.kernels.spikes.ResetTiming;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a spiking network is run.
 *
 * @param model file in NIR format
 * @param step length of a step in the network's time; null for one period of the stream
 * @param mode how equations become steps
 * @param reset what a spike does, or null for what the mode says
 * @param resetTiming when, or null for what the mode says
 * @param execution whether the work follows the spikes
 * @param resetEveryFrames frames after which the network is put to rest, 0 for never
 */
public record SnnSettings(
        @Setting(help = "file in NIR format (.nir)") Path model,

        @Setting(
                help = "length of a step in the network's time; default: one period of the stream",
                orElse = Setting.ABSENT)
        @Nullable Duration step,

        @Setting(help = "how equations become steps", orElse = "euler")
        NirMode mode,

        @Setting(help = "what a spike does to its membrane; default: what the mode says", orElse = Setting.ABSENT)
        @Nullable Reset reset,

        @Setting(help = "when a spike resets its membrane; default: what the mode says", orElse = Setting.ABSENT)
        @Nullable ResetTiming resetTiming,

        @Setting(
                help = "event-driven: synapses in proportion to the spikes; dense: all of them",
                orElse = "event-driven")
        Execution execution,

        @Setting(help = "frames after which the network is put to rest, 0 for never", orElse = "0", min = 0)
        int resetEveryFrames) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** How synapses are worked through. */
    public enum Execution {
        /** In proportion to the spikes. */
        EVENT_DRIVEN,
        /** All of them in every step: the oracle. */
        DENSE
    }

    /**
     * Checks the step.
     *
     * @param model file in NIR format
     * @param step length of a step, or null
     * @param mode how equations become steps
     * @param reset what a spike does, or null
     * @param resetTiming when, or null
     * @param execution whether the work follows the spikes
     * @param resetEveryFrames frames after which the network is put to rest
     * @throws IllegalArgumentException if the step is not above 0
     */
    public SnnSettings {
        if (step != null && (step.isZero() || step.isNegative())) {
            throw new IllegalArgumentException("step is out of range: step=" + step + " (expected above 0)");
        }
    }

    NirImport how(StreamSpec in) {
        Duration given = step;
        double seconds = given == null ? 1 / in.rateHz() : given.toNanos() / NANOS_PER_SECOND;
        return new NirImport(mode, seconds, reset, resetTiming);
    }
}
