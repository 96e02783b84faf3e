package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.stream.StreamSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorHarnessTest {

    @Test
    void reportsEveryProblemAsCompileWould() {
        assertThat(OperatorHarness.of(new DifferenceOperator())
                        .with("fautl: none")
                        .problems())
                .containsExactly("unknown key: key=fautl (expected one of fault)");
        assertThat(OperatorHarness.of(new DifferenceOperator())
                        .in(StreamSpec.events())
                        .problems())
                .containsExactly(
                        "stream has another type: node=node, input=in-0, stream=events (expected f32 tensors)");
    }

    @Test
    void refusesToOpenWhatCompileWouldRefuse() {
        assertThatThrownBy(() -> OperatorHarness.of(new DifferenceOperator()).open())
                .isInstanceOf(AssertionError.class)
                .hasMessage("operator is refused: operator=difference\n"
                        + "  test.yaml:1: wrong number of inputs: node=node, inputs=0 (expected 1)");
    }

    @Test
    void unknownNameIsSaid() {
        assertThatThrownBy(() -> OperatorHarness.named("nowhere"))
                .hasMessage("operators of this name: name=nowhere, found=0 (expected 1)");
    }

    @Test
    void readsGoldenArrays() {
        Golden golden = Golden.parse("test", "# made by hand\nx: shape=2,2\n1 2\n3 4.5\ny: shape=\n-1e-3\n");
        assertThat(golden.names()).isEqualTo(List.of("x", "y"));
        assertThat(golden.shape("x")).containsExactly(2, 2);
        assertThat(golden.doubles("x")).containsExactly(1, 2, 3, 4.5);
        assertThat(golden.floats("y")).containsExactly(-1e-3f);
        assertThatThrownBy(() -> Golden.parse("test", "x: shape=3\n1 2\n"))
                .hasMessage("wrong number of values: file=test, array=x, values=2 (expected 3)");
        assertThatThrownBy(() -> golden.doubles("z"))
                .hasMessage("no such array: file=test, array=z (expected one of [x, y])");
    }

    @Test
    void clockMovesOnlyWhenMoved() {
        ManualClock clock = new ManualClock(1_000);
        assertThat(clock.epochNanos()).isEqualTo(1_000);
        clock.advance(Duration.ofNanos(5));
        assertThat(clock.epochNanos()).isEqualTo(1_005);
        assertThat(clock.monotonicNanos()).isEqualTo(5);
        assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
                .hasMessage("clock would go back: duration=PT-0.000000001S (expected 0 or more)");
    }

    @Test
    void architectureRulesSeeTheirClasses() {
        var classes = ArchitectureRules.classesOf("io.millrace.api");
        ArchitectureRules.assertClassesWereSeen(classes, 30);
        ArchitectureRules.API.check(classes);
        assertThatThrownBy(() -> ArchitectureRules.only("io.millrace.testkit..")
                        .check(ArchitectureRules.classesOf("io.millrace.testkit")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.millrace.api");
        assertThatThrownBy(() -> ArchitectureRules.assertClassesWereSeen(ArchitectureRules.classesOf("no.such"), 1))
                .hasMessage("too few classes were seen: classes=0 (expected at least 1)");
    }
}
