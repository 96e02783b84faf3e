package io.millrace.kernels.decoding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The decoder files beside the tests. */
final class Files {

    private Files() {}

    static DecoderFile read(String name) {
        try {
            return DecoderFile.read(Path.of(
                    Files.class.getResource("/decoders/" + name + ".npz").toURI()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
