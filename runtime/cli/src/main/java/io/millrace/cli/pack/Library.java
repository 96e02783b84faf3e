package io.millrace.cli.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of the class path: a jar, or the folder of a module that has just been compiled.
 *
 * @param path where it is
 * @param file name of its jar in a packaged folder
 * @param group Maven's group, or empty if nobody says
 * @param artifact Maven's name, or the file's
 * @param version its version, or empty
 */
record Library(Path path, String file, String group, String artifact, String version) {

    private static final String MAVEN = "META-INF/maven/";
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");
    private static final int MAVEN_DEPTH = 5;
    private static final String SERVICES = "META-INF/services/";

    /** Reads who it is. */
    static Library of(Path path) throws IOException {
        String name =
                Files.isDirectory(path) ? moduleName(path) : path.getFileName().toString();
        try (JarFiles files = JarFiles.open(path)) {
            for (String entry : files.names()) { // META-INF/maven/GROUP/ARTIFACT/pom.xml, also of jars it has swallowed
                String[] parts = entry.split("/", -1);
                if (entry.startsWith(MAVEN) && entry.endsWith("/pom.xml") && parts.length == MAVEN_DEPTH) {
                    String artifact = parts[MAVEN_DEPTH - 2];
                    Library named = named(path, name);
                    if (named.artifact().equals(artifact)) {
                        return new Library(path, name, parts[MAVEN_DEPTH - 3], artifact, named.version());
                    }
                }
            }
        }
        return named(path, name);
    }

    /** name-1.2.3.jar, as repositories call them. */
    private static Library named(Path path, String name) {
        String stem = name.replaceFirst("[.]jar$", "");
        String version = stem.replaceFirst("^.*?-(?=[0-9])", "").replaceFirst("-linux-.*$", ""); // a classifier
        boolean stated = !version.equals(stem.replaceFirst("-linux-.*$", ""));
        return new Library(
                path,
                name,
                stem.startsWith("millrace-") ? "io.millrace" : "",
                stated ? stem.substring(0, stem.indexOf("-" + version)) : stem,
                stated ? version : "");
    }

    /** MODULE/target/classes is called as MODULE/pom.xml calls its artifact. */
    private static String moduleName(Path classes) throws IOException {
        Path target =
                Objects.requireNonNullElse(classes.toAbsolutePath().normalize().getParent(), classes);
        Path pom = target.resolveSibling("pom.xml");
        String kind = String.valueOf(classes.getFileName()); // classes, test-classes
        if (Files.isRegularFile(pom)) {
            Matcher artifact = ARTIFACT.matcher(Files.readString(pom).replaceFirst("(?s)<parent>.*?</parent>", ""));
            if (artifact.find()) {
                return artifact.group(1) + (kind.equals("classes") ? "" : "-" + kind) + ".jar";
            }
        }
        return kind + "-" + Integer.toHexString(classes.toString().hashCode()) + ".jar";
    }

    /** Its classes with what each names. */
    Map<String, Set<String>> classes() {
        Map<String, Set<String>> classes = new HashMap<>();
        try (JarFiles files = JarFiles.open(path)) {
            for (String name : files.names()) {
                if (name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("module-info.class")) {
                    String type =
                            name.substring(0, name.length() - ".class".length()).replace('/', '.');
                    classes.put(type, ClassNames.in(files.read(name)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("class path cannot be read: entry=" + path, e);
        }
        return classes;
    }

    /** Whether it is a jar of native code and nothing else. */
    boolean isNativeOnly() {
        boolean code = false;
        try (JarFiles files = JarFiles.open(path)) {
            for (String name : files.names()) {
                if (name.endsWith(".class") && !name.endsWith("module-info.class")) {
                    return false;
                }
                code |= Target.isNative(name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("class path cannot be read: entry=" + path, e);
        }
        return code;
    }

    /** The services it offers with the classes that do. */
    Map<String, List<String>> services() {
        Map<String, List<String>> services = new HashMap<>();
        try (JarFiles files = JarFiles.open(path)) {
            for (String name : files.names()) {
                if (name.startsWith(SERVICES)) {
                    services.put(
                            name.substring(SERVICES.length()),
                            new String(files.read(name), StandardCharsets.UTF_8)
                                    .lines()
                                    .map(line -> line.replaceFirst("#.*", "").trim())
                                    .filter(line -> !line.isEmpty())
                                    .toList());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("class path cannot be read: entry=" + path, e);
        }
        return services;
    }
}
