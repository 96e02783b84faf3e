package io.millrace.operators.spikes;

import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.kernels.spikes.SpikeDetector;
import io.millrace.operators.support.KernelProcessor;
import java.util.Arrays;
import java.util.List;

/** Samples to events. The buffers grow to the busiest frame once. */
final class SpikeDetectProcessor extends KernelProcessor {

    private static final double NANOS_PER_SECOND = 1e9;

    private final SpikeDetector detector;
    private final BroadbandLayout layout;
    private final long delayNanos;
    private final float[] sample;
    private final Gauge dead = Gauge.of("dead-channels", "channels without any noise, which never fire");
    private final List<Gauge> gauges = List.of(dead);
    private boolean counted;
    private long[] times = new long[64];
    private int[] address = new int[64];

    SpikeDetectProcessor(SpikeDetection detection, BroadbandLayout layout) {
        super(detection.detector());
        this.detector = detection.detector();
        this.layout = layout;
        this.delayNanos = detection.delayNanos();
        this.sample = new float[layout.channels()];
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        Tensor values = frame.tensor();
        int count = 0;
        long nanos = frame.timeNanos() - delayNanos;
        for (int s = 0; s < layout.samples(); s++) {
            layout.read(values, s, sample);
            int fired = detector.process(sample);
            nanos = frame.timeNanos() - delayNanos + Math.round(s / layout.samplesPerSecond() * NANOS_PER_SECOND);
            if (count + fired > times.length) {
                times = Arrays.copyOf(times, Math.max(2 * times.length, count + fired));
                address = Arrays.copyOf(address, times.length);
            }
            Arrays.fill(times, count, count + fired, nanos);
            System.arraycopy(detector.fired(), 0, address, count, fired);
            count += fired;
        }
        byte[] polarity = new byte[count];
        Arrays.fill(polarity, (byte) 1);
        out.emit(new Frame(
                frame.sequence(),
                nanos,
                frame.uncertaintyNanos(),
                frame.arrivalNanos(),
                Events.of(Arrays.copyOf(times, count), Arrays.copyOf(address, count), polarity),
                frame.provenance()));
        if (!counted && detector.isCalibrated()) {
            counted = true;
            dead.set(detector.deadChannels());
        }
    }

    @Override
    public void reset() {
        super.reset();
        counted = false;
    }

    @Override
    public List<Gauge> gauges() {
        return gauges;
    }
}
