package io.millrace.operators.support;

import io.millrace.api.stream.StreamSpec;

/** Delay and rate of windows that slide over the frames of a stream. */
public final class Windows {

    private static final double NANOS_PER_SECOND = 1e9;

    private Windows() {}

    /**
     * The age of a window's middle when its newest frame is measured: {@code (length - 1) / 2} periods. Of a stream
     * without nominal rate no delay can be stated; its windows carry the time of their newest frame.
     *
     * @param in what the frames are
     * @param lengthFrames length of the window, at least 1
     * @return ns, 0 without a nominal rate
     */
    public static long delayNanos(StreamSpec in, int lengthFrames) {
        return samplesNanos(in, (lengthFrames - 1) / 2.0);
    }

    /**
     * A number of periods as time.
     *
     * @param in what the frames are
     * @param periods number of periods, need not be whole
     * @return ns, 0 without a nominal rate
     */
    public static long samplesNanos(StreamSpec in, double periods) {
        return in.rateHz() > 0 ? Math.round(periods / in.rateHz() * NANOS_PER_SECOND) : 0;
    }

    /**
     * The rate of one output for every hop.
     *
     * @param in what the frames are
     * @param hopFrames frames between outputs, at least 1
     * @return Hz, 0 if not known
     */
    public static double rateHz(StreamSpec in, int hopFrames) {
        return in.rateHz() / hopFrames;
    }
}
