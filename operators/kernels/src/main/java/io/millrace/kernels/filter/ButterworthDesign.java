package io.millrace.kernels.filter;

/**
 * Digital Butterworth filters: no ripple, -3 dB at the corner frequencies. Short for {@link FilterDesign#butterworth}.
 */
public final class ButterworthDesign {

    private ButterworthDesign() {}

    /**
     * A low pass.
     *
     * @param order 1..10; the slope is {@code 6 * order} dB per octave
     * @param cornerHz frequency of -3 dB, above 0 and below half the rate
     * @param rateHz sample rate
     * @return {@code (order + 1) / 2} sections
     */
    public static Sos lowPass(int order, double cornerHz, double rateHz) {
        return FilterDesign.butterworth(order).lowPass(cornerHz, rateHz);
    }

    /**
     * A high pass.
     *
     * @param order 1..10; the slope is {@code 6 * order} dB per octave
     * @param cornerHz frequency of -3 dB, above 0 and below half the rate
     * @param rateHz sample rate
     * @return {@code (order + 1) / 2} sections
     */
    public static Sos highPass(int order, double cornerHz, double rateHz) {
        return FilterDesign.butterworth(order).highPass(cornerHz, rateHz);
    }

    /**
     * A band pass.
     *
     * @param order 1..10 of the prototype; the slope is {@code 6 * order} dB per octave on either side
     * @param lowHz lower frequency of -3 dB, above 0
     * @param highHz upper frequency of -3 dB, above {@code lowHz} and below half the rate
     * @param rateHz sample rate
     * @return {@code order} sections
     */
    public static Sos bandPass(int order, double lowHz, double highHz, double rateHz) {
        return FilterDesign.butterworth(order).bandPass(lowHz, highHz, rateHz);
    }
}
