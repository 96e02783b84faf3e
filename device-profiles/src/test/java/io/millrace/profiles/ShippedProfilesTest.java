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

/** A shipped figure comes from a document that is named, or says that it is unmeasured. */
class ShippedProfilesTest {

    /** How a source begins that names a document: whoever ships a figure from another adds it here. */
    private static final List<String> DOCUMENTS = List.of(
            "http://singleboard.org/",
            "https://developer.android.com/ndk/guides/abis",
            "Amazon EC2 instance types, t3.medium",
            "Intel product specifications, Processor N100",
            "Linux arch/",
            "NVIDIA Jetson Orin Nano Series data sheet",
            "Raspberry Pi 3 Model B+ product brief",
            "Raspberry Pi 4 Model B product brief",
            "Raspberry Pi 5 product brief",
            "Raspberry Pi Zero 2 W product brief",
            "The Official Raspberry Pi Beginner's Guide (2018)");

    /** What every shipped profile speaks of; a third cache not every device has, a limit of latency none. */
    private static final List<String> SPOKEN_OF =
            List.of("cores", "isa", "heap", "native", "clock", "memory", "l1-data", "l2", "execution-providers");

    static List<String> shipped() {
        return DeviceProfiles.names().stream()
                .filter(n -> !n.equals(DeviceProfiles.THIS_MACHINE))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void namesADocumentOrSaysUnmeasured(String name) {
        assertThat(unsupported(DeviceProfiles.shipped(name))).isEmpty();
    }

    @Test
    void refusesAFigureThatHasNeither() {
        String text = DeviceProfiles.shipped("raspberry-pi-4");
        assertThat(unsupported(text.replace("Raspberry Pi 4 Model B product brief: 1.5 GHz", "well known")))
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
            if (isSpokenOf
                    && !source.contains("unmeasured")
                    && DOCUMENTS.stream().noneMatch(source::startsWith)) {
                bad.add(figure + ": " + source);
            }
        }
        return bad;
    }
}
