package io.millrace.cli.view;

import io.millrace.api.frame.Frame;
import io.millrace.api.time.Clock;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints at most a line a second with the newest value of every port. */
final class LinePrinter implements FrameListener {

    private static final long PERIOD_NANOS = 1_000_000_000L;

    private final Clock clock;
    private final PrintWriter out;
    private final Map<String, String> newest = new LinkedHashMap<>();
    private long nextNanos;

    LinePrinter(Clock clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
        this.nextNanos = clock.monotonicNanos() + PERIOD_NANOS;
    }

    @Override
    public void frame(String port, Frame frame) {
        newest.put(
                port,
                port + " " + Values.brief(frame.payload()) + " ["
                        + frame.provenance().origin().word() + "]");
        long now = clock.monotonicNanos();
        if (now - nextNanos >= 0) {
            nextNanos = now + PERIOD_NANOS;
            out.println(String.join("  ", newest.values()));
        }
    }
}
