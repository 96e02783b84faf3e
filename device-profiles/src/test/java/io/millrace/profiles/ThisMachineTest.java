package io.millrace.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Hardware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThisMachineTest {

    private static final String V2 = "cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3";
    private static final String V3 = V2 + " avx avx2 bmi1 bmi2 f16c fma abm movbe xsave";
    private static final String V4 = V3 + " avx512f avx512bw avx512cd avx512dq avx512vl";

    @Test
    void describesThisProcess() {
        DeviceProfile profile = DeviceProfiles.thisMachine();
        assertThat(profile.name()).isEqualTo("this-machine");
        assertThat(profile.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(profile.heapBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(profile.maxLatencyNanos()).isZero();
    }

    @Test
    void staysTheSame() {
        assertThat(DeviceProfiles.thisMachine()).isEqualTo(DeviceProfiles.thisMachine());
    }

    @Test
    void readsTheLevelOfX86FromItsFlags() {
        assertThat(ThisMachine.isa("amd64", "")).isEqualTo("x86-64-v1");
        assertThat(ThisMachine.isa("amd64", "flags\t\t: fpu " + V2)).isEqualTo("x86-64-v2");
        assertThat(ThisMachine.isa("x86_64", "model : x\nflags\t\t: fpu " + V3)).isEqualTo("x86-64-v3");
        assertThat(ThisMachine.isa("amd64", "flags\t\t: " + V4)).isEqualTo("x86-64-v4");
        assertThat(ThisMachine.isa("amd64", "flags\t\t: " + V4.replace(" movbe", "")))
                .isEqualTo("x86-64-v2");
    }

    @ParameterizedTest
    @CsvSource({
        "aarch64, Features : fp asimd, aarch64-neon",
        "aarch64, Features : fp asimd sve, aarch64-sve",
        "arm64, '', aarch64-neon",
        "riscv64, '', riscv64"
    })
    void namesOtherArchitectures(String arch, String cpuInfo, String isa) {
        assertThat(ThisMachine.isa(arch, cpuInfo)).isEqualTo(isa);
    }

    @Test
    void readsTheCachesOfTheFirstCoreAsLinuxListsThem(@TempDir Path folder) throws IOException {
        cache(folder.resolve("index0"), "1", "Data", "32K");
        cache(folder.resolve("index1"), "1", "Instruction", "48K");
        cache(folder.resolve("index2"), "2", "Unified", "1024K");
        assertThat(ThisMachine.hardware(7, folder)).isEqualTo(new Hardware(0, 7, 32 << 10, 1 << 20, 0));
        assertThat(ThisMachine.hardware(7, folder.resolve("none"))).isEqualTo(new Hardware(0, 7, 0, 0, 0));
    }

    private static void cache(Path folder, String level, String type, String size) throws IOException {
        Files.createDirectory(folder);
        Files.writeString(folder.resolve("level"), level + "\n");
        Files.writeString(folder.resolve("type"), type + "\n");
        Files.writeString(folder.resolve("size"), size + "\n");
    }
}
