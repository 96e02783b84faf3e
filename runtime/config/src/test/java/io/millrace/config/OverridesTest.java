package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesTest {

    private static final String FILE =
            "pipeline: p\nnodes:\n  presence: { operator: x, window-frames: 5 }\n  clean: { in: a }\n";

    private final Problems problems = new Problems();

    @Test
    void setsWhatIsThereAndWhatIsNot() {
        assertThat(apply("nodes.presence.window-frames=75", "nodes.clean.rate-hz = 10", "profile=this-machine"))
                .hasToString("{pipeline=p, nodes={presence={operator=x, window-frames=75},"
                        + " clean={in=a, rate-hz=10}}, profile=this-machine}");
        assertThat(problems.sorted()).isEmpty();
    }

    @Test
    void setsLists() {
        assertThat(apply("nodes.clean.in=[a, b:c]", "empty=[]"))
                .hasToString(
                        "{pipeline=p, nodes={presence={operator=x, window-frames=5}, clean={in=[a, b:c]}}, empty=[]}");
    }

    @Test
    void keepsEverythingAfterTheFirstEqualsSign() {
        assertThat(apply("pipeline=a=b").entries().get("pipeline")).hasToString("a=b");
    }

    @Test
    void letsTheLastWin() {
        assertThat(apply("pipeline=a", "pipeline=b").entries().get("pipeline")).hasToString("b");
    }

    @Test
    void saysWhereTheValueCameFrom() {
        ConfigValue value = apply("pipeline=a").entries().get("pipeline");
        assertThat(value.location()).hasToString("--set");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pipeline | override not understood: set=pipeline (expected path.to.key=value or path.to.key=[a, b])",
                "=5 | override not understood: set==5 (expected path.to.key=value or path.to.key=[a, b])",
                "nodes..x=5 | override not understood: set=nodes..x=5 (expected path.to.key=value or path.to.key=[a, b])",
                "a=[1 | override not understood: set=a=[1 (expected path.to.key=value or path.to.key=[a, b])",
                "a=[ | override not understood: set=a=[ (expected path.to.key=value or path.to.key=[a, b])",
                "a=[1,,2] | override not understood: set=a=[1,,2] (expected path.to.key=value or path.to.key=[a, b])",
                "a=[[1]] | override not understood: set=a=[[1]] (expected path.to.key=value or path.to.key=[a, b])",
                "nodes.presnce.x=1 | override hits nothing: set=nodes.presnce.x, key=presnce (expected one of presence, clean)",
                "pipeline.x=1 | override hits nothing: set=pipeline.x, key=pipeline (expected one of nodes)",
                "nodes.clean=1 | override hits a mapping: set=nodes.clean (expected one more key: one of in)"
            })
    void refusesWhatItCannotSet(String setting, String expected) {
        assertThat(apply(setting)).isEqualTo(apply());
        assertThat(problems.sorted()).extracting(Problem::toString).containsExactly("--set: " + expected);
    }

    private ConfigValue.Mapping apply(String... settings) {
        return Overrides.apply(YamlFile.parse("f", FILE, problems), List.of(settings), problems);
    }
}
