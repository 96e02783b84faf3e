package io.millrace.profiles.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.Location;
import io.millrace.api.device.Calibration;
import io.millrace.api.device.Calibration.Arithmetic;
import io.millrace.api.device.Calibration.Bandwidth;
import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.device.Calibration.Spread;
import io.millrace.api.device.Calibration.Timed;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Hardware;
import io.millrace.api.device.Terms;
import io.millrace.api.frame.ElementType;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Limits;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.graph.Overflow;
import io.millrace.api.operator.Contract;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.plan.PlannedPath;
import io.millrace.api.plan.PlannedStage;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Figures worked out by hand on a chain: source, queue, a (stage 0), b (stage 0), queue, c (stage 1). */
class ForecastTest {

    private static final double RATE_HZ = 100;
    private static final StreamSpec STREAM =
            StreamSpec.tensor(ElementType.F32, Axis.of("value", 1000)).withRateHz(RATE_HZ);

    private Overflow overflow = Overflow.BLOCK;
    private final Map<String, Long> macs = Map.of("a", 0L, "b", 2_000_000L, "c", 0L);
    private final List<Timed> table = new ArrayList<>(List.of(
            timed("op-a", Pace.PACED, "mode=1", 0, 8_000, 1_000_000, 3_000_000),
            timed("op-a", Pace.BUSY, "mode=1", 0, 8_000, 500_000, 600_000),
            timed("op-c", Pace.PACED, "mode=2", 0, 4_000, 100_000, 500_000)));
    private int cores = 2;
    private long heapBytes = 1 << 20;
    private long maxLatencyNanos;

    @Test
    void takesWhatWasMeasuredAtThePaceAsked() {
        assertThat(node("a", Pace.PACED).basis()).isEqualTo(Basis.MEASURED);
        assertThat(node("a", Pace.PACED).time()).isEqualTo(new Spread(1_000_000, 3_000_000));
        assertThat(node("a", Pace.BUSY).time()).isEqualTo(new Spread(500_000, 600_000));
        assertThat(node("a", Pace.PACED).load()).isEqualTo(0.1); // 100 Hz times 1 ms
        assertThat(node("a", Pace.PACED).bytesPerSecond()).isEqualTo(400_000);
    }

    @Test
    void scalesOtherSettingsByTheBytesWhereNoArithmeticIsStated() {
        assertThat(node("c", Pace.PACED).basis()).isEqualTo(Basis.NEAR);
        assertThat(node("c", Pace.PACED).time()).isEqualTo(new Spread(200_000, 1_000_000)); // 8000 bytes for 4000
    }

    @Test
    void worksOutArithmeticOverItsRate() {
        // 2 * 2e6 operations at 4e9 a second are 1 ms; 8000 bytes of L1 at 1e9 a second are 8 us; the tail is the hop's
        assertThat(node("b", Pace.PACED).basis()).isEqualTo(Basis.ROOFLINE);
        assertThat(node("b", Pace.PACED).time()).isEqualTo(new Spread(1_000_000, 1_070_000));
    }

    @Test
    void namesWhatItDoesNotKnow() {
        table.removeIf(timed -> timed.operator().equals("op-c"));
        Forecast forecast = forecast(Pace.PACED);
        assertThat(forecast.unknown()).containsExactly("c");
        assertThat(node("c", Pace.PACED).load()).isNaN();
        assertThat(forecast.ends().get(0).unknown()).containsExactly("c");
        assertThat(forecast.load()).isEqualTo(0.2);
    }

    @Test
    void knowsNothingOfADeviceThatWasNotMeasured() {
        DeviceProfile bare = profile().with(Calibration.NONE);
        assertThat(Forecast.of(plan(), bare, Pace.PACED).unknown()).containsExactly("a", "b", "c");
    }

    @Test
    void addsUpTheWayToTheEnd() {
        EndForecast end = forecast(Pace.PACED).ends().get(0);
        assertThat(end.end()).isEqualTo("c");
        assertThat(end.delayNanos()).isEqualTo(5_000_000);
        // 1 ms + 1 ms + 0.2 ms and two hops of 5 us
        assertThat(end.age().p50Nanos()).isEqualTo(2_210_000);
        double squares = 2e6 * 2e6 + 2 * 7e4 * 7e4 + 7e4 * 7e4 + 8e5 * 8e5;
        assertThat(end.age().p99Nanos()).isEqualTo(Math.round(2_210_000 + Math.sqrt(squares)));
    }

    @Test
    void admitsWhatFits() {
        assertThat(forecast(Pace.PACED).refusals()).isEmpty();
        assertThat(forecast(Pace.PACED).heapBytes()).isEqualTo(700);
    }

    @Test
    void refusesAStageThatCannotKeepUp() {
        slow();
        assertThat(forecast(Pace.PACED).refusals())
                .containsExactly("stage cannot keep up: thread=t0, nodes=[a, b], cores=1.30 (expected at most 1, from"
                        + " profile bench)");
    }

    @Test
    void aStageThatMayDropFramesNeedNotKeepUp() {
        slow();
        overflow = Overflow.LATEST;
        assertThat(forecast(Pace.PACED).refusals()).isEmpty();
        cores = 1;
        assertThat(forecast(Pace.PACED).refusals())
                .containsExactly("pipeline needs more cores than there are: pipeline=p, cores=1.32 (expected at most 1,"
                        + " from profile bench)");
    }

    @Test
    void refusesWhatIsTooOldOrTooLarge() {
        heapBytes = 699;
        maxLatencyNanos = 5_000_000;
        assertThat(forecast(Pace.PACED).refusals()).hasSize(2);
        assertThat(forecast(Pace.PACED).refusals().get(0))
                .isEqualTo("plan does not fit the heap: queueBytes=400, stateBytes=300 (expected at most 699 together,"
                        + " from profile bench)");
        assertThat(forecast(Pace.PACED).refusals().get(1))
                .startsWith("frames are too old at their end: end=c, delay=5ms, p99=")
                .endsWith(" (expected at most 5ms together, from profile bench)");
    }

    private void slow() {
        table.set(0, timed("op-a", Pace.PACED, "mode=1", 0, 8_000, 12_000_000, 13_000_000));
    }

    private NodeForecast node(String name, Pace pace) {
        return forecast(pace).nodes().stream()
                .filter(n -> n.node().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Forecast forecast(Pace pace) {
        return Forecast.of(plan(), profile(), pace);
    }

    private DeviceProfile profile() {
        return new DeviceProfile(
                        "bench",
                        "a bench",
                        cores,
                        "any",
                        heapBytes,
                        0,
                        new Hardware(0, 0, 32 << 10, 0, 0),
                        List.of("cpu"),
                        maxLatencyNanos,
                        Terms.NONE,
                        Map.of())
                .with(new Calibration(
                        List.of(new Arithmetic("dense", 1024, 4e9)),
                        List.of(new Bandwidth("l1-data", 1e9)),
                        new Spread(2_000, 4_000),
                        new Spread(5_000, 75_000),
                        table));
    }

    private Plan plan() {
        return new Plan(
                "p",
                profile(),
                List.of(source(), node("a", 0, "mode=1"), node("b", 0, "mode=1"), node("c", 1, "mode=1")),
                List.of(edge("in", "a", true), edge("a", "b", false), edge("b", "c", true)),
                List.of(new PlannedStage(0, "t0", List.of("a", "b")), new PlannedStage(1, "t1", List.of("c"))),
                List.of(new PlannedPath(List.of("in", "a", "b", "c"), 5_000_000, 0, 2)),
                400,
                300);
    }

    private PlannedNode source() {
        return new PlannedNode(
                "in",
                PlannedNode.Role.SOURCE,
                "publisher",
                List.of(),
                Contract.of(STREAM),
                OnFailure.DEFAULT,
                Limits.NONE,
                -1,
                1,
                Location.BUILDER);
    }

    private PlannedNode node(String name, int stage, String settings) {
        return new PlannedNode(
                name,
                PlannedNode.Role.OPERATOR,
                "op-" + name,
                List.of(settings),
                Contract.of(STREAM).withMacsPerFrame(macs.getOrDefault(name, 0L)),
                OnFailure.DEFAULT,
                Limits.NONE,
                stage,
                1,
                Location.BUILDER);
    }

    private PlannedEdge edge(String from, String to, boolean crosses) {
        return new PlannedEdge(from, 0, to, 0, "in", STREAM, crosses ? new EdgePolicy(overflow, 4) : null, 0);
    }

    private static Timed timed(String operator, Pace pace, String settings, long macs, long bytes, long p50, long p99) {
        return new Timed(operator, "java", pace, "f32[value=1000]", settings, macs, bytes, new Spread(p50, p99));
    }
}
