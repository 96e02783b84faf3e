package io.millrace.cli.pack;

import io.millrace.cli.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a packaged folder is for: the processor of a JDK and its version.
 *
 * @param arch x86_64 or aarch64
 * @param version the JDK's version, such as 17.0.15
 * @param vendor who built it
 */
record Target(String arch, String version, String vendor) {

    /** How libraries call a processor in the names of their native files. */
    private static final Map<String, List<String>> WORDS = Map.of(
            "x86_64", List.of("x86_64", "x64", "amd64", "x86-64"),
            "aarch64", List.of("aarch64", "aarch_64", "arm64", "armv8_64"));

    /**
     * Reads what a JDK says of itself.
     *
     * @param jdk its folder
     * @throws UsageException if it is no JDK, or one for a system that folders are not made for
     */
    static Target of(Path jdk) throws IOException {
        Path file = jdk.resolve("release");
        if (!Files.isRegularFile(file)) {
            throw new UsageException("not a JDK: folder=" + jdk
                    + ", missing=release (expected the folder of a JDK, which " + "has a file 'release')");
        }
        Map<String, String> release = new HashMap<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                release.put(
                        line.substring(0, equals), line.substring(equals + 1).replace("\"", ""));
            }
        }
        String system = release.getOrDefault("OS_NAME", "unknown");
        String arch = canonical(release.getOrDefault("OS_ARCH", "unknown"));
        if (!system.equals("Linux") || !WORDS.containsKey(arch)) {
            throw new UsageException("cannot package for this system: jdk=" + jdk + ", system=" + system
                    + ", processor=" + arch + " (expected Linux on x86_64 or aarch64)");
        }
        return new Target(
                arch,
                release.getOrDefault("JAVA_VERSION", "unknown"),
                release.getOrDefault("IMPLEMENTOR", "unknown vendor"));
    }

    private static String canonical(String arch) {
        return WORDS.entrySet().stream()
                .filter(e -> e.getValue().contains(arch))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(arch);
    }

    /** The first number of the version. */
    int feature() {
        return Runtime.Version.parse(version).feature();
    }

    /** Whether a program for it runs here. */
    boolean isHost() {
        return System.getProperty("os.name").equals("Linux") && arch.equals(canonical(System.getProperty("os.arch")));
    }

    /** Whether a native file inside a jar, or a jar of native files, is for this target; by its name. */
    boolean owns(String name) {
        String text = name.toLowerCase(Locale.ROOT);
        return text.contains("linux")
                && !text.contains("musl")
                && !text.contains("android")
                && WORDS.getOrDefault(arch, List.of()).stream().anyMatch(text::contains);
    }

    /** Whether a file inside a jar is native code, or belongs to it. */
    static boolean isNative(String name) {
        return name.endsWith(".so")
                || name.endsWith(".dll")
                || name.endsWith(".dylib")
                || name.endsWith(".jnilib")
                || name.contains(".dSYM/");
    }
}
