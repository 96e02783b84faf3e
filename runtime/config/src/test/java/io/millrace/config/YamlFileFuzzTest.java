package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;

/** Whatever the text, the reader returns a tree or says why not. Searches with JAZZER_FUZZ=1, else replays its seeds. */
class YamlFileFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void neverThrowsAndNeverStaysSilent(FuzzedDataProvider data) {
        Problems problems = new Problems();
        ConfigValue.Mapping tree = YamlFile.parse("fuzz", data.consumeRemainingAsString(), problems);
        assertThat(tree == null && problems.isEmpty())
                .as("neither tree nor problem")
                .isFalse();
        assertThat(problems.sorted()).allSatisfy(p -> assertThat(p.message()).contains("(expected "));
        if (tree != null) {
            assertThat(tree.toString()).isNotNull();
        }
    }
}
