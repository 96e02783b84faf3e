package io.millrace.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A root file system with a packaged folder, a shell, the C and C++ libraries, and nothing else: no JDK, no program.
 * Needs to be root; where a test is not, the folder runs in place, in an environment without a variable, PATH included.
 */
final class Jail {

    private static final Path CHROOT = Path.of("/usr/sbin/chroot");
    private static final String ENTER =
            "PATH=/usr/bin:/bin:/usr/sbin; mount --bind /proc \"$0/proc\" || exit 9; unset PATH; "
                    + "exec /usr/sbin/chroot \"$0\" \"$@\"";

    private final Path root;
    private final boolean real;
    private final String inside;

    private Jail(Path root, boolean real, String inside) {
        this.root = root;
        this.real = real;
        this.inside = inside;
    }

    /** Moves a folder into a root of its own, if this process may make one. */
    static Jail with(Path folder, Path root) throws IOException, InterruptedException {
        Files.createDirectories(root.resolve("proc"));
        Files.createDirectories(root.resolve("tmp"));
        Jail probe = new Jail(root, true, "");
        boolean real = Files.isExecutable(CHROOT) && Files.isExecutable(Path.of("/usr/bin/unshare"));
        if (real) {
            copy(Path.of("/bin/sh"), root);
            for (Path library : libraries(folder)) {
                copy(library, root);
            }
            real = probe.start("/bin/sh", "-c", "exit 7").waitFor() == 7;
        }
        if (!real) {
            System.err.println("no chroot here (not root?): the folder runs in place, without environment");
            return new Jail(root, false, folder.toString());
        }
        Files.createDirectories(root.resolve("opt"));
        Files.move(folder, root.resolve("opt/presence"));
        return new Jail(root, true, "/opt/presence");
    }

    /** Where the folder is for this process. */
    Path folder() {
        return real ? root.resolve("opt/presence") : Path.of(inside);
    }

    /** Runs a script of the folder to its end; standard output and error are one. */
    Cli run(String script, String... arguments) throws IOException, InterruptedException {
        Process process = start(script, arguments);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Cli(process.waitFor(), said, "");
    }

    /** Starts a script of the folder. */
    Process start(String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (real) {
            command.addAll(List.of("/usr/bin/unshare", "-m", "/bin/sh", "-c", ENTER, root.toString()));
        }
        command.add(script.startsWith("/") ? script : inside + "/" + script);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.directory(new File("/"));
        Process process = builder.start();
        CompletableFuture.delayedExecutor(3, TimeUnit.MINUTES).execute(process::destroyForcibly);
        return process;
    }

    private static void copy(Path file, Path root) throws IOException {
        Path to = root.resolve(file.toString().substring(1));
        Files.createDirectories(to.getParent());
        if (!Files.exists(to)) {
            Files.copy(file.toRealPath(), to);
        }
    }

    /** What the folder's programs and libraries and the shell are linked with. */
    private static List<Path> libraries(Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/ldd", "/bin/sh"));
        command.add(folder.resolve("jre/bin/java").toString());
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(path -> path.toString().endsWith(".so"))
                    .map(Path::toString)
                    .forEach(command::add);
        }
        Process ldd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        ldd.waitFor();
        List<Path> libraries = new ArrayList<>();
        Matcher paths = Pattern.compile("(/[^ ():\n]+) \\(0x").matcher(said);
        while (paths.find()) {
            Path library = Path.of(paths.group(1));
            if (!library.startsWith(folder)) {
                libraries.add(library);
            }
        }
        return libraries;
    }
}
