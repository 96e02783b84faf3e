package io.millrace.cli.pack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which libraries of a class path, and which modules of the JDK, a pipeline needs: all that can be reached from the
 * classes it begins with, through every name in a class file, and through the services that a needed library offers. Libraries
 * are kept whole.
 *
 * @param libraries those needed, in the order of the class path
 * @param modules modules of the JDK
 */
record NeededLibraries(List<Library> libraries, Set<String> modules) {

    /** What no class file names: elliptic curves for TLS, figures of the operating system. */
    private static final Set<String> ALWAYS = Set.of(
            "java.base", "java.logging", "java.management", "jdk.crypto.ec", "jdk.management", "jdk.unsupported");

    /** Modules that a library uses where they are there, and does without; by the prefix of its classes. */
    private static final Map<String, Set<String>> DISPENSABLE = Map.of(
            "io.micrometer.", Set.of("java.desktop", "java.sql", "java.xml", "jdk.jfr", "java.net.http"),
            "com.google.", Set.of("java.desktop", "java.sql"),
            "io.grpc.", Set.of("java.desktop", "java.naming", "java.sql", "jdk.naming.dns", "jdk.sctp"),
            "io.netty.",
                    Set.of(
                            "java.desktop",
                            "java.naming",
                            "java.sql",
                            "java.xml",
                            "jdk.jfr",
                            "jdk.naming.dns",
                            "jdk.sctp"),
            "io.prometheus.", Set.of("java.desktop", "java.sql"),
            "org.HdrHistogram.", Set.of("java.desktop", "java.xml"),
            "org.apache.commons.", Set.of("java.desktop", "java.sql", "java.xml"),
            "picocli.", Set.of("java.desktop", "java.sql"),
            "reactor.", Set.of("java.desktop", "jdk.jfr"),
            // It knows them to refuse them, or to write their objects.
            "tools.jackson.",
                    Set.of("java.desktop", "java.naming", "java.rmi", "java.sql", "java.sql.rowset", "java.xml"));

    /** What reads JPEG, and who alone makes it: a pipeline without pictures does without the JDK's module for them. */
    private static final String JPEG_READER = "io.millrace.kernels.vision.wire.";

    private static final String PICTURE_OPERATOR = "io.millrace.operators.vision.PictureDecode";

    /** Classes that are looked for by name and done without: metrics as protocol buffers, with a library in them. */
    private static final String DISPENSABLE_CLASSES = "io.prometheus.metrics.expositionformats.internal.";

    /**
     * Finds them.
     *
     * @param all the class path
     * @param roots classes that it begins with
     */
    static NeededLibraries of(List<Library> all, Set<String> roots) {
        return new Search(all).run(roots);
    }

    /** The class path as a graph. */
    private static final class Search {

        private final List<Library> all;
        private final Map<String, Library> home = new HashMap<>();
        private final Map<String, Set<String>> names = new HashMap<>();
        private final Map<Library, Map<String, List<String>>> services = new LinkedHashMap<>();
        private final Map<String, String> modules = new HashMap<>();
        private final Set<String> reached = new HashSet<>();
        private final Set<Library> needed = new HashSet<>();
        private final Set<String> neededModules = new TreeSet<>(ALWAYS);
        private final Deque<String> open = new ArrayDeque<>();
        private boolean readsPictures;

        Search(List<Library> all) {
            this.all = all;
            for (Library library : all) {
                library.classes().forEach((type, named) -> {
                    if (home.putIfAbsent(type, library) == null) {
                        names.put(type, named);
                    }
                });
                services.put(library, library.services());
            }
            ModuleLayer.boot()
                    .modules()
                    .forEach(module -> module.getPackages().forEach(each -> modules.put(each, module.getName())));
        }

        NeededLibraries run(Set<String> roots) {
            readsPictures = roots.contains(PICTURE_OPERATOR);
            roots.forEach(this::reach);
            boolean grown = true;
            while (grown) {
                while (!open.isEmpty()) {
                    String type = open.remove();
                    names.getOrDefault(type, Set.of()).forEach(name -> reachFrom(type, name));
                }
                grown = reachServices();
            }
            List<Library> kept = new ArrayList<>(all);
            kept.removeIf(library -> !needed.contains(library) && !isNativePart(library));
            return new NeededLibraries(kept, neededModules);
        }

        /** Native code alone, of a project that is needed: no class names it. */
        private boolean isNativePart(Library library) {
            return library.isNativeOnly()
                    && needed.stream()
                            .anyMatch(n -> n.group().equals(library.group())
                                    && !n.group().isEmpty());
        }

        private void reach(String type) {
            Library library = home.get(type);
            if (library != null && !type.startsWith(DISPENSABLE_CLASSES) && reached.add(type)) {
                needed.add(library);
                open.add(type);
            }
        }

        private void reachFrom(String type, String name) {
            if (home.containsKey(name)) {
                reach(name);
                return;
            }
            int dot = name.lastIndexOf('.');
            String module = dot < 0 ? null : modules.get(name.substring(0, dot));
            if (module != null && !isDispensable(type, module)) {
                neededModules.add(module);
            }
        }

        private boolean isDispensable(String type, String module) {
            if (type.startsWith(JPEG_READER)) {
                return !readsPictures;
            }
            return DISPENSABLE.entrySet().stream()
                    .anyMatch(e -> type.startsWith(e.getKey()) && e.getValue().contains(module));
        }

        /** Providers count where their library is needed and somebody can ask for the service. */
        private boolean reachServices() {
            int before = reached.size();
            for (Library library : all) {
                if (needed.contains(library)) {
                    services.getOrDefault(library, Map.of()).forEach((service, providers) -> {
                        if (reached.contains(service)) {
                            providers.forEach(this::reach);
                        }
                    });
                }
            }
            offered("org.slf4j.spi.SLF4JServiceProvider"); // in a library that nobody names
            return reached.size() > before;
        }

        private void offered(String service) {
            if (reached.contains(service)) {
                services.values()
                        .forEach(each -> each.getOrDefault(service, List.of()).forEach(this::reach));
            }
        }
    }
}
