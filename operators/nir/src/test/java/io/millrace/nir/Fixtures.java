package io.millrace.nir;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Files written by {@code operators/reference/nir_files.py}. */
final class Fixtures {

    private Fixtures() {}

    static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(Fixtures.class.getResource("/nir/" + name + ".nir"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static NirGraph graph(String name) throws IOException {
        return NirFile.read(file(name));
    }
}
