package io.millrace.engine.trace;

import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Traces as OpenTelemetry spans: one {@code ExportTraceServiceRequest} in OTLP's JSON, to be posted to a collector's
 * {@code /v1/traces}. What came of one arrival is one trace; a node's span is the child of the span of what feeds it.
 */
public final class OtlpTrace {

    private OtlpTrace() {}

    /**
     * The JSON.
     *
     * @param trace the spans
     * @return one request
     */
    public static String of(Trace trace) {
        Map<String, Integer> indexes = new HashMap<>();
        for (int i = 0; i < trace.plan().nodes().size(); i++) {
            indexes.put(trace.plan().nodes().get(i).name(), i);
        }
        Map<Integer, Integer> feeders = new HashMap<>();
        for (PlannedEdge edge : trace.plan().edges()) {
            feeders.putIfAbsent(indexes.get(edge.to()), indexes.get(edge.from()));
        }
        Map<String, String> known = new HashMap<>();
        trace.spans().forEach(span -> known.put(span.node() + ":" + span.arrivalNanos(), id(span)));
        List<String> spans = new ArrayList<>();
        for (Span span : trace.spans()) {
            String parent = known.get(feeders.getOrDefault(span.node(), -1) + ":" + span.arrivalNanos());
            spans.add(span(trace, span, parent == null ? "" : ",\"parentSpanId\":\"" + parent + "\""));
        }
        return "{\"resourceSpans\":[{\"resource\":{\"attributes\":[" + text("service.name", "millrace") + ","
                + text("millrace.pipeline", trace.plan().pipeline())
                + "]},\"scopeSpans\":[{\"scope\":{\"name\":\"io.millrace\"},\"spans\":[\n"
                + String.join(",\n", spans) + "\n]}]}]}\n";
    }

    private static String span(Trace trace, Span span, String parent) {
        PlannedNode node = trace.plan().nodes().get(span.node());
        long began = span.beganNanos() + trace.epochOffsetNanos();
        return String.format(
                Locale.ROOT,
                "{\"traceId\":\"%016x%016x\",\"spanId\":\"%s\"%s,\"name\":\"%s\",\"kind\":1,"
                        + "\"startTimeUnixNano\":\"%d\",\"endTimeUnixNano\":\"%d\",\"attributes\":[%s,"
                        + "{\"key\":\"millrace.sequence\",\"value\":{\"intValue\":\"%d\"}},"
                        + "{\"key\":\"millrace.stage\",\"value\":{\"intValue\":\"%d\"}}]}",
                (long) trace.plan().pipeline().hashCode() | 1L << 62,
                span.arrivalNanos(),
                id(span),
                parent,
                node.name(),
                began,
                began + span.nanos(),
                text("millrace.operator", node.type()),
                span.sequence(),
                node.stage());
    }

    /** Never 0, which would be no id. */
    private static String id(Span span) {
        long mixed = (span.beganNanos() * 31 + span.node() + 1) * 0x9e3779b97f4a7c15L;
        return String.format(Locale.ROOT, "%016x", mixed == 0 ? 1 : mixed);
    }

    private static String text(String key, String value) {
        return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
    }
}
