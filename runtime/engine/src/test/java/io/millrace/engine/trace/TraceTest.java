package io.millrace.engine.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.util.JsonFormat;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.Toys;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TraceTest {

    private static final Pattern HEX_ID = Pattern.compile("(\"(?:traceId|spanId|parentSpanId)\":\")([0-9a-f]+)\"");

    @Test
    void keepsTheLatestSpansWhole() {
        TraceRing ring = new TraceRing(4);
        for (int i = 0; i < 10; i++) {
            ring.add(1, i, i, i, i);
        }
        assertThat(ring.read().stream().map(Span::sequence)).containsExactly(6L, 7L, 8L, 9L);
    }

    @Test
    void opensInAChromeViewerWithAnArrowWhereAFrameChangesThreads() throws Exception {
        JsonArray events = JsonParser.parseString(ChromeTrace.of(trace()))
                .getAsJsonObject()
                .getAsJsonArray("traceEvents");
        Map<String, Integer> phases = new HashMap<>();
        for (JsonElement event : events) {
            phases.merge(event.getAsJsonObject().get("ph").getAsString(), 1, Integer::sum);
        }
        assertThat(phases).containsExactlyInAnyOrderEntriesOf(Map.of("M", 2, "X", 30, "s", 10, "f", 10));
    }

    /** OTLP's JSON is protobuf's, but for ids, which are hex: read here by protobuf's own reader. */
    @Test
    void isAnExportRequestOfOpenTelemetryWithOneTraceAnArrival() throws Exception {
        Matcher ids = HEX_ID.matcher(OtlpTrace.of(trace()));
        String json = ids.replaceAll(id ->
                id.group(1) + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(id.group(2))) + "\"");
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        JsonFormat.parser().merge(json, request);
        List<io.opentelemetry.proto.trace.v1.Span> spans =
                request.getResourceSpans(0).getScopeSpans(0).getSpansList();
        assertThat(spans).hasSize(30);
        assertThat(spans.stream().map(span -> span.getTraceId()).distinct()).hasSize(10);
        assertThat(spans.stream().map(span -> span.getSpanId()).distinct()).hasSize(30);
        assertThat(spans)
                .allMatch(span ->
                        span.getTraceId().size() == 16 && span.getSpanId().size() == 8);
        assertThat(spans.stream().filter(span -> span.getParentSpanId().isEmpty()))
                .hasSize(10);
    }

    private static Trace trace() throws Exception {
        Run run = Millrace.pipeline("traced")
                .source("in", Toys.NUMBER, Toys.frames(10), new EdgePolicy(Overflow.BLOCK, 16))
                .node("scale", Component.defaults("scale"), n -> n.in("in"))
                .node("total", Component.defaults("total"), n -> n.in("scale").queue(Overflow.BLOCK, 16))
                .draft()
                .compile(Toys.profile(), Toys.catalog())
                .start(RunOptions.realTime().withTrace(100));
        assertThat(run.await(Duration.ofSeconds(5))).isTrue();
        return run.trace();
    }
}
