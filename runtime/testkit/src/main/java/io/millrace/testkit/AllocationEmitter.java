package io.millrace.testkit;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import org.jspecify.annotations.Nullable;

/** Adds up what frames cost, keeping none and allocating nothing. */
final class AllocationEmitter implements Emitter {

    private long payloadBytes;
    private long parts;

    @Override
    public void emit(int output, Frame frame) {
        Payload payload = frame.payload();
        payloadBytes += payload.bytes();
        // Events are three arrays under one object: as much beside the elements as two tensors.
        parts += 1 + (payload instanceof Bundle bundle ? bundle.size() : payload instanceof Events ? 1 : 0);
    }

    @Override
    public void drop(DropReason reason) {}

    @Override
    public void hold() {}

    @Override
    public void settle(int input, @Nullable DropReason reason, int count) {}

    void restart() {
        payloadBytes = 0;
        parts = 0;
    }

    long payloadBytes() {
        return payloadBytes;
    }

    long parts() {
        return parts;
    }
}
