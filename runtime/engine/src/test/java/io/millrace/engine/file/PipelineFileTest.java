package io.millrace.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.api.config.ConfigException;
import io.millrace.api.frame.Origin;
import io.millrace.api.graph.Graph;
import io.millrace.api.graph.OnDisorder;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import io.millrace.api.transport.SourceTransport;
import io.millrace.engine.Millrace;
import io.millrace.engine.Toys;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class PipelineFileTest {

    private static final String GOOD = """
            pipeline: toys
            profile: this-machine
            sources:
              in: { transport: silent, overflow: drop-oldest, capacity: 64, rate-hz: 100, sensor: s1,
                    origin: simulated, on-disorder: reorder(20ms), on-failure: reset(10 per 1m) }
            nodes:
              twice: { operator: scale, in: in, factor: 2.5 }
              all:   { operator: total, in: [twice, in], overflow: latest, capacity: 2 }
              named: { operator: total, in: { a: twice, b: split.odd } }
              split: { operator: split, in: in }
            sinks:
              out: { transport: collect, in: all, name: here }
            """;

    private static List<String> problems(String yaml) {
        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> Millrace.parse("p.yaml", yaml).compile(Toys.profile(), catalog()));
        assertThat(refused).as("the file should be refused").isNotNull();
        return refused.problems().stream().map(Object::toString).toList();
    }

    @Test
    void readsEverythingAFileCanSay() {
        Graph graph = Millrace.parse("p.yaml", GOOD).graph();
        assertThat(graph.name()).isEqualTo("toys");
        assertThat(graph.profile()).isEqualTo("this-machine");
        assertThat(graph.sources()).singleElement().satisfies(source -> {
            assertThat(source.policy()).hasToString("drop-oldest(64)");
            assertThat(source.rateHz()).isEqualTo(100);
            assertThat(source.sensor()).isEqualTo("s1");
            assertThat(source.origin()).isEqualTo(Origin.SIMULATED);
            assertThat(source.onDisorder()).isEqualTo(OnDisorder.parse("reorder(20ms)"));
            assertThat(source.onFailure()).isEqualTo(OnFailure.parse("reset(10 per 1m)"));
        });
        assertThat(graph.nodes()).extracting(n -> n.name()).containsExactly("twice", "all", "named", "split");
        assertThat(graph.nodes().get(1).inputs())
                .extracting(i -> i.name() + "=" + i.from())
                .containsExactly("in-0=twice", "in-1=in");
        assertThat(graph.nodes().get(2).inputs())
                .extracting(i -> i.name() + "=" + i.from())
                .containsExactly("a=twice", "b=split.odd");
        assertThat(graph.nodes().get(0).location()).hasToString("p.yaml:7");
        assertThat(Millrace.parse("p.yaml", GOOD)
                        .compile(Toys.profile(), catalog())
                        .plan()
                        .node("twice")
                        .settings())
                .containsExactly("factor=2.5");
    }

    @Test
    void tellsEveryProblemWithItsLine() {
        assertThat(problems("""
                                pipeline: toys
                                sources:
                                  in: { transport: silent, overflow: drop-oldets, capacity: many }
                                  half: { transport: silent, capacity: 3 }
                                  slow: { transport: silnt, overflow: block, capacity: 3, rate-hz: -3 }
                                nodes:
                                  a: { operator: scale, in: in, factro: 3 }
                                  b: { in: a }
                                  c: 7
                                sink: {}
                                """))
                .containsExactly(
                        "p.yaml:3: value not understood: overflow=drop-oldets (expected one of drop-oldest,"
                                + " drop-newest, block, fail, latest)",
                        "p.yaml:3: value not understood: capacity=many (expected a whole number 1..1048576)",
                        "p.yaml:4: queue is half described: name=half, overflow=null, capacity=3 (expected both"
                                + " overflow and capacity, or neither)",
                        "p.yaml:5: value not understood: rate-hz=-3 (expected frames per second, 0 or more)",
                        "p.yaml:5: no such source transport: source-transport=silnt (expected one of silent)",
                        "p.yaml:7: unknown key: key=factro (expected one of factor)",
                        "p.yaml:8: node does nothing: node=b (expected operator: NAME, model: FILE.onnx or"
                                + " align: POLICY)",
                        "p.yaml:9: value not understood: nodes.c=7 (expected { key: value, ... })",
                        "p.yaml:10: unknown key: key=sink (expected one of sinks, nodes, pipeline, profile, sources)");
    }

    @Test
    void tellsWhatIsWrongWithTimeAndLimitsWithItsLine() {
        assertThat(problems("""
                                pipeline: toys
                                sources:
                                  in: { transport: silent, overflow: block, capacity: 4, deadline: 0s }
                                  other: { transport: silent, overflow: block, capacity: 4 }
                                nodes:
                                  pair: { align: nearest, in: { a: in, b: other }, on-stall: skip, overflow: block, capacity: 4 }
                                  base: { align: exact, base: c, in: { a: in, b: other }, on-stall: wait, overflow: block, capacity: 4 }
                                  lone: { align: exact, in: { a: in }, on-stall: skip }
                                  half: { operator: scale, in: in, max-in-flight: 2 }
                                  none: { operator: scale, in: in, max-in-flight: none, until: half }
                                  late: { operator: scale, in: in, deadline: soon }
                                  calm: { operator: scale, in: in, on-failure: "reset(3 per 1m, after 1s)" }
                                  near: { align: nearst, in: { a: in, b: other }, on-stall: skip, overflow: block, capacity: 4 }
                                """))
                .containsExactlyInAnyOrder(
                        "p.yaml:3: deadline out of range: deadline=0s (expected more than 0)",
                        "p.yaml:6: setting does not fit: align=nearest, key=tolerance (expected a duration such as"
                                + " 5ms)",
                        "p.yaml:7: patience does not fit: action=wait, patience=0ns (expected more than 0 for wait,"
                                + " none for skip)",
                        "p.yaml:8: nothing to align: node=lone, inputs=1 (expected 2 or more)",
                        "p.yaml:9: flow limit is half described: max-in-flight=2, until=null (expected both"
                                + " max-in-flight, at least 1, and until, or neither)",
                        "p.yaml:10: value not understood: max-in-flight=none (expected a whole number 1..2147483647)",
                        "p.yaml:11: duration not understood: duration=soon (expected a form such as 20ms, 1.5s, 10m)",
                        "p.yaml:12: back-off does not fit: action=reset, after=1s (expected none, or restart)",
                        "p.yaml:13: value not understood: align=nearst (expected one of exact, nearest, earliest,"
                                + " hold-last, interpolate, by-order, window-join, blocks)");
    }

    @Test
    void tellsWhichLimitsAndPoliciesLeadNowhere() {
        assertThat(problems("""
                                pipeline: toys
                                sources:
                                  in: { transport: silent, overflow: block, capacity: 4 }
                                nodes:
                                  a: { operator: scale, in: in, overflow: latest, capacity: 1, max-in-flight: 2, until: b }
                                  b: { operator: scale, in: in }
                                  c: { operator: scale, in: in, max-in-flight: 2, until: d }
                                  d: { operator: scale, in: c, on-failure: detach }
                                """))
                .containsExactly(
                        "p.yaml:5: flow limit ends nowhere: node=a, until=b (expected a node or sink behind it: nothing"
                                + " here)",
                        "p.yaml:7: flow limit has no queue: node=c, max-in-flight=2 (expected overflow: and capacity:"
                                + " for what waits)",
                        "p.yaml:8: only a sink can be detached: node=d, on-failure=detach (expected drop-frame, reset,"
                                + " restart or stop)");
    }

    @Test
    void readsAlignmentAndLimits() {
        String text = """
                pipeline: toys
                sources:
                  mic:  { transport: silent, overflow: block, capacity: 4, rate-hz: 100, deadline: 1s }
                  far:  { transport: silent, overflow: block, capacity: 4, rate-hz: 50 }
                nodes:
                  pair: { align: nearest, in: { mic: mic, far-end: far }, base: mic, tolerance: 5ms, on-stall: wait(200ms),
                          overflow: latest, capacity: 2, deadline: 50ms, max-in-flight: 2, until: out }
                sinks:
                  out:  { transport: collect, in: pair, name: x, on-failure: "restart(10 per 1m, after 100ms)" }
                """;
        io.millrace.api.plan.Plan plan = Millrace.parse("p.yaml", text)
                .compile(Toys.profile(), catalog())
                .plan();
        assertThat(plan.node("mic").limits()).hasToString("deadline 1s");
        assertThat(plan.node("pair").limits()).hasToString("deadline 50ms, at most 2 in flight until out");
        assertThat(plan.node("pair").settings())
                .containsExactly(
                        "align=nearest",
                        "base=mic",
                        "tolerance=5ms",
                        "on-stall=wait(200ms)",
                        "look-ahead=0ns",
                        "block-frames=[]",
                        "on-uncertain=drop",
                        "hold-frames=64");
        assertThat(plan.node("out").onFailure()).hasToString("restart(10 per 1m, after 100ms)");
        assertThat(io.millrace.engine.print.PlanText.of(plan))
                .contains(
                        "pair           align  align=nearest, base=mic, tolerance=5ms, on-stall=wait(200ms)",
                        "delay 5ms, on-failure stop",
                        "deadline 50ms, at most 2 in flight until out",
                        "out: {mic: f32[value=1], far-end: f32[value=1]} 100 Hz",
                        "path    mic.raw > mic > pair > out  (2 hops, delay 5ms)");
    }

    @Test
    void tellsEveryProblemOfMeaningWithItsLine() {
        assertThat(problems("""
                                pipeline: toys
                                sources:
                                  in: { transport: silent, overflow: block, capacity: 4 }
                                  bare: { transport: silent }
                                nodes:
                                  a: { operator: scale, in: in, factro: 3 }
                                  b: { operator: repeat, in: ni, times: -2 }
                                sinks:
                                  out: { transport: colect, in: a, name: x }
                                """))
                .containsExactly(
                        "p.yaml:4: edge crosses to a stage without a policy: source=bare (expected overflow: block,"
                                + " drop-oldest, drop-newest, latest or fail, and capacity:)",
                        "p.yaml:6: unknown key: key=factro (expected one of factor)",
                        "p.yaml:7: input leads nowhere: node=b, in=ni (expected one of a, b, in, bare)",
                        "p.yaml:7: value not understood: times=-2 (expected a whole number, at least 0)",
                        "p.yaml:9: no such sink transport: sink-transport=colect (expected one of collect)");
    }

    @Test
    void codeCanFeedASourceOfAFile() throws Exception {
        try (Run run = Millrace.parse("p.yaml", GOOD.replace("reorder(20ms)", "drop"))
                .feed("in", Toys.NUMBER, Toys.frames(10))
                .compile(Toys.profile(), catalog())
                .start(RunOptions.virtualTime())) {
            assertThat(run.await(Duration.ofSeconds(10))).isTrue();
            assertThat(run.report().edge("in->twice").out()).isEqualTo(10);
        }
        assertThatThrownBy(() -> Millrace.parse("p.yaml", GOOD).feed("no", Toys.NUMBER, Toys.frames(1)))
                .hasMessage("no such source: source=no (expected one of [in])");
    }

    @Test
    void theSchemaAcceptsWhatTheLoaderAccepts() {
        assertThat(schema().validate(GOOD, InputFormat.YAML)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipeline: p\nsources: { in: { transport: silent, overflow: block } }\n",
                "pipeline: p\nsources: { in: { transport: silnt, overflow: block, capacity: 3 } }\n",
                "pipeline: p\nsources: { in: { transport: silent, overflow: blok, capacity: 3 } }\n",
                "pipeline: p\nsources: { in: { transport: silent, overflow: block, capacity: 0 } }\n",
                "pipeline: p\nsources: { in: { transport: silent, overflow: block, capacity: 3, x: 1 } }\n",
                "pipeline: p\nsources: { in: { transport: silent, overflow: block, capacity: 3 } }\n"
                        + "nodes: { a: { operator: scale, in: in, factor: much } }\n",
                "pipeline: p\nsources: { in: { transport: silent, overflow: block, capacity: 3 } }\n"
                        + "nodes: { a: { operator: repeat, in: in, times: -1 } }\n",
                "pipeline: p\nsources: { in: { transport: silent, overflow: block, capacity: 3 } }\n"
                        + "sinks: { a: { transport: collect, in: in } }\n",
                "sources: { in: { transport: silent, overflow: block, capacity: 3 } }\n"
            })
    void theSchemaRefusesWhatTheLoaderRefuses(String yaml) {
        assertThat(problems(yaml)).isNotEmpty();
        assertThat(schema().validate(yaml, InputFormat.YAML)).isNotEmpty();
    }

    private static Schema schema() {
        String json = new JsonMapper().writeValueAsString(PipelineSchema.of(catalog()));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(json, InputFormat.JSON);
    }

    private static Catalog catalog() {
        return Toys.catalog().with(new Silent());
    }

    /** A way in through which nothing comes. */
    private static final class Silent implements SourceTransport<Toys.Nothing> {

        @Override
        public String name() {
            return "silent";
        }

        @Override
        public String summary() {
            return "Delivers nothing.";
        }

        @Override
        public Class<Toys.Nothing> settings() {
            return Toys.Nothing.class;
        }

        @Override
        public StreamSpec delivers(Toys.Nothing settings) {
            return Toys.NUMBER;
        }

        @Override
        public SourceConnection open(Toys.Nothing settings, SourceContext context) {
            throw new IllegalStateException("not opened in this test");
        }
    }
}
