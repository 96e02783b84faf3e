package io.millrace.profiles;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import io.millrace.api.device.DeviceProfile;
import io.millrace.config.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The device profiles there are: those shipped in this module, those in files of users, and this machine. */
public final class DeviceProfiles {

    /** Name of the profile that is computed from the machine this process runs on. */
    public static final String THIS_MACHINE = "this-machine";

    private static final List<String> SHIPPED = List.of(
            "android-arm64",
            "cloud-vm",
            "jetson-orin-nano",
            "raspberry-pi-3b-plus",
            "raspberry-pi-4",
            "raspberry-pi-5",
            "raspberry-pi-zero-2w",
            "x86-mini-pc");
    private static final String SUFFIX = ".yaml";

    private DeviceProfiles() {}

    /**
     * The names that {@link #load} knows.
     *
     * @return {@code this-machine} and the names of the shipped profiles, sorted
     */
    public static List<String> names() {
        return Stream.concat(SHIPPED.stream(), Stream.of(THIS_MACHINE)).sorted().toList();
    }

    /**
     * The machine this process runs on.
     *
     * @return cores and heap of this JVM, memory of the machine or its container
     */
    public static DeviceProfile thisMachine() {
        return ThisMachine.profile();
    }

    /**
     * Finds a profile that was asked for on a command line or in code.
     *
     * @param nameOrPath one of {@link #names()}, or the path of a profile file, which ends in {@code .yaml}
     * @param problems gets everything that is wrong with it
     * @return the profile, or null if a problem was noted
     */
    public static @Nullable DeviceProfile load(String nameOrPath, Problems problems) {
        return load(nameOrPath, new Location("profile", 0), problems);
    }

    /**
     * Finds a profile that a file asks for.
     *
     * @param nameOrPath one of {@link #names()}, or the path of a profile file, which ends in {@code .yaml}; relative to
     *     the working directory
     * @param askedAt where it is asked for: an unknown name is a problem of that place
     * @param problems gets everything that is wrong with it
     * @return the profile, or null if a problem was noted
     */
    public static @Nullable DeviceProfile load(String nameOrPath, Location askedAt, Problems problems) {
        return load(nameOrPath, null, askedAt, problems, List.of());
    }

    private static @Nullable DeviceProfile load(
            String wanted, @Nullable Path folder, Location askedAt, Problems problems, List<String> extending) {
        if (wanted.equals(THIS_MACHINE)) {
            return thisMachine();
        }
        Path path = path(wanted, folder);
        if (path == null && !SHIPPED.contains(wanted)) {
            problems.add(
                    askedAt,
                    "no such device profile: profile=" + wanted + " (expected " + Words.oneOf(wanted, names())
                            + ", or a path ending in " + SUFFIX + ")");
            return null;
        }
        if (path != null && !extending.isEmpty() && !Files.isRegularFile(path)) {
            problems.add(
                    askedAt,
                    "no such file: extends=" + wanted + ", file=" + path
                            + " (expected a profile, its path relative to this file)");
            return null;
        }
        String id = path == null ? wanted : path.toAbsolutePath().normalize().toString();
        List<String> chain = new ArrayList<>(extending);
        chain.add(id);
        if (extending.contains(id)) {
            problems.add(
                    askedAt,
                    "profile extends itself: chain=" + String.join(" -> ", chain) + " (expected a chain that ends)");
            return null;
        }
        ConfigValue.Mapping file = path == null
                ? YamlFile.parse(wanted + SUFFIX, shipped(wanted), problems)
                : YamlFile.read(path, problems);
        return file == null ? null : profile(file, path, chain, problems);
    }

    private static @Nullable DeviceProfile profile(
            ConfigValue.Mapping file, @Nullable Path path, List<String> chain, Problems problems) {
        ConfigValue parent = file.entries().get(ProfileFile.EXTENDS);
        DeviceProfile base = null;
        int before = problems.size();
        if (parent instanceof ConfigValue.Scalar name && !name.text().isEmpty()) {
            Path folder = path == null ? null : path.getParent();
            base = load(name.text(), folder, name.location(), problems, chain);
        } else if (parent != null) {
            problems.add(
                    parent.location(),
                    "value not understood: extends=" + parent + " (expected the name or path of a profile)");
        }
        boolean baseIsWhole = problems.size() == before;
        DeviceProfile profile = new ProfileFile(file, problems).read(base);
        return baseIsWhole ? profile : null;
    }

    private static @Nullable Path path(String wanted, @Nullable Path folder) {
        if (!wanted.endsWith(SUFFIX) && !wanted.endsWith(".yml")) {
            return null;
        }
        try {
            return folder == null ? Path.of(wanted) : folder.resolve(wanted);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    static String shipped(String name) {
        try (InputStream in = DeviceProfiles.class.getResourceAsStream(name + SUFFIX)) {
            if (in == null) {
                throw new IllegalStateException("profile not shipped: profile=" + name + " (expected in this module)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("shipped profile cannot be read: profile=" + name, e);
        }
    }
}
