package io.millrace.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model file as it is at this moment: a file that was written over is another model.
 *
 * @param path absolute path without links
 * @param bytes size
 * @param modifiedMillis time of the last change, ms since 1970
 */
record ModelFile(Path path, long bytes, long modifiedMillis) {

    static ModelFile of(Path path) throws IOException {
        Path real = path.toRealPath();
        return new ModelFile(
                real, Files.size(real), Files.getLastModifiedTime(real).toMillis());
    }
}
