package io.millrace.operators.spikes;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.spikes.SpikeDetector;
import java.time.Duration;
import java.util.List;

/**
 * Finds spikes in the raw signals of electrodes: common reference, band, threshold crossing with a refractory period.
 *
 * <p><b>Input</b> f32, or i16 as converters give it, {@code [channel]}, one sample a frame, or blocks
 * {@code [channel, sample]} or {@code [sample, channel]}, timed at their first sample; with a nominal rate. <b>Output</b> events {@code [channel]}, a
 * frame a frame, timed at its last sample. The delay of the filter in the middle of the band is taken off every time.
 *
 * <p>The noise of each channel is measured over {@code calibration}; until then nothing fires. A channel without noise, or
 * in {@code masked}, never fires.
 *
 * <p><b>State and cost</b> filter and some numbers a channel; linear in the samples. <b>Drops</b> nothing: samples that
 * are not finite count as 0.
 *
 * @see SpikeDetector
 */
public final class SpikeDetect implements Operator<SpikeDetect.Config> {

    private static final int PRODUCTS_PER_SECTION = 5;

    /** Makes the operator; the service loader does. */
    public SpikeDetect() {}

    /**
     * Settings.
     *
     * @param thresholdSigma crossing in multiples of the noise, negative for falling
     * @param reference what is taken off every channel
     * @param highPassHz lower corner of the band, 0 for none
     * @param lowPassHz upper corner of the band, 0 for none
     * @param order order of each flank
     * @param refractory shortest distance of two spikes of a channel
     * @param calibration time over which the noise is measured
     * @param noise how it is measured
     * @param masked channels that are left out
     */
    public record Config(
            @Setting(help = "crossing in multiples of the noise, negative for falling", orElse = "-4.5", live = true)
            double thresholdSigma,

            @Setting(help = "what is taken off every channel: none, mean or median of all", orElse = "none")
            SpikeDetector.Reference reference,

            @Setting(help = "lower corner of the band, Hz; 0 for none", orElse = "0", min = 0)
            double highPassHz,

            @Setting(help = "upper corner of the band, Hz; 0 for none", orElse = "0", min = 0)
            double lowPassHz,

            @Setting(help = "order of each flank, Butterworth", orElse = "2", min = 1, max = 8)
            int order,

            @Setting(help = "shortest distance of two spikes of a channel", orElse = "1ms", live = true)
            Duration refractory,

            @Setting(help = "time over which the noise is measured, from the first sample", orElse = "2s")
            Duration calibration,

            @Setting(help = "rms, or mad: the median of absolute values over 0.6745", orElse = "rms")
            SpikeDetector.Noise noise,

            @Setting(help = "channels that are left out", orElse = "")
            List<Integer> masked) {

        /**
         * Makes the list immutable and checks the threshold.
         *
         * @param thresholdSigma crossing in multiples of the noise
         * @param reference what is taken off
         * @param highPassHz lower corner
         * @param lowPassHz upper corner
         * @param order order of each flank
         * @param refractory shortest distance of two spikes
         * @param calibration time over which the noise is measured
         * @param noise how it is measured
         * @param masked channels that are left out
         * @throws IllegalArgumentException if the threshold is 0 or the corners are not in order
         */
        public Config {
            masked = List.copyOf(masked);
            if (thresholdSigma == 0) {
                throw new IllegalArgumentException(
                        "threshold is out of range: threshold-sigma=0 (expected above or below 0)");
            }
            if (highPassHz > 0 && lowPassHz > 0 && highPassHz >= lowPassHz) {
                throw new IllegalArgumentException("band is empty: high-pass-hz=" + highPassHz + ", low-pass-hz="
                        + lowPassHz + " (expected the first below the second)");
            }
            if (refractory.isNegative() || refractory.compareTo(Duration.ofSeconds(10)) > 0) {
                throw new IllegalArgumentException(
                        "refractory period is out of range: refractory=" + refractory + " (expected 0..10s)");
            }
            if (calibration.isNegative() || calibration.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(
                        "calibration is out of range: calibration=" + calibration + " (expected 0..1h)");
            }
        }
    }

    @Override
    public String name() {
        return "spike-detect";
    }

    @Override
    public String summary() {
        return "finds spikes in raw signals: common reference, band, threshold crossing";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single();
        boolean counts =
                check.spec().kind() == PayloadKind.TENSOR && check.spec().element() == ElementType.I16;
        check.tensor(counts ? ElementType.I16 : ElementType.F32).fixed().rated();
        BroadbandLayout layout = BroadbandLayout.of(check);
        double corner = Math.max(settings.highPassHz(), settings.lowPassHz());
        if (corner >= layout.samplesPerSecond() / 2) {
            check.mismatch("band is beyond the stream", "corners below half of " + layout.samplesPerSecond() + " Hz");
        }
        for (int channel : settings.masked()) {
            if (channel < 0 || channel >= layout.channels()) {
                inputs.refuse("no such channel", "masked=" + channel, "0 to " + (layout.channels() - 1));
            }
        }
        StreamSpec in = check.spec();
        StreamSpec out =
                StreamSpec.events(layout.axis()).withRateHz(in.rateHz()).withClockDomain(in.clockDomain());
        boolean fits = corner < layout.samplesPerSecond() / 2
                && settings.masked().stream().allMatch(c -> c >= 0 && c < layout.channels());
        if (!fits) {
            return Contract.of(out);
        }
        SpikeDetection detection = new SpikeDetection(settings, layout);
        return Contract.of(out)
                .withDelayNanos(detection.delayNanos())
                .withStateBytes(detection.detector().stateBytes())
                .withMacsPerFrame((long) PRODUCTS_PER_SECTION
                        * detection.sections()
                        * in.shape().elements());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        BroadbandLayout layout = BroadbandLayout.of(context.input());
        return new SpikeDetectProcessor(new SpikeDetection(settings, layout), layout);
    }
}
