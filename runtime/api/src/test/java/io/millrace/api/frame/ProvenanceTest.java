package io.millrace.api.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProvenanceTest {

    @Test
    void theWeakestOriginWinsWhateverTheOrder() {
        for (Origin a : Origin.values()) {
            for (Origin b : Origin.values()) {
                Origin weakest = Origin.values()[Math.max(a.ordinal(), b.ordinal())];
                assertThat(Provenance.of(a, "x").with(Provenance.of(b, "y")).origin())
                        .isEqualTo(weakest);
            }
        }
        assertThat(List.of(Origin.values())).containsExactly(Origin.REAL, Origin.REPLAY, Origin.SIMULATED);
    }

    @Test
    void theLeastFaithfulExecutionWinsWhateverTheOrder() {
        Provenance delta = new Provenance(Origin.REAL, List.of("a"), List.of(), Execution.DELTA);
        Provenance degraded = new Provenance(Origin.REAL, List.of("b"), List.of(), Execution.DEGRADED);
        Provenance dense = Provenance.of(Origin.REAL, "c");
        assertThat(delta.with(degraded).execution()).isEqualTo(Execution.DEGRADED);
        assertThat(degraded.with(dense).execution()).isEqualTo(Execution.DEGRADED);
        assertThat(dense.with(delta).execution()).isEqualTo(Execution.DELTA);
    }

    @Test
    void joinsSensorsSortedAndModelsInOrderEachOnce() {
        Provenance a = Provenance.of(Origin.REAL, "mic").through("m2").through("m1");
        Provenance b = Provenance.of(Origin.REAL, "csi").through("m1").through("m3");
        Provenance both = a.with(b);
        assertThat(both.sensors()).containsExactly("csi", "mic");
        assertThat(both.models()).containsExactly("m2", "m1", "m3");
        assertThat(both.with(a)).isEqualTo(both);
        assertThat(a.with(a)).isSameAs(a);
    }

    @Test
    void framesChangeOnePartAtATime() {
        Provenance real = Provenance.of(Origin.REAL, "a");
        Tensor one = Tensor.of(Shape.of(1), new float[] {1});
        Frame frame = new Frame(1, 2, 3, 4, one, real);
        Tensor two = Tensor.of(Shape.of(1), new float[] {2});
        assertThat(frame.withPayload(two)).isEqualTo(new Frame(1, 2, 3, 4, two, real));
        assertThat(frame.withTimeNanos(9)).isEqualTo(new Frame(1, 9, 3, 4, one, real));
        assertThat(frame.withSequence(9)).isEqualTo(new Frame(9, 2, 3, 4, one, real));
        assertThat(frame.withProvenance(real.through("m"))).isEqualTo(new Frame(1, 2, 3, 4, one, real.through("m")));
        assertThat(frame.tensor()).isSameAs(one);
    }
}
