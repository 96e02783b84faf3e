package io.millrace.cli.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the jars of a packaged folder: the same bytes for the same files, whatever their age and order, without native
 * code for other systems. ONNX Runtime's and Netty's native code goes beside the jars, because otherwise every start
 * would unpack it into a temporary folder.
 */
final class Repack {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** The first moment that a zip file can state. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Target target;
    private final Path natives;

    Repack(Target target, Path natives) {
        this.target = target;
        this.natives = natives;
    }

    /** Copies a library into a folder. */
    void copy(Library library, Path folder) throws IOException {
        try (JarFiles files = JarFiles.open(library.path());
                OutputStream out = Files.newOutputStream(folder.resolve(library.file()));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_COMPRESSION);
            if (files.has(MANIFEST)) { // first, or JarInputStream does not see it
                put(zip, MANIFEST, files.read(MANIFEST));
            }
            for (String name : files.names()) {
                if (Target.isNative(name)) {
                    if (target.owns(library.file() + "/" + name)) {
                        keep(zip, name, files.read(name));
                    }
                } else if (!name.equals(MANIFEST) && !isOutdated(name)) {
                    put(zip, name, files.read(name));
                }
            }
        }
    }

    private void keep(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        if (name.startsWith("ai/onnxruntime/native/") || name.startsWith("META-INF/native/libnetty")) {
            Files.createDirectories(natives);
            Files.write(natives.resolve(name.substring(name.lastIndexOf('/') + 1)), bytes);
        } else {
            put(zip, name, bytes);
        }
    }

    /** A signature would not fit what is left; an index of jars names those left out, and Java 17 fails on it. */
    private static boolean isOutdated(String name) {
        return name.startsWith("META-INF/")
                && (name.equals("META-INF/INDEX.LIST")
                        || name.endsWith(".SF")
                        || name.endsWith(".RSA")
                        || name.endsWith(".DSA")
                        || name.endsWith(".EC"));
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
