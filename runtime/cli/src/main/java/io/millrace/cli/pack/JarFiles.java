package io.millrace.cli.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files of a jar or of a folder of classes, sorted by name; read when they are wanted. */
final class JarFiles implements AutoCloseable {

    private final Map<String, Content> files = new TreeMap<>();
    private final List<ZipFile> open = new ArrayList<>();

    /** Reads one file. */
    private interface Content {
        InputStream open() throws IOException;
    }

    private JarFiles() {}

    /**
     * Opens it.
     *
     * @param entry an entry of a class path
     */
    static JarFiles open(Path entry) throws IOException {
        JarFiles jar = new JarFiles();
        if (Files.isDirectory(entry)) {
            for (Path file : Manifest.files(entry)) {
                String name = entry.relativize(file).toString();
                jar.files.put(name, () -> Files.newInputStream(file));
            }
            return jar;
        }
        ZipFile zip = new ZipFile(entry.toFile());
        jar.open.add(zip);
        zip.stream()
                .filter(e -> !e.isDirectory())
                .forEach((ZipEntry e) -> jar.files.put(e.getName(), () -> zip.getInputStream(e)));
        return jar;
    }

    Iterable<String> names() {
        return files.keySet();
    }

    boolean has(String name) {
        return files.containsKey(name);
    }

    byte[] read(String name) throws IOException {
        Content content = files.get(name);
        if (content == null) {
            throw new IOException("no such file in a jar: name=" + name);
        }
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        for (ZipFile zip : open) {
            zip.close();
        }
    }
}
