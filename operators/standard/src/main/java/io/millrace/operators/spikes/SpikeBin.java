package io.millrace.operators.spikes;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts events per address in bins of equal width.
 *
 * <p><b>Input</b> events with the axes of their addresses, or frames of {@code spike-events}. <b>Output</b> f32 with the same axes, a frame a bin, also for
 * empty bins, at the rate 1 / width. Bins begin at multiples of the width on the events' clock. A bin's time is its
 * middle; its number rises by one a bin, so a silence longer than {@code longest-gap} without any frame shows as a jump.
 *
 * <p><b>State and cost</b> one count an address; linear in events and bins. <b>Drops</b> nothing: events that come after
 * their bin was given out, or outside the address space, are counted by {@code late-events} and {@code outside-events}.
 *
 * @see io.millrace.kernels.spikes.SpikeBinner
 */
public final class SpikeBin implements Operator<SpikeBin.Config> {

    /** Makes the operator; the service loader does. */
    public SpikeBin() {}

    /**
     * Settings.
     *
     * @param width width of a bin, 1 µs to 1 h
     * @param signed whether polarity counts
     * @param splitPolarity whether the polarities are counted apart
     * @param longestGap longest silence that is given out as empty bins
     */
    public record Config(
            @Setting(help = "width of a bin, 1us..1h") Duration width,

            @Setting(help = "whether an event of polarity -1 counts as -1 instead of 1", orElse = "false")
            boolean signed,

            @Setting(
                    help = "whether the polarities are counted apart: one more axis in front, +1 first",
                    orElse = "false")
            boolean splitPolarity,

            @Setting(help = "longest silence that is given out as empty bins", orElse = "1s")
            Duration longestGap) {

        /**
         * Checks the durations and that polarity is asked for once.
         *
         * @param width width of a bin
         * @param signed whether polarity counts
         * @param splitPolarity whether the polarities are counted apart
         * @param longestGap longest silence given out
         * @throws IllegalArgumentException if one is out of range
         */
        public Config {
            if (width.compareTo(Duration.ofNanos(1_000)) < 0 || width.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("bin is out of range: width=" + width + " (expected 1us..1h)");
            }
            if (longestGap.isNegative() || longestGap.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(
                        "gap is out of range: longest-gap=" + longestGap + " (expected 0..24h)");
            }
            if (signed && splitPolarity) {
                throw new IllegalArgumentException(
                        "polarity is asked for twice: signed=true, split-polarity=true (expected one of them)");
            }
        }

        int gapBins() {
            return (int) Math.min(Integer.MAX_VALUE, longestGap.toNanos() / width.toNanos());
        }
    }

    @Override
    public String name() {
        return "spike-bin";
    }

    @Override
    public String summary() {
        return "counts events per address in bins of equal width";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = SpikeFrame.spikes(inputs);
        long width = settings.width().toNanos();
        List<Axis> axes = new ArrayList<>(in.axes());
        if (settings.splitPolarity()) {
            axes.add(0, Axis.of("polarity", 2));
        }
        StreamSpec out = in.reshaped(ElementType.F32, axes.toArray(new Axis[0])).withRateHz(1e9 / width);
        return Contract.of(out).withDelayNanos(width / 2).withStateBytes(out.frameBytes());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new SpikeBinProcessor(settings, context);
    }
}
