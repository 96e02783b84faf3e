package io.millrace.cli.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What starts, checks and asks a packaged folder: scripts for any POSIX shell that need no other program. */
final class Scripts {

    private static final int NATIVE_ACCESS = 22;
    private static final int UNSAFE_WARNS = 23;
    private static final int AOT_CACHE = 25;

    private final Map<String, String> words = new LinkedHashMap<>();
    private final boolean cached;

    /**
     * Decides what is written into them.
     *
     * @param request what was asked for
     * @param target the JDK
     * @param libraries jars in the order of the class path
     * @param profile what --profile gets, or null for nothing
     */
    Scripts(PackageRequest request, Target target, List<Library> libraries, @Nullable String profile) {
        cached = target.feature() >= AOT_CACHE;
        words.put(
                "CLASSPATH",
                String.join(":", libraries.stream().map(l -> "lib/" + l.file()).toList()));
        words.put("FLAGS", String.join(" ", flags(request, target)));
        words.put("ARCHIVE", cached ? "-XX:AOTCache=cache/millrace.aot" : "-XX:SharedArchiveFile=cache/millrace.jsa");
        words.put("PROFILE", profile == null ? "" : " --profile " + profile);
        words.put("PORT", Integer.toString(request.port()));
        words.put("NAME", request.plan().pipeline());
        words.put("UNIT", unit(request));
        words.put("HOME", request.home());
        words.put("MEMORY", Heap.serviceMib(request.plan()) + "M");
    }

    private static List<String> flags(PackageRequest request, Target target) {
        List<String> flags = new ArrayList<>(List.of(
                "-Xmx" + Heap.mib(request.plan()) + "m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Donnxruntime.native.path=native",
                "-Djava.library.path=native",
                "-Dfile.encoding=UTF-8",
                "-Dsun.stdout.encoding=UTF-8", // of 17
                "-Dstdout.encoding=UTF-8"));
        if (target.feature() >= NATIVE_ACCESS) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        if (target.feature() >= UNSAFE_WARNS) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (target.feature() >= AOT_CACHE) {
            flags.add("-XX:+UseCompactObjectHeaders");
        }
        return flags;
    }

    private static String unit(PackageRequest request) {
        return "millrace-" + request.plan().pipeline() + ".service";
    }

    void write(Path folder, PackageRequest request) throws IOException {
        script("millrace.sh", folder.resolve("bin/millrace"));
        script("check.sh", folder.resolve("bin/check"));
        script("health.sh", folder.resolve("bin/health"));
        script(cached ? "archive-25.sh" : "archive-17.sh", folder.resolve("bin/archive"));
        Files.createDirectories(folder.resolve("systemd"));
        Files.writeString(folder.resolve("systemd").resolve(unit(request)), filled("service.ini"));
    }

    private void script(String template, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, filled(template));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String filled(String template) throws IOException {
        try (InputStream in = Scripts.class.getResourceAsStream(template)) {
            if (in == null) {
                throw new IOException("no such template: name=" + template);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> word : words.entrySet()) {
                text = text.replace("@" + word.getKey() + "@", word.getValue());
            }
            return text;
        }
    }
}
