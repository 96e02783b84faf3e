package io.millrace.inference;

import static io.millrace.inference.DeltaStreams.assertClose;
import static io.millrace.inference.DeltaStreams.f32;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.inference.delta.DeltaSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a model by changes refuses: layers, thresholds, and numbers that are none. */
class DeltaRefusalTest {

    private static final double TOLERANCE = 1e-4;
    private static final DeltaSettings EXACT = DeltaSettings.of(0).withKeyframeEvery(0);

    @Test
    void notANumberIsDroppedAndForgotten() {
        OnnxSettings settings = ModelNode.model("delta-mlp");
        try (ModelNode delta = new ModelNode(settings.withDelta(EXACT), f32(64));
                ModelNode dense = new ModelNode(settings, f32(64))) {
            DeltaStreams.Stream stream = new DeltaStreams.Stream(64);
            delta.process(stream.next(1));
            float[] x = stream.x.clone();
            x[5] = Float.NaN;
            delta.process(Tensor.of(Shape.of(64), x));
            assertThat(delta.dropped).containsExactly(OnnxOperator.NON_FINITE);
            Tensor frame = stream.next(0.1);
            delta.process(frame);
            dense.process(frame);
            assertClose(delta, dense, TOLERANCE, "after the NaN");
        }
    }

    @Test
    void refusesWhatCannotBeDelta() {
        assertThat(ModelNode.problems(ModelNode.model("add").withDelta(DeltaSettings.of(0)), f32(3)))
                .singleElement()
                .asString()
                .startsWith("model cannot run by changes: node=node, model=")
                .contains("error=model has nothing to compute by changes: nodes=1,"
                        + " reasons={Add: nothing with weights is beside it=1}");
        OnnxSettings typo =
                ModelNode.model("delta-gru").withDelta(DeltaSettings.of(0).withThresholds(List.of("gru-3=0.1")));
        assertThat(ModelNode.problems(typo, f32(16)))
                .singleElement()
                .asString()
                .contains("error=model has no such layer: thresholds=gru-3=0.1 (expected one of gru-1, gru-2)");
        Problems problems = new Problems();
        ModelNode.contract(
                ModelNode.model("delta-gru").withDelta(DeltaSettings.of(0).withThresholds(List.of("gru-1=much"))),
                Map.of("in", f32(16)),
                ModelNode.profile("cpu"),
                problems);
        assertThat(problems.sorted())
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .contains("threshold not understood: thresholds=gru-1=much (expected layer=number, 0 or more)");
    }
}
