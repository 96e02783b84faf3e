package io.millrace.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.config.ConfigException;
import io.millrace.api.config.Setting;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Network;
import io.millrace.api.device.Overload;
import io.millrace.api.device.Sensor;
import io.millrace.api.device.Terms;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import io.millrace.api.transport.SourceTransport;
import io.millrace.engine.Millrace;
import io.millrace.engine.Toys;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.print.PlanText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a device sets for pipelines takes effect when they are compiled. */
class TermsTest {

    private static final Catalog CATALOG = Toys.catalog().with(new Wire()).with(new Reading());

    private static final String UNBOUNDED = """
        pipeline: p
        sources:
          in: { transport: wire, rate-hz: 100 }
        nodes:
          a: { operator: scale, in: in, overflow: latest, capacity: 2 }
          b: { operator: total, in: [in, a] }
        """;

    private static final String SENSED = """
        pipeline: p
        sources:
          in: { transport: wire, overflow: block, capacity: 8, sensor: hall, decoder: { operator: reading } }
        """;

    private static final Sensor HALL = new Sensor(
            "hall",
            "wifi-csi",
            Map.of("node", "esp32"),
            100,
            25_600,
            "hall-clock",
            Map.of("reading", Map.of("grid", List.of("40", "20"))));

    private static Terms with(Overload overload) {
        return new Terms(List.of(), null, List.of(), overload);
    }

    private static Terms with(@Nullable Network network, Sensor... sensors) {
        return new Terms(List.of(), network, List.of(sensors), Overload.FILE_DECIDES);
    }

    private static Plan plan(String text, Terms terms) {
        return Millrace.parse("p.yaml", text).compile(profile(terms), CATALOG).plan();
    }

    private static List<String> problems(String text, Terms terms) {
        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> Millrace.parse("p.yaml", text).compile(profile(terms), CATALOG));
        return refused.problems().stream().map(Object::toString).toList();
    }

    private static DeviceProfile profile(Terms terms) {
        return Toys.profile().with(terms);
    }

    @Test
    void aQueueThatTheFileDoesNotBoundIsBoundedAsTheDeviceSays() {
        Plan plan = plan(UNBOUNDED, with(new Overload(List.of(), new EdgePolicy(Overflow.DROP_OLDEST, 16))));
        assertThat(plan.edges().stream().filter(PlannedEdge::crossesStage).map(e -> e.id() + " " + e.policy()))
                .containsExactly(
                        "in.raw->in drop-oldest(16)",
                        "in->a latest(2)",
                        "in->b.in-0 drop-oldest(16)",
                        "a->b.in-1 drop-oldest(16)");
        assertThat(plan.stages()).extracting(s -> s.nodes()).containsExactly(List.of("in"), List.of("a"), List.of("b"));
    }

    @Test
    void withoutWordFromFileOrDeviceTheQueueIsRefused() {
        assertThat(problems(UNBOUNDED, Terms.NONE))
                .containsExactly(
                        "p.yaml:3: edge crosses to a stage without a policy: source=in (expected overflow: block,"
                                + " drop-oldest, drop-newest, latest or fail, and capacity:)",
                        "p.yaml:6: edge crosses to a stage without a policy: node=b, in=[in, a] come from different"
                                + " stages (expected overflow: block, drop-oldest, drop-newest, latest or fail, and"
                                + " capacity:)");
    }

    @Test
    void refusesAQueueThatDoesWhatTheDeviceDoesNotAllow() {
        Overload overload =
                new Overload(List.of(Overflow.BLOCK, Overflow.DROP_OLDEST), new EdgePolicy(Overflow.BLOCK, 16));
        assertThat(problems(UNBOUNDED, with(overload)))
                .containsExactly("p.yaml:5: device does not allow what a full queue does: node=a, overflow=latest"
                        + " (expected one of block, drop-oldest, from profile test-device)");
    }

    @Test
    void takesFromTheSensorWhatTheFileDoesNotSay() {
        Plan plan = plan(SENSED, with(null, HALL));
        assertThat(plan.node("in").settings()).containsExactly("grid=40.0");
        assertThat(plan.node("in").contract().outputs().get(0).spec())
                .isEqualTo(Toys.NUMBER.withRateHz(100).withClockDomain("hall-clock"));
        assertThat(PlanText.of(plan)).contains("sensor hall: node=esp32");
    }

    @Test
    void aSettingThatTheSensorAllowsStays() {
        String text = SENSED.replace("operator: reading", "operator: reading, grid: 20.0")
                .replace("sensor: hall", "sensor: hall, rate-hz: 50");
        Plan plan = plan(text, with(null, HALL));
        assertThat(plan.node("in").settings()).containsExactly("grid=20.0");
        assertThat(plan.node("in").contract().outputs().get(0).spec().rateHz()).isEqualTo(50);
    }

    @Test
    void refusesWhatContradictsTheSensor() {
        String text = SENSED.replace("operator: reading", "operator: reading, grid: 80")
                .replace("sensor: hall", "sensor: hall, rate-hz: 200");
        assertThat(problems(text, with(null, HALL)))
                .containsExactlyInAnyOrder(
                        "p.yaml:3: setting contradicts the sensor: source=in, grid=80, sensor=hall (expected one of 20,"
                                + " 40, from profile test-device)",
                        "p.yaml:3: source is faster than its sensor: source=in, rate-hz=200.0, sensor=hall (expected at"
                                + " most 100.0, from profile test-device)");
    }

    @Test
    void refusesADecoderThatDoesNotReadTheSensor() {
        assertThat(problems(SENSED.replace("{ operator: reading }", "scale"), with(null, HALL)))
                .containsExactly("p.yaml:3: decoder does not read the sensor: source=in, decoder=scale, sensor=hall"
                        + " (expected one of reading, because the sensor is wifi-csi in profile test-device)");
    }

    @Test
    void refusesASensorThatTheDeviceDoesNotHave() {
        assertThat(problems(SENSED.replace("sensor: hall", "sensor: hal"), with(null, HALL)))
                .containsExactly("p.yaml:3: no such sensor on the device: source=in, sensor=hal (expected one of hall,"
                        + " from profile test-device)");
    }

    @Test
    void aDeviceThatNamesNoSensorsAllowsAny() {
        assertThat(plan(SENSED, Terms.NONE).node("in").settings()).containsExactly("grid=0.0");
    }

    @Test
    void refusesMoreThanTheNetworkCarries() {
        // 25600 bytes and 100 headers of 28 bytes a second: 227200 bit/s
        assertThat(problems(SENSED, with(new Network("radio", 227_199, 1500), HALL)))
                .containsExactly(
                        "p.yaml:1: streams do not fit the network: pipeline=p, sources=[in], load=0.2272 Mbit/s"
                                + " (expected at most 0.227199 Mbit/s over radio, from profile test-device)");
        assertThat(plan(SENSED, with(new Network("radio", 227_200, 1500), HALL)).edges())
                .isNotEmpty();
    }

    @Test
    void smallPacketsCostMoreHeaders() {
        // 256 bytes a record in packets of at most 100 - 28 bytes: 25600 / 72 headers a second
        assertThat(new Network("radio", 1, 100).load(25_600, 100)).isEqualTo(8 * (25_600 + 25_600 / 72.0 * 28));
        assertThat(new Network("radio", 1, 1500).load(25_600, 100)).isEqualTo(8 * (25_600 + 100 * 28));
    }

    private record Unset() {}

    /** Hears over the network, and never opens. */
    private static final class Wire implements SourceTransport<Unset> {
        @Override
        public String name() {
            return "wire";
        }

        @Override
        public String summary() {
            return "Records for a test of plans.";
        }

        @Override
        public Class<Unset> settings() {
            return Unset.class;
        }

        @Override
        public StreamSpec delivers(Unset settings) {
            return Toys.NUMBER;
        }

        @Override
        public boolean usesNetwork(Unset settings) {
            return true;
        }

        @Override
        public SourceConnection open(Unset settings, SourceContext context) {
            throw new IllegalStateException("not opened: source=" + context + " (expected a plan only)");
        }
    }

    private record Grid(
            @Setting(help = "Size.", orElse = "0") double grid) {}

    /** A decoder on the clock of its sensor. */
    private static final class Reading implements Operator<Grid> {
        @Override
        public String name() {
            return "reading";
        }

        @Override
        public String summary() {
            return "Decodes for a test of plans.";
        }

        @Override
        public Class<Grid> settings() {
            return Grid.class;
        }

        @Override
        public Contract contract(Grid settings, Inputs inputs) {
            return Contract.of(inputs.single().spec().withClockDomain("own"));
        }

        @Override
        public Processor open(Grid settings, OpenContext context) {
            return (input, frame, out) -> out.emit(frame);
        }
    }
}
