package io.millrace.operators.filter;

import io.millrace.api.config.Setting;
import io.millrace.kernels.filter.BesselNorm;
import io.millrace.kernels.filter.FilterDesign;
import io.millrace.kernels.filter.Sos;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of {@link IirFilter}.
 *
 * @param design shape of the slope
 * @param order order of the prototype
 * @param band what is kept
 * @param cutoffHz corner of a low or high pass, Hz, below half of the stream's rate
 * @param bandHz corners of a band pass or band stop, Hz
 * @param norm what the corner of a Bessel filter means
 * @param rippleDb ripple of the pass band of chebyshev-1 and elliptic, dB
 * @param attenuationDb least attenuation of the stop band of chebyshev-2 and elliptic, dB
 */
public record IirSettings(
        @Setting(help = "shape of the slope: bessel keeps shapes in time, butterworth is flat", orElse = "butterworth")
        Design design,

        @Setting(help = "order of the prototype; a band takes twice as many poles", orElse = "2", min = 1, max = 10)
        int order,

        @Setting(help = "what is kept", orElse = "low-pass") Band band,

        @Setting(help = "corner of a low or high pass, Hz", orElse = Setting.ABSENT, min = 1e-9) @Nullable Double cutoffHz,

        @Setting(help = "lower and upper corner of a band pass or band stop, Hz", orElse = Setting.ABSENT, min = 1e-9)
        @Nullable List<Double> bandHz,

        @Setting(help = "what the corner of a Bessel filter means: mag is -3 dB", orElse = "phase")
        BesselNorm norm,

        @Setting(
                help = "ripple of the pass band of chebyshev-1 and elliptic, dB",
                orElse = "0.5",
                min = 1e-6,
                max = 100)
        double rippleDb,

        @Setting(
                help = "least attenuation of the stop band of chebyshev-2 and elliptic, dB",
                orElse = "40",
                min = 1e-6,
                max = 300)
        double attenuationDb) {

    /** Shapes of the slope. */
    public enum Design {
        /** Flat, -3 dB at the corner. */
        BUTTERWORTH,
        /** Flattest group delay. */
        BESSEL,
        /** Ripple in the pass band. */
        CHEBYSHEV_1,
        /** Ripple in the stop band. */
        CHEBYSHEV_2,
        /** Ripple in both. */
        ELLIPTIC
    }

    /** What is kept. */
    public enum Band {
        /** What is slower than the corner. */
        LOW_PASS,
        /** What is faster than the corner. */
        HIGH_PASS,
        /** What is between the corners. */
        BAND_PASS,
        /** What is outside the corners. */
        BAND_STOP;

        boolean hasOneCorner() {
            return this == LOW_PASS || this == HIGH_PASS;
        }
    }

    /**
     * Checks what belongs together.
     *
     * @param design shape of the slope
     * @param order order of the prototype
     * @param band what is kept
     * @param cutoffHz corner of a low or high pass, Hz
     * @param bandHz corners of a band pass or band stop, Hz
     * @param norm what the corner of a Bessel filter means
     * @param rippleDb ripple of the pass band, dB
     * @param attenuationDb least attenuation of the stop band, dB
     * @throws IllegalArgumentException if corners are missing, too many, or in the wrong order, or there is more ripple
     *     than attenuation
     */
    public IirSettings {
        if (band.hasOneCorner() != (cutoffHz != null) || band.hasOneCorner() != (bandHz == null)) {
            throw new IllegalArgumentException("corners do not fit the band: band=" + word(band) + ", cutoff-hz="
                    + given(cutoffHz) + ", band-hz=" + given(bandHz) + " (expected "
                    + (band.hasOneCorner() ? "cutoff-hz" : "band-hz: [low, high]") + " only)");
        }
        if (bandHz != null && (bandHz.size() != 2 || bandHz.get(0) >= bandHz.get(1))) {
            throw new IllegalArgumentException(
                    "corners do not make a band: band-hz=" + bandHz + " (expected two, the lower one first)");
        }
        if (design == Design.ELLIPTIC && rippleDb >= attenuationDb) {
            throw new IllegalArgumentException("more ripple than attenuation: ripple-db=" + rippleDb
                    + ", attenuation-db=" + attenuationDb + " (expected attenuation-db above ripple-db)");
        }
    }

    private static String word(Band band) {
        return band.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static String given(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }

    double highestCornerHz() {
        return bandHz != null ? bandHz.get(1) : cutoffHz != null ? cutoffHz : 0;
    }

    Sos sos(double rateHz) {
        FilterDesign shape = switch (design) {
            case BUTTERWORTH -> FilterDesign.butterworth(order);
            case BESSEL -> FilterDesign.bessel(order, norm);
            case CHEBYSHEV_1 -> FilterDesign.chebyshev1(order, rippleDb);
            case CHEBYSHEV_2 -> FilterDesign.chebyshev2(order, attenuationDb);
            case ELLIPTIC -> FilterDesign.elliptic(order, rippleDb, attenuationDb);
        };
        double low = bandHz != null ? bandHz.get(0) : highestCornerHz();
        double high = highestCornerHz();
        return switch (band) {
            case LOW_PASS -> shape.lowPass(high, rateHz);
            case HIGH_PASS -> shape.highPass(high, rateHz);
            case BAND_PASS -> shape.bandPass(low, high, rateHz);
            case BAND_STOP -> shape.bandStop(low, high, rateHz);
        };
    }

    /** The frequency whose envelope the declared delay is that of: in the middle of what is kept. */
    double keptCyclesPerSample(double rateHz) {
        return switch (band) {
            case LOW_PASS, BAND_STOP -> 0;
            case HIGH_PASS -> 0.5;
            case BAND_PASS -> bandHz == null ? 0 : Math.sqrt(bandHz.get(0) * bandHz.get(1)) / rateHz;
        };
    }
}
