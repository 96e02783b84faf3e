package io.millrace.cli.pack;

import io.millrace.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The part of a JDK that a pipeline needs, made with jlink. */
final class RuntimeImage {

    private static final int FIRST_WITH_NAMED_COMPRESSION = 21;

    private final Path jdk;
    private final Target target;

    RuntimeImage(Path jdk, Target target) {
        this.jdk = jdk;
        this.target = target;
    }

    /**
     * Makes it.
     *
     * @param modules modules of the JDK
     * @param folder where; must not exist
     */
    void link(Set<String> modules, Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(jlink().toString()));
        Path jmods = jdk.resolve("jmods");
        if (Files.isDirectory(jmods)) {
            command.addAll(List.of("--module-path", jmods.toString()));
        }
        command.addAll(List.of(
                "--add-modules",
                String.join(",", modules),
                "--strip-java-debug-attributes",
                "--compress=" + (linkerFeature() >= FIRST_WITH_NAMED_COMPRESSION ? "zip-9" : "2"),
                "--no-header-files",
                "--no-man-pages",
                "--output",
                folder.toString()));
        Programs.run(command, "the runtime image cannot be linked: jdk=" + jdk);
        for (Path file : Manifest.files(folder.resolve("bin"))) {
            if (!file.endsWith("java")) {
                Files.delete(file); // keytool and the like
            }
        }
        Files.deleteIfExists(folder.resolve("lib/jrt-fs.jar")); // for development tools that look into the image
    }

    /** The target's own linker where it runs here, else this Java's. */
    private Path jlink() {
        Path own = jdk.resolve("bin/jlink");
        if (target.isHost() && Files.isExecutable(own)) {
            return own;
        }
        Path running = Path.of(System.getProperty("java.home"), "bin", "jlink");
        if (!Files.isExecutable(running)) {
            throw new UsageException("no jlink found: file=" + running
                    + " (expected this command to run on a JDK, e.g. 'apt install openjdk-17-jdk-headless')");
        }
        if (Runtime.version().feature() != target.feature()) {
            throw new UsageException(
                    "jlink is of another Java than the target: jlink=" + Runtime.version() + ", target="
                            + target.version() + " (expected both to be of one version: run this command on a JDK "
                            + target.feature() + ")");
        }
        if (!Files.isDirectory(jdk.resolve("jmods"))) {
            throw new UsageException("JDK of the target has no modules to link: missing=" + jdk.resolve("jmods")
                    + " (expected a JDK with a folder jmods, e.g. of 'apt-get download openjdk-17-jdk-headless:arm64' "
                    + "unpacked with 'dpkg -x')");
        }
        return running;
    }

    private int linkerFeature() {
        return target.isHost() ? target.feature() : Runtime.version().feature();
    }
}
