package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A sound operator passes the inherited tests; each fault is caught by the test meant for it. */
class DifferenceContractTest extends OperatorContractTest {

    private String fault = "none";

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new DifferenceOperator())
                .with("fault: " + fault)
                .in(StreamSpec.tensor(ElementType.F32, Axis.of("sample", width)).withRateHz(100));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = random.nextFloat();
        }
        return Frames.of(sequence, 100, Tensor.of(Shape.of(width), values));
    }

    @Test
    void lostStateIsCaught() {
        fault = "forgets-state";
        assertThatThrownBy(this::continuesFromASnapshotBitExactly).isInstanceOf(AssertionError.class);
        assertThatCode(this::resetEqualsFresh).doesNotThrowAnyException();
    }

    @Test
    void undeclaredDropIsCaught() {
        fault = "undeclared-drop";
        assertThatThrownBy(this::emitsWhatItsContractPromises)
                .hasMessage("drop reason was not declared: reason=first (expected one of [])");
    }

    @Test
    void wrongShapeIsCaught() {
        fault = "wrong-shape";
        assertThatThrownBy(this::emitsWhatItsContractPromises)
                .hasMessage(
                        "frame does not fit its output: output=out, payload=F32[2] (expected f32[sample=1] 100 Hz)");
    }

    @Test
    void allocationIsCaught() {
        fault = "allocates";
        assertThatThrownBy(this::allocatesNothingButWhatItEmits)
                .hasMessageContaining("bytes allocated beyond 0 a frame");
    }
}
