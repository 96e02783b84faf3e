package io.millrace.inference;

import java.util.concurrent.atomic.AtomicLong;

/** Counts every ONNX Runtime object this module makes and closes, so that a leak or a per-frame allocation shows. */
final class NativeHandles {

    private static final AtomicLong TENSORS_MADE = new AtomicLong();
    private static final AtomicLong TENSORS_CLOSED = new AtomicLong();
    private static final AtomicLong SESSIONS_MADE = new AtomicLong();
    private static final AtomicLong SESSIONS_CLOSED = new AtomicLong();

    private NativeHandles() {}

    static void tensorMade() {
        TENSORS_MADE.incrementAndGet();
    }

    static void tensorClosed() {
        TENSORS_CLOSED.incrementAndGet();
    }

    static void sessionMade() {
        SESSIONS_MADE.incrementAndGet();
    }

    static void sessionClosed() {
        SESSIONS_CLOSED.incrementAndGet();
    }

    static long tensorsMade() {
        return TENSORS_MADE.get();
    }

    static long sessionsMade() {
        return SESSIONS_MADE.get();
    }

    static long liveTensors() {
        return TENSORS_MADE.get() - TENSORS_CLOSED.get();
    }

    static long liveSessions() {
        return SESSIONS_MADE.get() - SESSIONS_CLOSED.get();
    }
}
