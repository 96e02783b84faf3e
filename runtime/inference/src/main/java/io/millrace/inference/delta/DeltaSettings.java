package io.millrace.inference.delta;

import io.millrace.api.config.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model computes what changed.
 *
 * @param threshold largest change of an input or activation that is kept back, in its own unit; at 0 the model equals the
 *     dense one up to rounding
 * @param thresholds thresholds of single layers as {@code layer=number}, layers as {@code millrace plan} names them
 * @param keyframeEvery frames between keyframes, which compute everything anew; 0 for none but the first
 * @param auditEvery every how many frames the dense model runs beside, to measure the error; 0 for never
 * @param maxError largest relative error of an output in an audit, {@code |delta - dense| / |dense|} in the Euclidean norm;
 *     beyond it a keyframe is forced
 * @param crossover share of the dense work from which on dense is cheaper, as {@code millrace delta tune} measures it on a
 *     machine; null for a value that suits most
 * @param ledger whether an output {@code ledger} tells the work of each frame
 */
public record DeltaSettings(
        @Setting(help = "largest change that is kept back, in the unit of the layer", orElse = "0", min = 0)
        double threshold,

        @Setting(help = "thresholds of single layers, layer=number, as millrace plan names them", orElse = "")
        List<String> thresholds,

        @Setting(help = "frames between keyframes, 0 for none", orElse = "1000", min = 0, max = 1e9)
        int keyframeEvery,

        @Setting(help = "frames between audits against the dense model, 0 for none", orElse = "0", min = 0, max = 1e9)
        int auditEvery,

        @Setting(help = "relative error of an output beyond which an audit forces a keyframe", orElse = "0.05", min = 0)
        double maxError,

        @Setting(
                help = "share of the dense work above which dense is cheaper, see millrace delta tune",
                orElse = Setting.ABSENT,
                min = 0.01,
                max = 1)
        @Nullable Double crossover,

        @Setting(help = "whether an output named ledger tells the work of each frame", orElse = "false")
        boolean ledger) {

    /**
     * Makes the list immutable.
     *
     * @param threshold largest change that is kept back
     * @param thresholds thresholds of single layers
     * @param keyframeEvery frames between keyframes
     * @param auditEvery frames between audits
     * @param maxError largest relative error of an output
     * @param crossover share of the dense work from which on dense is cheaper
     * @param ledger whether the work is an output
     */
    public DeltaSettings {
        thresholds = List.copyOf(thresholds);
    }

    /**
     * Settings with one threshold and every default.
     *
     * @param threshold largest change that is kept back
     * @return the settings
     */
    public static DeltaSettings of(double threshold) {
        return new DeltaSettings(threshold, List.of(), 1000, 0, 0.05, null, false);
    }

    /**
     * Sets thresholds of single layers.
     *
     * @param values each {@code layer=number}
     * @return the settings with them
     */
    public DeltaSettings withThresholds(List<String> values) {
        return new DeltaSettings(threshold, values, keyframeEvery, auditEvery, maxError, crossover, ledger);
    }

    /**
     * Sets how often everything is computed anew.
     *
     * @param frames frames between keyframes, 0 for none
     * @return the settings with it
     */
    public DeltaSettings withKeyframeEvery(int frames) {
        return new DeltaSettings(threshold, thresholds, frames, auditEvery, maxError, crossover, ledger);
    }

    /**
     * Sets the audit.
     *
     * @param frames frames between audits, 0 for none
     * @param error largest relative error of an output
     * @return the settings with it
     */
    public DeltaSettings withAudit(int frames, double error) {
        return new DeltaSettings(threshold, thresholds, keyframeEvery, frames, error, crossover, ledger);
    }

    /**
     * Sets when to fall back.
     *
     * @param share share of the dense work from which on dense is cheaper, 0.01..1
     * @return the settings with it
     */
    public DeltaSettings withCrossover(double share) {
        return new DeltaSettings(threshold, thresholds, keyframeEvery, auditEvery, maxError, share, ledger);
    }

    /**
     * Adds the output that tells the work.
     *
     * @return the settings with it
     */
    public DeltaSettings withLedger() {
        return new DeltaSettings(threshold, thresholds, keyframeEvery, auditEvery, maxError, crossover, true);
    }
}
