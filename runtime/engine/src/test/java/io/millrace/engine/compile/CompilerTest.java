package io.millrace.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.config.ConfigException;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.engine.Draft;
import io.millrace.engine.Millrace;
import io.millrace.engine.PipelineBuilder;
import io.millrace.engine.Toys;
import io.millrace.engine.print.PlanMermaid;
import io.millrace.engine.print.PlanText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompilerTest {

    private static final EdgePolicy BLOCK_8 = new EdgePolicy(Overflow.BLOCK, 8);

    private static PipelineBuilder source() {
        return Millrace.pipeline("test").source("in", Toys.NUMBER.withRateHz(100), Toys.frames(1), BLOCK_8);
    }

    private static List<String> problems(Draft draft) {
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> draft.compile(Toys.profile(), Toys.catalog()));
        return refused.problems().stream().map(Object::toString).toList();
    }

    @Test
    void tellsEveryProblemAtOnce() {
        Draft draft = source().node("a", Component.defaults("scael"), n -> n.in("in"))
                .node("b", Component.given("scale", new Toys.Times(1)), n -> n.in("nowhere"))
                .node("b", Component.defaults("scale"), n -> n.in("in"))
                .node("Bad_Name", Component.defaults("scale"), n -> n.in("split.even"))
                .node("split", Component.defaults("split"), n -> n.in("in"))
                .sink("out", Component.defaults("collect"), s -> s.in("split.even"))
                .draft();
        assertThat(problems(draft))
                .containsExactlyInAnyOrder(
                        "builder: name is taken: name=b, first=builder (expected names to be unique)",
                        "builder: name is not a word: name=Bad_Name (expected kebab-case such as my-node)",
                        "builder: no such operator: operator=scael (expected one of scale, split, total,"
                                + " align, fussy, repeat, failing, drop-odd)",
                        "builder: input leads nowhere: node=b, in=nowhere (expected one of Bad_Name, a, b, in,"
                                + " split)",
                        "builder: settings are of another kind: component=scale, settings=Times (expected Gain)",
                        "builder: no such output: node=split, output=even (expected one of odd, out)",
                        "builder: key is missing: key=name (expected a word: Where to.)");
    }

    @Test
    void refusesCycles() {
        Draft draft = source().node("a", Component.defaults("total"), n -> n.in("in", "c"))
                .node("b", Component.defaults("scale"), n -> n.in("a"))
                .node("c", Component.defaults("scale"), n -> n.in("b"))
                .draft();
        assertThat(problems(draft))
                .containsExactly("builder: nodes form a cycle: nodes=[a, b, c] (expected every node to be reachable"
                        + " from a source without passing itself)");
    }

    @Test
    void refusesAJoinOfStagesWithoutAPolicy() {
        Draft draft = source().node(
                        "a", Component.defaults("scale"), n -> n.in("in").queue(Overflow.BLOCK, 2))
                .node("b", Component.defaults("total"), n -> n.in("in", "a"))
                .draft();
        assertThat(problems(draft))
                .containsExactly("builder: edge crosses to a stage without a policy: node=b, in=[in, a] come from"
                        + " different stages (expected overflow: block, drop-oldest, drop-newest, latest or fail, and"
                        + " capacity:)");
    }

    @Test
    void refusesWrongInputs() {
        Draft draft = source().node("twice", Component.defaults("scale"), n -> n.in("in", "in"))
                .node("none", Component.defaults("scale"), n -> {})
                .draft();
        assertThat(problems(draft))
                .containsExactlyInAnyOrder(
                        "builder: wrong number of inputs: node=twice, inputs=2 (expected 1)",
                        "builder: node has no input: node=none (expected in: with the name of a source or node)",
                        "builder: wrong number of inputs: node=none, inputs=0 (expected 1)");
    }

    @Test
    void refusesWhatDoesNotFitTheDevice() {
        DeviceProfile tiny =
                new DeviceProfile("tiny", "a tiny device", 1, "any", 900, 0, List.of("cpu"), 500_000, Map.of());
        Draft draft = source().node("slow", Component.defaults("scale"), n -> n.in("in"))
                .draft();
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> draft.compile(tiny, Toys.catalog()));
        assertThat(refused.problems())
                .extracting(p -> p.message())
                .containsExactly(
                        "plan does not fit the heap: pipeline=test, queueBytes=992, stateBytes=0 (expected at most"
                                + " 900 together, from profile tiny)",
                        "path is too slow by design: path=in.raw->in->slow, delay=1ms (expected at most 500us, from"
                                + " profile tiny)");
    }

    @Test
    void fusesWhatHasNoQueueAndSplitsWhatHas() {
        Plan plan = chain();
        assertThat(plan.stages()).extracting(s -> s.nodes()).containsExactly(List.of("in", "a", "b"), List.of("c"));
        assertThat(plan.edges().stream().filter(PlannedEdge::crossesStage).map(PlannedEdge::id))
                .containsExactly("in.raw->in", "b->c");
        assertThat(plan.paths()).singleElement().satisfies(path -> {
            assertThat(path.nodes()).containsExactly("in.raw", "in", "a", "b", "c");
            assertThat(path.delayNanos()).isEqualTo(3_000_000);
            assertThat(path.macsPerSecond()).isEqualTo(300);
            assertThat(path.hops()).isEqualTo(2);
        });
        assertThat(plan.queueBytes()).isEqualTo(8 * 124 + 2 * 124);
    }

    @Test
    void printsAPlanAsText() {
        assertThat(PlanText.of(chain())).isEqualTo("""
                        pipeline test on test-device (2 cores, 64.0 MiB heap)

                        source  in.raw  publisher
                                         ══ block(8) ══> in  (992 B)

                        stage 0  thread millrace-test-in
                          in             frames
                                         state 0 B, on-failure stop
                                         out: f32[value=1] 100 Hz
                          a              scale  factor=2.0
                                         state 0 B, 1 MACs a frame, delay 1ms, on-failure stop
                                         out: f32[value=1] 100 Hz
                          b              scale  factor=2.0
                                         state 0 B, 1 MACs a frame, delay 1ms, on-failure stop
                                         out: f32[value=1] 100 Hz
                                         ══ latest(2) ══> c  (248 B)

                        stage 1  thread millrace-test-c
                          c              scale  factor=2.0
                                         state 0 B, 1 MACs a frame, delay 1ms, on-failure stop
                                         out: f32[value=1] 100 Hz

                        path    in.raw > in > a > b > c  (2 hops, delay 3ms, 300 MAC/s)
                        memory  queues 1.2 KiB, state 0 B
                        """);
    }

    @Test
    void printsAPlanAsMermaid() {
        assertThat(PlanMermaid.of(chain())).isEqualTo("""
                        flowchart LR
                          in_raw["in.raw<br/><small>publisher</small>"]
                          subgraph stage0["stage 0"]
                            in["in<br/><small>frames</small>"]
                            a["a<br/><small>scale</small>"]
                            b["b<br/><small>scale</small>"]
                          end
                          subgraph stage1["stage 1"]
                            c["c<br/><small>scale</small>"]
                          end
                          in_raw =="block(8)"==> in
                          in --> a
                          a --> b
                          b =="latest(2)"==> c
                        """);
    }

    private static Plan chain() {
        return source().node("a", Component.defaults("scale"), n -> n.in("in"))
                .node("b", Component.defaults("scale"), n -> n.in("a"))
                .node("c", Component.defaults("scale"), n -> n.in("b").queue(Overflow.LATEST, 2))
                .draft()
                .compile(Toys.profile(), Toys.catalog())
                .plan();
    }
}
