package io.millrace.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamSpecTest {

    private static final StreamSpec CSI =
            StreamSpec.tensor(ElementType.F32, Axis.of("frame", 100), Axis.of("subcarrier", 64));

    @Test
    void showsWhatPlansNeed() {
        assertThat(CSI).hasToString("f32[frame=100, subcarrier=64]");
        assertThat(CSI.withRateHz(2).withUnit("V").withClockDomain("csi"))
                .hasToString("f32[frame=100, subcarrier=64] 2 Hz, unit=V, clock=csi");
        assertThat(StreamSpec.records()).hasToString("u8[byte=?]");
        assertThat(StreamSpec.events().withRateHz(10)).hasToString("events 10 Hz");
        StreamSpec camera = StreamSpec.events(Axis.of("y", 128), Axis.of("x", 64));
        assertThat(camera).hasToString("events[y=128, x=64]");
        assertThat(camera.shape().elements()).isEqualTo(8192);
        assertThat(camera.frameBytes()).as("a frame may be empty").isZero();
        Map<String, StreamSpec> fields = new LinkedHashMap<>();
        fields.put("z", CSI);
        fields.put("a", StreamSpec.events());
        assertThat(StreamSpec.bundle(fields)).hasToString("{z: f32[frame=100, subcarrier=64], a: events}");
        assertThat(new StreamSpec(PayloadKind.SPARSE, ElementType.F32, CSI.axes(), Map.of(), 0, "1", "host"))
                .hasToString("sparse f32[frame=100, subcarrier=64]");
    }

    @ParameterizedTest
    @CsvSource({"30000, 30000", "29.97, 30.0", "86.1328125, 86.1", "1234.5, 1234.5", "0.25, 0.250"})
    void showsRatesWithoutExponents(double hz, String shown) {
        assertThat(StreamSpec.events().withRateHz(hz)).hasToString("events " + shown + " Hz");
    }

    @Test
    void knowsItsShapeAndSize() {
        assertThat(CSI.shape()).isEqualTo(Shape.of(100, 64));
        assertThat(CSI.frameBytes()).isEqualTo(25_600);
        assertThat(StreamSpec.bundle(Map.of("a", CSI, "b", CSI)).frameBytes()).isEqualTo(51_200);
        assertThat(StreamSpec.records().isStatic()).isFalse();
        assertThatThrownBy(() -> StreamSpec.records().shape())
                .hasMessage("shape is not fixed: stream=u8[byte=?] (expected no dynamic axis)");
    }

    @Test
    void reshapingKeepsRateUnitAndClock() {
        StreamSpec spec = CSI.withRateHz(2).withUnit("V").withClockDomain("csi");
        assertThat(spec.reshaped(ElementType.F64, Axis.of("x", 1))).hasToString("f64[x=1] 2 Hz, unit=V, clock=csi");
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> CSI.withRateHz(-1)).hasMessage("rate out of range: rateHz=-1.0 (expected 0 or more)");
        assertThatThrownBy(() -> CSI.withRateHz(Double.NaN))
                .hasMessage("rate out of range: rateHz=NaN (expected 0 or more)");
        assertThatThrownBy(() -> Axis.of("x", -2))
                .hasMessage("axis size out of range: axis=x, size=-2 (expected 0 or more, or -1)");
    }
}
