package io.millrace.cli.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A folder that was packaged, where it runs. */
public final class PackagedFolder {

    /** After this time a start is over, and reading disturbs nobody. */
    private static final long SETTLED_MS = 2000;

    private final Path folder;
    private final Manifest manifest;

    private PackagedFolder(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /**
     * Reads its list of files.
     *
     * @param folder the folder
     * @return the folder
     * @throws IOException if it is none that was packaged
     */
    public static PackagedFolder open(Path folder) throws IOException {
        return new PackagedFolder(folder, Manifest.read(folder));
    }

    /**
     * How many files it has.
     *
     * @return the number
     */
    public int files() {
        return manifest.entries().size();
    }

    /**
     * Checks presence and length of every file, and the content of those up to 256 KiB.
     *
     * @return what is wrong, empty if nothing is
     * @throws IOException if a file cannot be read
     */
    public List<String> quickProblems() throws IOException {
        return manifest.quickProblems();
    }

    /**
     * Checks every file.
     *
     * @return what is wrong, empty if nothing is
     * @throws IOException if a file cannot be read
     */
    public List<String> problems() throws IOException {
        return manifest.problems();
    }

    /**
     * What is not wrong, but costs something.
     *
     * @return for people
     * @throws IOException if a file cannot be read
     */
    public List<String> notes() throws IOException {
        for (Manifest.Entry entry : manifest.entries()) {
            Path file = folder.resolve(entry.path());
            if (entry.path().startsWith("lib/")
                    && !Files.getLastModifiedTime(file).equals(Manifest.TIME)) {
                return List.of("starts are slower than they could be: file=" + entry.path() + ", time="
                        + Files.getLastModifiedTime(file) + " (expected " + Manifest.TIME
                        + ": the start archive is for jars of that time; copy the folder with cp -a, rsync -a or tar)");
            }
        }
        return List.of();
    }

    /**
     * Checks every file a little later, on a thread of its own.
     *
     * @param found gets what is wrong, if something is
     */
    public void watch(Consumer<List<String>> found) {
        Thread thread = new Thread(() -> check(found), "millrace-check");
        thread.setDaemon(true);
        thread.start();
    }

    private void check(Consumer<List<String>> found) {
        List<String> problems;
        try {
            Thread.sleep(SETTLED_MS);
            problems = manifest.problems();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (IOException e) {
            problems = List.of("file of the package cannot be read: cause=" + e);
        }
        if (!problems.isEmpty()) {
            found.accept(problems);
        }
    }
}
