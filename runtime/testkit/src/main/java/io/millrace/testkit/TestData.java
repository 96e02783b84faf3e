package io.millrace.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Real recordings for tests. They are too large, or too encumbered, for the repository; the system property
 * {@code millrace.data} names the folder that holds them.
 */
public final class TestData {

    /** System property that names the folder of recordings; relative to {@link #ROOT_PROPERTY}. */
    public static final String DATA_PROPERTY = "millrace.data";

    /** System property that names the top of the source tree; the build sets it. */
    public static final String ROOT_PROPERTY = "millrace.root";

    private TestData() {}

    /**
     * A folder or file of recordings; without it the test is skipped with the command that would enable it.
     *
     * @param name path inside the folder of recordings
     * @return an existing path
     */
    public static Path require(String name) {
        String data = System.getProperty(DATA_PROPERTY, "");
        if (data.isBlank()) {
            return Assumptions.abort("-D" + DATA_PROPERTY + "=<folder of recordings> not given, needed: " + name
                    + " (run: mvn verify -D" + DATA_PROPERTY + "=<folder>)");
        }
        Path path =
                Path.of(System.getProperty(ROOT_PROPERTY, ".")).resolve(data).resolve(name);
        if (!Files.exists(path)) {
            return Assumptions.abort("recording is missing: path="
                    + path.toAbsolutePath().normalize() + " (expected in -D" + DATA_PROPERTY + "=" + data + ")");
        }
        return path;
    }
}
