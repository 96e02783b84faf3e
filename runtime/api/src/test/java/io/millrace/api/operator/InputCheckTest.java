package io.millrace.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.ElementType;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputCheckTest {

    private static final DeviceProfile PROFILE = new DeviceProfile("p", "p", 1, "x", 1, 0, List.of("cpu"), 0, Map.of());
    private static final StreamSpec WAVE = StreamSpec.tensor(
                    ElementType.F32, Axis.of("channel", 2), Axis.dynamic("sample"))
            .withRateHz(10);

    private final Problems problems = new Problems();

    @Test
    void acceptsWhatFits() {
        StreamSpec spec = inputs(Map.of("in", WAVE))
                .single()
                .tensor(ElementType.F32)
                .rank(2)
                .axis(1, "sample")
                .rated()
                .spec();
        assertThat(spec).isEqualTo(WAVE);
        assertThat(messages()).isEmpty();
    }

    @Test
    void eventsSayWhatTheirAddressesMean() {
        StreamSpec probe = StreamSpec.events(Axis.of("channel", 96)).withRateHz(250);
        assertThat(inputs(Map.of("in", probe)).single().events().spec()).isEqualTo(probe);
        assertThat(messages()).isEmpty();
        for (StreamSpec other : List.of(WAVE, StreamSpec.events(), StreamSpec.events(Axis.dynamic("channel")))) {
            assertThat(inputs(Map.of("in", other)).single().events().spec().isStatic())
                    .isTrue();
        }
        assertThat(messages())
                .containsExactly(
                        "f:3: stream has another type: node=n, input=in, stream=f32[channel=2, sample=?] 10 Hz"
                                + " (expected events with their axes)",
                        "f:3: addresses have no known range: node=n, input=in, stream=events"
                                + " (expected events with their axes)",
                        "f:3: addresses have no known range: node=n, input=in, stream=events[channel=?]"
                                + " (expected events with their axes)");
    }

    @Test
    void saysWhatDoesNotFit() {
        InputCheck check = inputs(Map.of("in", WAVE.withRateHz(0))).single();
        check.tensor(ElementType.I16);
        assertThat(messages())
                .containsExactly("f:3: stream has another type: node=n, input=in, stream=f32[channel=2, sample=?]"
                        + " (expected i16 tensors)");
        check.fixed();
        check.rank(1);
        check.axis(0, "band");
        check.rated();
        assertThat(messages())
                .containsExactly(
                        "f:3: stream has another type: node=n, input=in, stream=f32[channel=2, sample=?]"
                                + " (expected i16 tensors)",
                        "f:3: stream changes its shape: node=n, input=in, stream=i16[channel=2, sample=?]"
                                + " (expected no dynamic axis)",
                        "f:3: stream has another rank: node=n, input=in, stream=i16[channel=2, sample=1]"
                                + " (expected 1 axis)",
                        "f:3: stream has another axis: node=n, input=in, stream=i16[missing=1]"
                                + " (expected axis 0 to be band)",
                        "f:3: stream has no nominal rate: node=n, input=in, stream=i16[band=1]"
                                + " (expected a rate, set by rate-hz at the source)");
        assertThat(check.spec())
                .isEqualTo(
                        StreamSpec.tensor(ElementType.I16, Axis.of("band", 1)).withRateHz(1));
    }

    @Test
    void keepsTheRateOfAStreamOfAnotherType() {
        inputs(Map.of("in", WAVE)).single().tensor(ElementType.F64).rated();
        assertThat(problems.size()).isEqualTo(1);
    }

    @Test
    void standsInForAnAxisThatIsNotThere() {
        StreamSpec spec = inputs(Map.of("in", WAVE)).single().axis(3, "band").spec();
        assertThat(spec.axes().get(3)).isEqualTo(Axis.of("band", 1));
    }

    @Test
    void standsInForBundlesWithoutTheirParts() {
        StreamSpec spec = inputs(
                        Map.of("in", StreamSpec.bundle(Map.of("mic", WAVE)).withRateHz(5)))
                .single()
                .bundle("mic", "far")
                .spec();
        assertThat(messages())
                .containsExactly("f:3: stream has another type: node=n, input=in, stream={mic: f32[channel=2,"
                        + " sample=?]} 5 Hz (expected bundles with parts mic, far)");
        assertThat(spec.fields().get("mic")).isEqualTo(WAVE);
        assertThat(spec.fields()).containsKey("far");
        assertThat(spec.rateHz()).isEqualTo(5);
    }

    @Test
    void saysHowManyInputsItWants() {
        assertThat(inputs(Map.of()).single().spec()).isNotNull();
        assertThat(messages()).containsExactly("f:3: wrong number of inputs: node=n, inputs=0 (expected 1)");
        Problems others = new Problems();
        new Inputs("n", new Location("f", 3), Map.of(), others, PROFILE).all();
        assertThat(others.sorted())
                .extracting(Problem::toString)
                .containsExactly("f:3: wrong number of inputs: node=n, inputs=0 (expected at least 1)");
    }

    @Test
    void saysWhichInputIsMissing() {
        Map<String, StreamSpec> given = new LinkedHashMap<>();
        given.put("mic", WAVE);
        given.put("x", WAVE);
        assertThat(inputs(given).named("far-end").name()).isEqualTo("far-end");
        assertThat(inputs(given).named("mic").spec()).isEqualTo(WAVE);
        assertThat(messages())
                .containsExactly("f:3: input is missing: node=n, input=far-end, given=[mic, x]"
                        + " (expected in: { far-end: ... })");
    }

    private Inputs inputs(Map<String, StreamSpec> byName) {
        return new Inputs("n", new Location("f", 3), byName, problems, PROFILE);
    }

    private List<String> messages() {
        return problems.sorted().stream().map(Problem::toString).toList();
    }
}
