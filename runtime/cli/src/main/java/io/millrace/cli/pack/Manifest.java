package io.millrace.cli.pack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The list of a folder's files with their lengths and SHA-256: the form of {@code sha256sum}, which can check it too,
 * with the length in a comment after each line. It guards against what cards, cables and editors do, not against
 * somebody who can write the list as well.
 */
final class Manifest {

    static final String FILE = "manifest.sha256";

    /** When every packaged file was last changed: a start archive is for jars of one time. */
    static final FileTime TIME = FileTime.from(Instant.parse("1980-01-01T00:00:00Z"));

    /** Up to this length files are hashed before a start; longer ones while it runs: reading takes time. */
    static final long SMALL_BYTES = 1 << 18;

    private static final String LENGTH = "# bytes ";
    private static final int DIGITS = 64;

    /**
     * A file.
     *
     * @param path relative to the folder, with slashes
     * @param bytes its length
     * @param sha256 its hash
     */
    record Entry(String path, long bytes, String sha256) {}

    private final Path folder;
    private final List<Entry> entries;

    private Manifest(Path folder, List<Entry> entries) {
        this.folder = folder;
        this.entries = List.copyOf(entries);
    }

    /** Lists every file of a folder but the list itself. */
    static Manifest of(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path file : files(folder)) {
            String path = folder.relativize(file).toString();
            if (!path.equals(FILE)) {
                entries.add(new Entry(path, Files.size(file), Sha256.of(file)));
            }
        }
        return new Manifest(folder, entries);
    }

    /** Every regular file below a folder, sorted by path. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(file -> folder.relativize(file).toString()))
                    .toList();
        }
    }

    /**
     * Reads the list of a folder.
     *
     * @throws IOException if there is none, or it is not one
     */
    static Manifest read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException("not a packaged folder: folder=" + folder + ", missing=" + FILE
                    + " (expected a folder made by millrace package)");
        }
        List<Entry> entries = new ArrayList<>();
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            entries.add(entry(file, i + 1, lines.get(i), lines.get(i + 1)));
        }
        if (entries.isEmpty()) {
            throw broken(file, 1, "");
        }
        return new Manifest(folder, entries);
    }

    private static Entry entry(Path file, int number, String line, String length) throws IOException {
        if (line.length() < DIGITS + 3 || !length.startsWith(LENGTH)) {
            throw broken(file, number, line);
        }
        try {
            return new Entry(
                    line.substring(DIGITS + 2),
                    Long.parseLong(length.substring(LENGTH.length())),
                    line.substring(0, DIGITS));
        } catch (NumberFormatException e) {
            throw broken(file, number + 1, length);
        }
    }

    private static IOException broken(Path file, int line, String found) {
        return new IOException("list of files is damaged: " + file + ":" + line + ", found='" + found
                + "' (expected a hash with a path, then its length: copy the folder again)");
    }

    /** Writes it into its folder. */
    void write() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries) {
            text.append(entry.sha256()).append("  ").append(entry.path()).append('\n');
            text.append(LENGTH).append(entry.bytes()).append('\n');
        }
        Files.writeString(folder.resolve(FILE), text);
    }

    List<Entry> entries() {
        return entries;
    }

    /** Checks presence and length of everything, and the content of what is small. */
    List<String> quickProblems() throws IOException {
        return problems(entry -> entry.bytes() <= SMALL_BYTES);
    }

    /** Checks presence, length and content of everything. */
    List<String> problems() throws IOException {
        return problems(entry -> true);
    }

    private List<String> problems(Predicate<Entry> hashed) throws IOException {
        List<String> problems = new ArrayList<>();
        for (Entry entry : entries) {
            Path file = folder.resolve(entry.path());
            if (!Files.isRegularFile(file)) {
                problems.add("file of the package is missing: file=" + entry.path());
            } else if (Files.size(file) != entry.bytes()) {
                problems.add("file of the package is not as packaged: file=" + entry.path() + ", bytes="
                        + Files.size(file) + " (expected " + entry.bytes() + ")");
            } else if (hashed.test(entry)) {
                String found = Sha256.of(file);
                if (!found.equals(entry.sha256())) {
                    problems.add("file of the package is not as packaged: file=" + entry.path() + ", sha256=" + found
                            + " (expected " + entry.sha256() + ")");
                }
            }
        }
        return problems;
    }
}
