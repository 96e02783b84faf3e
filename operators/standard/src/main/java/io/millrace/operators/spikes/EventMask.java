package io.millrace.operators.spikes;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Processor;

/** Leaves out events of masked channels, and those outside the address space. */
final class EventMask implements Processor {

    private final boolean[] masked;

    EventMask(boolean[] masked) {
        this.masked = masked;
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        Events all = SpikeFrame.spikes(frame);
        int[] address = all.address();
        int count = 0;
        for (int a : address) {
            count += passes(a) ? 1 : 0;
        }
        if (count == address.length) {
            out.emit(frame);
            return;
        }
        long[] times = new long[count];
        int[] kept = new int[count];
        byte[] polarity = new byte[count];
        int at = 0;
        for (int i = 0; i < address.length; i++) {
            if (passes(address[i])) {
                times[at] = all.timeNanos()[i];
                kept[at] = address[i];
                polarity[at++] = all.polarity()[i];
            }
        }
        out.emit(frame.withPayload(replaced(frame.payload(), Events.of(times, kept, polarity))));
    }

    private boolean passes(int address) {
        return address >= 0 && address < masked.length && !masked[address];
    }

    private static Payload replaced(Payload payload, Events events) {
        if (!(payload instanceof Bundle bundle)) {
            return events;
        }
        Payload[] parts = new Payload[bundle.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = bundle.names().get(i).equals(SpikeFrame.SPIKES) ? events : bundle.part(i);
        }
        return Bundle.of(bundle.names(), parts);
    }
}
