package io.millrace.kernels.pointcloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Debian's Point Cloud Library as a program: {@code operators/reference/pcl_voxels.cc}, compiled when it is first needed. */
final class PclVoxels {

    private static final Path SOURCE =
            Path.of(System.getProperty("millrace.root", "."), "operators/reference/pcl_voxels.cc");

    private PclVoxels() {}

    /**
     * Compiles the program, or skips the test and says what is missing.
     *
     * @param folder where to
     * @return the program
     */
    static Path program(Path folder) throws Exception {
        Path headers;
        try (var include = Files.list(Path.of("/usr/include"))) {
            headers = include.filter(p -> p.getFileName().toString().startsWith("pcl-"))
                    .findFirst()
                    .orElse(Path.of("none"));
        }
        boolean there = Files.isDirectory(headers) && isThere("g++");
        if (!there) {
            System.err.println("SKIPPED: voxels are not compared with PCL (apt-get install g++ libpcl-dev)");
        }
        Assumptions.assumeTrue(there, "skipped: PCL is not installed (apt-get install g++ libpcl-dev)");
        Path program = folder.resolve("pcl_voxels");
        run(List.of(
                "g++",
                "-O1",
                "-std=c++17",
                "-w",
                "-isystem",
                "/usr/include/eigen3",
                "-isystem",
                headers.toString(),
                SOURCE.toString(),
                "-o",
                program.toString(),
                "-lpcl_filters",
                "-lpcl_io",
                "-lpcl_common"));
        return program;
    }

    /** What a program prints. */
    static List<String> run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new ArrayList<>(process.inputReader().lines().toList());
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("program failed: command=" + command + ", said=" + lines);
        }
        return lines;
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
