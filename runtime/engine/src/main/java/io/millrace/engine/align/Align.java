package io.millrace.engine.align;

import io.millrace.api.config.Words;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins frames of several streams that belong together by the time of measurement:
 * {@code pair: { align: nearest, in: { mic: a, far-end: b }, tolerance: 5ms, on-stall: wait(200ms) }}.
 *
 * <p><b>Inputs</b> two or more of any kind, on one clock; their names become those of the parts. <b>Output</b> bundles, one
 * part an input, timed at the frame that the set is made for. A set's uncertainty covers every part: how far each is from
 * that time, and how well its own is known. Provenance is that of all parts, the weakest winning.
 *
 * <p><b>State</b> up to {@code hold-frames} frames an input. <b>Drops</b> what found no partner ({@code unmatched}), waited
 * in vain ({@code stalled}), was never the nearest or last ({@code superseded}), may lie outside the tolerance
 * ({@code uncertain}), came for a window that is past ({@code late}), for a block that lacks a frame ({@code incomplete}),
 * or from before time went back ({@code out-of-order}). Where all streams keep coming, what comes out does not depend on the
 * order in which their frames arrive.
 */
public final class Align implements Operator<AlignSettings> {

    /** Object headers of a frame and its payload. */
    private static final long FRAME_OVERHEAD_BYTES = 120;

    /** Made by {@link java.util.ServiceLoader}. */
    public Align() {}

    @Override
    public String name() {
        return "align";
    }

    @Override
    public String summary() {
        return "Joins frames of several streams that were measured together.";
    }

    @Override
    public Class<AlignSettings> settings() {
        return AlignSettings.class;
    }

    @Override
    public Contract contract(AlignSettings settings, Inputs inputs) {
        List<InputCheck> checks = inputs.all();
        if (checks.size() < 2) {
            inputs.refuse("nothing to align", "inputs=" + checks.size(), "2 or more");
        }
        List<String> names = checks.stream().map(InputCheck::name).toList();
        String base = settings.base();
        if (base != null && !names.contains(base)) {
            inputs.refuse("no such base", "base=" + base, Words.oneOf(base, names));
        }
        requireOneClock(settings, inputs, checks);
        Map<String, StreamSpec> parts = parts(settings, inputs, checks);
        long held = 0;
        for (InputCheck check : checks) {
            held += settings.holdFrames() * (check.spec().frameBytes() + FRAME_OVERHEAD_BYTES);
        }
        StreamSpec first = checks.get(Math.max(0, names.indexOf(base))).spec();
        StreamSpec spec = StreamSpec.bundle(parts).withClockDomain(first.clockDomain());
        AlignPlan plan =
                new AlignPlan(settings, checks.stream().map(InputCheck::spec).toList(), names);
        return Contract.of(spec.withRateHz(plan.rateHz()))
                .withDelayNanos(plan.delayNanos())
                .withStateBytes(held)
                .withDrops(
                        Streams.UNMATCHED,
                        Streams.STALLED,
                        Streams.SUPERSEDED,
                        Streams.UNCERTAIN,
                        Streams.LATE,
                        Streams.INCOMPLETE,
                        io.millrace.api.operator.DropReason.OUT_OF_ORDER);
    }

    /** Times of different clocks cannot be compared; in order of arrival they need not be. */
    private static void requireOneClock(AlignSettings settings, Inputs inputs, List<InputCheck> checks) {
        Map<String, String> clocks = new LinkedHashMap<>();
        checks.forEach(check -> clocks.put(check.name(), check.spec().clockDomain()));
        if (settings.align() != Policy.BY_ORDER
                && clocks.values().stream().distinct().count() > 1) {
            inputs.refuse("streams are on different clocks", "clocks=" + clocks, "one clock domain, or by-order");
        }
    }

    private static Map<String, StreamSpec> parts(AlignSettings settings, Inputs inputs, List<InputCheck> checks) {
        boolean stacks = settings.align() == Policy.WINDOW_JOIN || settings.align() == Policy.BLOCKS;
        List<Integer> frames = settings.blockFrames();
        if (settings.align() == Policy.BLOCKS && frames.size() != checks.size()) {
            inputs.refuse("blocks do not fit the inputs", "block-frames=" + frames, checks.size() + " numbers");
        }
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        for (int i = 0; i < checks.size(); i++) {
            InputCheck check = checks.get(i);
            StreamSpec spec = check.spec();
            if (stacks) {
                spec = stackable(check);
                boolean block = settings.align() == Policy.BLOCKS && i < frames.size();
                spec = Stack.of(spec, block ? frames.get(i) : io.millrace.api.stream.Axis.DYNAMIC);
                if (block && settings.holdFrames() < 2 * frames.get(i) + 2) {
                    inputs.refuse(
                            "too few frames are held for a block",
                            "hold-frames=" + settings.holdFrames() + ", block-frames=" + frames.get(i),
                            "at least " + (2 * frames.get(i) + 2));
                }
            } else if (settings.align() == Policy.INTERPOLATE && !check.name().equals(settings.base())) {
                spec = interpolable(check);
            }
            parts.put(check.name(), spec);
        }
        return parts;
    }

    private static StreamSpec stackable(InputCheck check) {
        boolean tensors = check.spec().kind() == PayloadKind.TENSOR;
        if (!tensors) {
            check.mismatch("stream cannot be stacked", "tensors of a fixed shape");
            return StreamSpec.tensor(ElementType.F32);
        }
        return check.fixed().spec();
    }

    private static StreamSpec interpolable(InputCheck check) {
        ElementType type = check.spec().element();
        boolean numbers =
                check.spec().kind() == PayloadKind.TENSOR && (type == ElementType.F32 || type == ElementType.F64);
        if (!numbers) {
            check.mismatch("stream cannot be interpolated", "f32 or f64 tensors of a fixed shape");
            return StreamSpec.tensor(ElementType.F32);
        }
        return check.fixed().spec();
    }

    @Override
    public Processor open(AlignSettings settings, OpenContext context) {
        List<String> names = new ArrayList<>(context.output().fields().keySet());
        return new AlignPlan(settings, context.inputs(), names).open();
    }
}
