package io.millrace.profiles;

import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Hardware;
import io.millrace.api.device.Terms;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at the machine this process runs on. */
final class ThisMachine {

    // What each level adds, as Linux names it: x86-64 psABI, table "Micro-Architecture Levels".
    private static final Set<String> V2 = Set.of("cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3");
    private static final Set<String> V3 = Set.of("avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave");
    private static final Set<String> V4 = Set.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl");

    private static final String CACHES = "read: /sys/devices/system/cpu/cpu0/cache";
    private static final Pattern CACHE_SIZE = Pattern.compile("([1-9][0-9]{0,8})K");

    private ThisMachine() {}

    static DeviceProfile profile() {
        long heap = Runtime.getRuntime().maxMemory();
        return new DeviceProfile(
                DeviceProfiles.THIS_MACHINE,
                "the machine this process runs on",
                Runtime.getRuntime().availableProcessors(),
                isa(System.getProperty("os.arch", "unknown"), cpuInfo()),
                heap,
                Math.max(0, totalMemoryBytes() - heap),
                hardware(totalMemoryBytes(), Path.of("/sys/devices/system/cpu/cpu0/cache")),
                List.of("cpu"),
                0,
                Terms.NONE,
                Map.of(
                        "cores", "read: processors available to this JVM",
                        "isa", "read: os.arch and /proc/cpuinfo",
                        "heap", "read: largest heap of this JVM",
                        "native", "read: memory of the machine or container less the heap",
                        "clock", "unmeasured",
                        "memory", "read: memory of the machine or container",
                        "l1-data", CACHES,
                        "l2", CACHES,
                        "l3", CACHES,
                        "execution-providers", "the processor only; others are unmeasured"));
    }

    /** Total rather than free memory: a plan must not change with what else happens to run. */
    private static long totalMemoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    /** The caches of the first core as Linux lists them, one folder each; where nothing is listed they are not known. */
    static Hardware hardware(long memoryBytes, Path caches) {
        long[] byLevel = new long[4];
        for (int i = 0; Files.isDirectory(caches.resolve("index" + i)); i++) {
            Path cache = caches.resolve("index" + i);
            String level = line(cache.resolve("level"));
            Matcher size = CACHE_SIZE.matcher(line(cache.resolve("size")));
            if (size.matches()
                    && level.matches("[123]")
                    && !line(cache.resolve("type")).equals("Instruction")) {
                byLevel[Integer.parseInt(level)] = Long.parseLong(size.group(1)) << 10;
            }
        }
        return new Hardware(0, memoryBytes, byLevel[1], byLevel[2], byLevel[3]);
    }

    private static String line(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String cpuInfo() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** Claims no more than is written: without flags it is the oldest level of the architecture. */
    static String isa(String arch, String cpuInfo) {
        Set<String> flags = cpuInfo.lines()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .findFirst()
                .map(line -> Arrays.stream(
                        line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
                .map(words -> words.collect(Collectors.toSet()))
                .orElse(Set.of());
        return switch (arch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> x86(flags);
            case "aarch64", "arm64" -> flags.contains("sve") ? "aarch64-sve" : "aarch64-neon";
            default -> arch.toLowerCase(Locale.ROOT);
        };
    }

    private static String x86(Set<String> flags) {
        if (!flags.containsAll(V2)) {
            return "x86-64-v1";
        }
        if (!flags.containsAll(V3)) {
            return "x86-64-v2";
        }
        return flags.containsAll(V4) ? "x86-64-v4" : "x86-64-v3";
    }
}
