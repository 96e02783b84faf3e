package io.millrace.operators.spikes;

import io.millrace.api.config.Setting;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.spikes.EventWindow;
import java.time.Duration;

/**
 * Gives out the events of the last while, in windows that may overlap.
 *
 * <p><b>Input</b> events with their axes, or the bundle that {@code spike-events} makes. <b>Output</b> events of the same
 * axes: a frame a window, with all events of {@code length}, every {@code hop}, timed at the window's middle. The windows
 * stand on the clock, however the stream is cut.
 *
 * <p><b>State and cost</b> at most {@code max-events}; linear in the events of a window. <b>Drops</b> nothing: the gauges
 * {@code late-events}, {@code lost-events} and {@code outside-events} count what came too late, was too much, or lies
 * outside the address space.
 */
public final class EventWindows implements Operator<EventWindows.Config> {

    /** Makes the operator; the service loader does. */
    public EventWindows() {}

    /**
     * Settings.
     *
     * @param length length of a window, 1 µs to 1 h
     * @param hop distance of two windows, at most the length
     * @param maxEvents most events of a window
     * @param longestGap longest silence that is given out as empty windows
     */
    public record Config(
            @Setting(help = "length of a window, 1us..1h") Duration length,

            @Setting(help = "distance of two windows, at most the length")
            Duration hop,

            @Setting(
                    help = "most events of a window; beyond, the oldest are lost and counted",
                    orElse = "65536",
                    min = 1,
                    max = 1 << 24)
            int maxEvents,

            @Setting(help = "longest silence that is given out as empty windows", orElse = "1s")
            Duration longestGap) {

        private static final Duration SHORTEST = Duration.ofNanos(1_000);

        /**
         * Checks the durations.
         *
         * @param length length of a window
         * @param hop distance of two windows
         * @param maxEvents most events of a window
         * @param longestGap longest silence given out
         * @throws IllegalArgumentException if one is out of range
         */
        public Config {
            if (length.compareTo(SHORTEST) < 0 || length.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("window is out of range: length=" + length + " (expected 1us..1h)");
            }
            if (hop.compareTo(SHORTEST) < 0 || hop.compareTo(length) > 0) {
                throw new IllegalArgumentException(
                        "hop is out of range: hop=" + hop + " (expected 1us to the length, " + length + ")");
            }
            if (longestGap.isNegative() || longestGap.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(
                        "gap is out of range: longest-gap=" + longestGap + " (expected 0..24h)");
            }
        }

        EventWindow kernel(StreamSpec stream) {
            long gap = Math.min(Integer.MAX_VALUE, longestGap.toNanos() / hop.toNanos());
            return new EventWindow(stream.shape().elements(), length.toNanos(), hop.toNanos(), maxEvents, (int) gap);
        }
    }

    @Override
    public String name() {
        return "event-window";
    }

    @Override
    public String summary() {
        return "gives out the events of the last while, in windows that may overlap";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = SpikeFrame.spikes(inputs);
        return Contract.of(in.withRateHz(1e9 / settings.hop().toNanos()))
                .withDelayNanos(settings.length().toNanos() / 2)
                .withStateBytes(settings.kernel(in).stateBytes());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new EventWindowProcessor(settings, settings.kernel(context.output()));
    }
}
