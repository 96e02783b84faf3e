package io.millrace.engine.align;

import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import java.util.Arrays;
import java.util.List;

/** What follows from the settings for given inputs: delay, rate, and the moving parts. */
record AlignPlan(AlignSettings settings, List<StreamSpec> inputs, List<String> names) {

    AlignPlan {
        inputs = List.copyOf(inputs);
        names = List.copyOf(names);
    }

    /** Input whose frames sets are made for, or -1 for all. */
    private int base() {
        return settings.base() == null ? -1 : names.indexOf(settings.base());
    }

    /** Sets a second, 0 if a rate is not known. */
    double rateHz() {
        boolean known = inputs.stream().allMatch(spec -> spec.rateHz() > 0);
        int base = base();
        return switch (settings.align()) {
            case HOLD_LAST ->
                base < 0
                        ? (known
                                ? inputs.stream()
                                        .mapToDouble(StreamSpec::rateHz)
                                        .sum()
                                : 0)
                        : inputs.get(base).rateHz();
            case NEAREST, INTERPOLATE ->
                base < 0 ? least(known) : inputs.get(base).rateHz();
            case EXACT, EARLIEST, BY_ORDER -> least(known);
            case WINDOW_JOIN ->
                settings.window() == null ? 0 : 1e9 / settings.window().toNanos();
            case BLOCKS ->
                blockBase() < settings.blockFrames().size()
                        ? inputs.get(blockBase()).rateHz()
                                / settings.blockFrames().get(blockBase())
                        : 0;
        };
    }

    private double least(boolean known) {
        return known ? inputs.stream().mapToDouble(StreamSpec::rateHz).min().orElse(0) : 0;
    }

    private int blockBase() {
        return Math.max(0, base());
    }

    /** How much older a set's time is than the newest frame it may need. */
    long delayNanos() {
        return switch (settings.align()) {
            case EXACT, BY_ORDER -> 0;
            case NEAREST, EARLIEST -> settings.tolerance() == null ? 0 : settings.toleranceNanos();
            case HOLD_LAST -> settings.lookAhead().toNanos();
            case INTERPOLATE -> slowestPeriodNanos();
            case WINDOW_JOIN ->
                settings.window() == null ? 0 : settings.window().toNanos() / 2;
            case BLOCKS -> {
                double rateHz = inputs.get(blockBase()).rateHz();
                boolean known =
                        rateHz > 0 && blockBase() < settings.blockFrames().size();
                // The frame behind the block's last is what closes it.
                yield known ? Math.round((settings.blockFrames().get(blockBase()) + 1) / 2.0 / rateHz * 1e9) : 0;
            }
        };
    }

    private long slowestPeriodNanos() {
        double rateHz = least(true);
        return rateHz > 0 ? Math.round(1e9 / rateHz) : settings.toleranceNanos();
    }

    Processor open() {
        Track[] tracks = new Track[inputs.size()];
        Arrays.setAll(tracks, i -> new Track(i, settings.holdFrames()));
        Sets sets = new Sets(names);
        Streams streams = new Streams(tracks, sets, settings);
        long patience = OnStall.parse(settings.onStall()).patience().toNanos();
        return new Aligner(tracks, sets, matcher(streams), patience);
    }

    private Matcher matcher(Streams streams) {
        Policy policy = settings.align();
        return switch (policy) {
            case EXACT -> new Slowest(streams, 0);
            case NEAREST ->
                base() < 0
                        ? new Slowest(streams, settings.toleranceNanos())
                        : new OnBase(streams, policy, base(), 0, null);
            case EARLIEST -> new Earliest(streams);
            case HOLD_LAST ->
                new OnBase(streams, policy, base(), settings.lookAhead().toNanos(), null);
            case INTERPOLATE -> new OnBase(streams, policy, base(), 0, new Interpolator());
            case BY_ORDER -> new ByOrder(streams);
            case WINDOW_JOIN ->
                new Windows(
                        streams,
                        stacks(),
                        settings.window() == null ? 1 : settings.window().toNanos());
            case BLOCKS ->
                new Blocks(
                        streams,
                        stacks(),
                        settings.blockFrames().stream()
                                .mapToInt(Integer::intValue)
                                .toArray(),
                        blockBase());
        };
    }

    private Stack[] stacks() {
        return inputs.stream().map(Stack::new).toArray(Stack[]::new);
    }
}
