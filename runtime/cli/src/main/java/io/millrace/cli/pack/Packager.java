package io.millrace.cli.pack;

import io.millrace.cli.Json;
import io.millrace.cli.UsageException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a packaged folder. It appears under its name when it is whole. */
public final class Packager {

    private static final String MAIN = "io.millrace.cli.PackagedMain";

    private final PackageRequest request;
    private final Consumer<String> progress;

    /**
     * Prepares it.
     *
     * @param request what was asked for
     * @param progress gets what it is about to do
     */
    public Packager(PackageRequest request, Consumer<String> progress) {
        this.request = request;
        this.progress = progress;
    }

    /**
     * Makes the folder.
     *
     * @return what is in it
     * @throws IOException if a file cannot be read or written, or a program fails
     * @throws InterruptedException if this thread is interrupted
     */
    public PackageReport make() throws IOException, InterruptedException {
        Target target = Target.of(request.jdk());
        Path out = request.out().toAbsolutePath().normalize();
        if (Files.exists(out)) {
            throw new UsageException("folder is there already: out=" + out + " (expected a new one)");
        }
        Path parent = Objects.requireNonNull(out.getParent(), "out"); // an absolute path that does not exist has one
        Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(parent, ".millrace-package");
        try {
            PackageReport report = fill(folder, target);
            Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(folder, out);
            return report;
        } finally {
            delete(folder);
        }
    }

    private PackageReport fill(Path folder, Target target) throws IOException, InterruptedException {
        progress.accept("looking for what the pipeline needs");
        Application application = new Application(request.content(), request.directory());
        NeededLibraries needed = NeededLibraries.of(classPath(target), roots());
        application.write(folder.resolve("app"));
        @Nullable String profile = Application.writeProfile(request.plan().profile(), folder.resolve("app"));
        progress.accept("writing " + needed.libraries().size() + " libraries");
        Path lib = Files.createDirectories(folder.resolve("lib"));
        Repack repack = new Repack(target, folder.resolve("native"));
        for (Library library : needed.libraries()) {
            repack.copy(library, lib);
        }
        new Scripts(request, target, needed.libraries(), profile).write(folder, request);
        progress.accept("linking " + needed.modules().size() + " modules of Java " + target.version());
        new RuntimeImage(request.jdk(), target).link(needed.modules(), folder.resolve("jre"));
        Files.createDirectories(folder.resolve("cache"));
        setTimes(folder);
        bill(folder, target, needed);
        Manifest.of(folder).write();
        String archive = archive(folder, target, application);
        setTimes(folder);
        Manifest manifest = Manifest.of(folder);
        manifest.write();
        setTimes(folder);
        return PackageReport.of(manifest, target, needed, Heap.mib(request.plan()), archive);
    }

    private java.util.Set<String> roots() {
        java.util.Set<String> roots = new java.util.TreeSet<>(request.roots());
        roots.add(MAIN);
        return roots;
    }

    private String archive(Path folder, Target target, Application application)
            throws IOException, InterruptedException {
        if (!request.archive()) {
            return "none: not asked for; bin/archive makes it";
        }
        if (!target.isHost()) {
            return "none: only a run on the device can make it; bin/archive does";
        }
        progress.accept("running the pipeline to make the start archive");
        return StartArchive.make(folder, request, application.demos());
    }

    private void bill(Path folder, Target target, NeededLibraries needed) throws IOException {
        Map<String, Library> libraries = new HashMap<>();
        needed.libraries().forEach(library -> libraries.put("lib/" + library.file(), library));
        Sbom sbom = new Sbom();
        sbom.jdk(target);
        for (Manifest.Entry entry : Manifest.of(folder).entries()) {
            Library library = libraries.get(entry.path());
            if (library != null) {
                sbom.library(library, entry);
            } else if (entry.path().startsWith("native/")) {
                sbom.file("library", entry);
            } else if (entry.path().endsWith(".onnx")) {
                sbom.file("machine-learning-model", entry);
            }
        }
        Files.writeString(
                folder.resolve(Sbom.FILE), Json.page(sbom.page(request.plan().pipeline(), request.version())) + "\n");
    }

    /** Of this process, without native code for other machines. */
    private static List<Library> classPath(Target target) throws IOException {
        List<Library> libraries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            boolean foreign = path.toString().contains("-native-")
                    && entry.matches(".*-(linux|osx|windows)-[a-z0-9_]+[.]jar")
                    && !target.owns(path.getFileName().toString());
            if (!entry.isEmpty() && Files.exists(path) && !foreign) {
                libraries.add(Library.of(path));
            }
        }
        return libraries;
    }

    private static void setTimes(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                if (!Files.isSymbolicLink(path)) {
                    Files.setLastModifiedTime(path, Manifest.TIME);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
