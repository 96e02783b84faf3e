package io.millrace.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.graph.Overflow;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsAndProblemsTest {

    @Test
    void listsTheNearestFirstThenTheAlphabet() {
        assertThat(Words.oneOf("hampl", List.of("biquad", "hampel", "abcdef")))
                .isEqualTo("one of hampel, abcdef, biquad");
        assertThat(Words.oneOf("x", List.of())).isEqualTo("nothing here");
        assertThat(Words.of(Overflow.DROP_OLDEST)).isEqualTo("drop-oldest");
    }

    @Test
    void sortsProblemsByFileAndLineAndTellsEachOnce() {
        Problems problems = new Problems();
        problems.add(new Location("b", 1), "x");
        problems.add(new Location("a", 10), "y");
        problems.add(new Location("a", 9), "z");
        problems.add(new Location("a", 9), "z");
        assertThat(problems.size()).isEqualTo(3);
        assertThatThrownBy(() -> problems.throwIfAny("p.yaml"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("p.yaml has 3 problems:\n  a:9: z\n  a:10: y\n  b:1: x")
                .extracting(e -> ((ConfigException) e).problems().size())
                .isEqualTo(3);
    }

    @Test
    void throwsNothingIfNothingIsWrong() {
        assertThatCode(() -> new Problems().throwIfAny("p.yaml")).doesNotThrowAnyException();
    }
}
