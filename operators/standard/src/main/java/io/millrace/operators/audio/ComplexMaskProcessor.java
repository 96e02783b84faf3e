package io.millrace.operators.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.audio.Spectra;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Waits until a spectrum and its masks are there, then multiplies. */
final class ComplexMaskProcessor implements Processor {

    private final WaitingFrames[] waiting;
    private final MaskShape[] masks;
    private final Shape shape;
    private final int channels;
    private final int bins;
    private @Nullable Provenance before;
    private @Nullable Provenance maskBefore;
    private @Nullable Provenance after;

    ComplexMaskProcessor(int waitFrames, OpenContext context) {
        StreamSpec spectra = context.input();
        this.shape = spectra.shape();
        this.channels = AudioStreams.channels(spectra);
        this.bins = AudioStreams.length(spectra);
        this.waiting = new WaitingFrames[context.inputs().size()];
        this.masks = new MaskShape[waiting.length - 1];
        Arrays.setAll(
                waiting,
                i -> new WaitingFrames(waitFrames, context.inputs().get(i).shape()));
        Arrays.setAll(
                masks,
                i -> Objects.requireNonNull(
                        MaskShape.of(spectra, context.inputs().get(i + 1))));
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        if (!waiting[input].add(frame)) {
            out.drop(ComplexMask.PARTNER_MISSING);
        }
        while (isComplete()) {
            out.emit(masked());
        }
    }

    /** Whether the oldest frames are one set; what is older than any other input's oldest has no partner any more. */
    private boolean isComplete() {
        boolean complete = false;
        while (!complete) {
            long newest = Long.MIN_VALUE;
            for (WaitingFrames frames : waiting) {
                if (frames.isEmpty()) {
                    return false;
                }
                newest = Math.max(newest, frames.first().timeNanos());
            }
            complete = true;
            for (WaitingFrames frames : waiting) {
                frames.forgetBefore(newest);
                complete &= !frames.isEmpty() && frames.first().timeNanos() == newest;
            }
        }
        return true;
    }

    private Frame masked() {
        Frame spectrum = waiting[0].take();
        float[] product = spectrum.tensor().floats().clone();
        long arrival = spectrum.arrivalNanos();
        Provenance provenance = spectrum.provenance();
        for (int m = 0; m < masks.length; m++) {
            Frame mask = waiting[m + 1].take();
            multiply(product, mask.tensor().floats(), masks[m]);
            arrival = Math.max(arrival, mask.arrivalNanos());
            provenance = merged(provenance, mask.provenance());
        }
        return new Frame(
                spectrum.sequence(),
                spectrum.timeNanos(),
                spectrum.uncertaintyNanos(),
                arrival,
                Tensor.of(shape, product),
                provenance);
    }

    private void multiply(float[] product, float[] mask, MaskShape kind) {
        for (int c = 0; c < channels; c++) {
            int from = 2 * c * bins;
            switch (kind) {
                case COMPLEX -> Spectra.multiply(product, from, bins, mask, from);
                case REAL -> Spectra.scale(product, from, bins, mask, c * bins);
                case SHARED -> Spectra.scale(product, from, bins, mask, 0);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // frames of a stream share one instance
    private Provenance merged(Provenance spectrum, Provenance mask) {
        Provenance cached = after;
        if (cached == null || before != spectrum || maskBefore != mask) {
            cached = spectrum.with(mask);
            before = spectrum;
            maskBefore = mask;
            after = cached;
        }
        return cached;
    }

    @Override
    public void reset() {
        for (WaitingFrames frames : waiting) {
            frames.clear();
        }
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        for (WaitingFrames frames : waiting) {
            frames.save(out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        for (WaitingFrames frames : waiting) {
            frames.load(in);
        }
    }
}
