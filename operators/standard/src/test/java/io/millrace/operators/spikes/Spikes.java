package io.millrace.operators.spikes;

import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import java.util.Arrays;
import java.util.Random;

/** Streams of spikes at 250 frames a second. */
final class Spikes {

    static final double RATE_HZ = 250;
    static final long PERIOD_NANOS = 4_000_000;

    private Spikes() {}

    static StreamSpec spec(int channels) {
        return StreamSpec.events(Axis.of("channel", channels)).withRateHz(RATE_HZ);
    }

    /** Up to 20 events of the 4 ms before the frame's time. */
    static Frame frame(int channels, long sequence, Random random) {
        int count = random.nextInt(20);
        long end = Frames.START_NANOS + sequence * PERIOD_NANOS;
        long[] times = random.longs(count, end - PERIOD_NANOS, end).sorted().toArray();
        int[] address = random.ints(count, 0, channels).toArray();
        byte[] polarity = new byte[count];
        for (int i = 0; i < count; i++) {
            polarity[i] = (byte) (random.nextBoolean() ? 1 : -1);
        }
        return Frames.of(sequence, RATE_HZ, Events.of(times, address, polarity));
    }

    static Frame of(long sequence, int... address) {
        long[] times = new long[address.length];
        Arrays.fill(times, Frames.START_NANOS + sequence * PERIOD_NANOS - 1);
        byte[] polarity = new byte[address.length];
        Arrays.fill(polarity, (byte) 1);
        return Frames.of(sequence, RATE_HZ, Events.of(times, address, polarity));
    }
}
