package io.millrace.operators.spikes;

import io.millrace.kernels.filter.ButterworthDesign;
import io.millrace.kernels.filter.Sos;
import io.millrace.kernels.spikes.SpikeDetector;
import org.jspecify.annotations.Nullable;

/** The detector that settings ask for, and how late its filter is. */
final class SpikeDetection {

    private static final double NANOS_PER_SECOND = 1e9;

    private final SpikeDetector detector;
    private final int sections;
    private final long delayNanos;

    SpikeDetection(SpikeDetect.Config settings, BroadbandLayout layout) {
        double rateHz = layout.samplesPerSecond();
        Sos band = band(settings, rateHz);
        boolean[] masked = new boolean[layout.channels()];
        settings.masked().forEach(c -> masked[c] = true);
        this.sections = band == null ? 0 : band.sections();
        this.delayNanos = band == null
                ? 0
                : Math.max(
                        0,
                        Math.round(band.groupDelay(middleHz(settings, rateHz) / rateHz) / rateHz * NANOS_PER_SECOND));
        this.detector = new SpikeDetector(
                masked,
                settings.reference(),
                band,
                settings.thresholdSigma(),
                settings.noise(),
                (int) Math.max(
                        2, Math.min(Integer.MAX_VALUE, settings.calibration().toNanos() / NANOS_PER_SECOND * rateHz)),
                (int) Math.rint(settings.refractory().toNanos() / NANOS_PER_SECOND * rateHz));
    }

    private static @Nullable Sos band(SpikeDetect.Config settings, double rateHz) {
        double low = settings.highPassHz();
        double high = settings.lowPassHz();
        if (low > 0 && high > 0) {
            return ButterworthDesign.bandPass(settings.order(), low, high, rateHz);
        }
        if (low > 0) {
            return ButterworthDesign.highPass(settings.order(), low, rateHz);
        }
        return high > 0 ? ButterworthDesign.lowPass(settings.order(), high, rateHz) : null;
    }

    /** Where spikes have their power: the middle of the band on a logarithmic scale; an open end stands for 1 kHz or less. */
    private static double middleHz(SpikeDetect.Config settings, double rateHz) {
        double low = settings.highPassHz();
        double high = settings.lowPassHz() > 0 ? settings.lowPassHz() : Math.max(low, Math.min(1000, rateHz / 4));
        return low > 0 ? Math.sqrt(low * high) : 0;
    }

    SpikeDetector detector() {
        return detector;
    }

    int sections() {
        return sections;
    }

    long delayNanos() {
        return delayNanos;
    }
}
