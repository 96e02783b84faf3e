package io.millrace.kernels.spikes;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever the bytes are: a result, and events that keep what the layout promises. */
class SpikeDatagramFuzzTest {

    private final SpikeDatagram datagram = new SpikeDatagram();

    @FuzzTest(maxDuration = "1m")
    void readsAnyBytes(byte[] data) {
        if (datagram.read(data, data.length) != SpikeDatagram.Result.OK) {
            return;
        }
        int n = datagram.events();
        long[] times = new long[n];
        int[] address = new int[n];
        byte[] polarity = new byte[n];
        datagram.copyEvents(0, times, address, polarity);
        datagram.copyValues(data, new float[datagram.values()]);
        for (int i = 0; i < n; i++) {
            long since = times[i] - datagram.startNanos();
            if (address[i] >= datagram.channels() || since < 0 || since > datagram.endNanos() - datagram.startNanos()) {
                throw new AssertionError("event outside: " + since + " ns, channel " + address[i]);
            }
            if (i > 0 && since < times[i - 1] - datagram.startNanos()) {
                throw new AssertionError("events fall: index " + i);
            }
        }
    }
}
