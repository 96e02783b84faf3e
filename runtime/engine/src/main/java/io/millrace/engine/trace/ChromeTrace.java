package io.millrace.engine.trace;

import io.millrace.api.plan.PlannedNode;
import io.millrace.api.plan.PlannedStage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Traces as JSON in Chrome's trace event format, which ui.perfetto.dev and chrome://tracing open. */
public final class ChromeTrace {

    private ChromeTrace() {}

    /**
     * The JSON.
     *
     * @param trace the spans
     * @return an object with a track a stage, a slice a span, and arrows where a frame changes threads
     */
    public static String of(Trace trace) {
        List<String> events = new ArrayList<>();
        for (PlannedStage stage : trace.plan().stages()) {
            events.add(String.format(
                    Locale.ROOT,
                    "{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":%d,\"args\":{\"name\":\"%s\"}}",
                    stage.index(),
                    stage.thread()));
        }
        Map<Long, Span> last = new HashMap<>();
        List<Span> inTime = trace.spans().stream()
                .sorted(java.util.Comparator.comparingLong(Span::beganNanos))
                .toList();
        for (Span span : inTime) {
            PlannedNode node = trace.plan().nodes().get(span.node());
            double micros = (span.beganNanos() + trace.epochOffsetNanos()) / 1e3;
            events.add(String.format(
                    Locale.ROOT,
                    "{\"ph\":\"X\",\"name\":\"%s\",\"cat\":\"%s\",\"pid\":1,\"tid\":%d,\"ts\":%.3f,\"dur\":%.3f,"
                            + "\"args\":{\"sequence\":%d,\"arrivalNanos\":%d}}",
                    node.name(),
                    node.type(),
                    node.stage(),
                    micros,
                    span.nanos() / 1e3,
                    span.sequence(),
                    span.arrivalNanos()));
            Span before = last.put(span.arrivalNanos(), span);
            if (before != null && stage(trace, before) != node.stage()) {
                double left = (before.beganNanos() + trace.epochOffsetNanos()) / 1e3;
                events.add(arrow("s", "", stage(trace, before), left, span.arrivalNanos()));
                events.add(arrow("f", ",\"bp\":\"e\"", node.stage(), micros, span.arrivalNanos()));
            }
        }
        return "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n" + String.join(",\n", events) + "\n]}\n";
    }

    private static int stage(Trace trace, Span span) {
        return trace.plan().nodes().get(span.node()).stage();
    }

    private static String arrow(String phase, String more, int stage, double micros, long id) {
        return String.format(
                Locale.ROOT,
                "{\"ph\":\"%s\",\"name\":\"frame\",\"cat\":\"frame\",\"pid\":1,\"tid\":%d,\"ts\":%.3f,\"id\":\"%x\"%s}",
                phase,
                stage,
                micros,
                id,
                more);
    }
}
