package io.millrace.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;
import io.millrace.config.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A shipped figure comes from a document whose address is given, or says that it is unmeasured. */
class ShippedProfilesTest {

    /** How a source begins that can be looked up: the address of a document that was opened. */
    private static final String ADDRESS = "https://";

    /** What every shipped profile speaks of; a third cache not every device has, a limit of latency none. */
    private static final List<String> SPOKEN_OF = List.of(
            "cores",
            "isa",
            "heap",
            "native",
            "clock",
            "memory",
            "l1-data",
            "l2",
            "execution-providers",
            "numeric-formats",
            "network");

    static List<String> shipped() {
        return DeviceProfiles.names().stream()
                .filter(n -> !n.equals(DeviceProfiles.THIS_MACHINE))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void givesAnAddressOrSaysUnmeasured(String name) {
        assertThat(unsupported(DeviceProfiles.shipped(name))).isEmpty();
    }

    @Test
    void refusesAFigureThatHasNeither() {
        String text = DeviceProfiles.shipped("raspberry-pi-4");
        assertThat(unsupported(text.replaceAll("(?m)^  clock: .*", "  clock: well known")))
                .containsExactly("clock: well known");
        assertThat(unsupported(text.replaceAll("(?m)^  l2: .*\n", ""))).containsExactly("l2: null");
        assertThat(unsupported(text.replaceAll("(?m)^  heap: .*", "  heap: \"a choice\"")))
                .containsExactly("heap: a choice");
    }

    @Test
    void knowsTheDevicesThatPeopleAskFor() {
        assertThat(shipped())
                .containsExactly(
                        "android-arm64",
                        "cloud-vm",
                        "jetson-orin-nano",
                        "raspberry-pi-3b-plus",
                        "raspberry-pi-4",
                        "raspberry-pi-5",
                        "raspberry-pi-zero-2w",
                        "x86-mini-pc");
    }

    private static List<String> unsupported(String text) {
        ConfigValue.Mapping file = YamlFile.parse("shipped.yaml", text, new Problems());
        Map<String, ConfigValue> sources = ((ConfigValue.Mapping) file.entries().get("sources")).entries();
        List<String> bad = new ArrayList<>();
        for (String figure : ProfileFile.FIGURES) {
            String source = String.valueOf(sources.get(figure));
            boolean isSpokenOf = SPOKEN_OF.contains(figure) || file.entries().containsKey(figure);
            if (isSpokenOf && !source.contains("unmeasured") && !source.startsWith(ADDRESS)) {
                bad.add(figure + ": " + source);
            }
        }
        return bad;
    }
}
