package io.millrace.transport.grpc;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many long calls a server carries. Any thread. */
final class StreamCount {

    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    StreamCount(int most) {
        this.most = most;
    }

    /** One more: null, or why not. */
    @Nullable String enter() {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return "too many streams: streams=" + most + " (expected at most " + most + " at a time)";
        }
        return null;
    }

    void leave() {
        open.decrementAndGet();
    }

    int open() {
        return open.get();
    }
}
