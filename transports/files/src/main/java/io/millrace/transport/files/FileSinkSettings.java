package io.millrace.transport.files;

import io.millrace.api.config.Setting;
import java.nio.file.Path;

/**
 * Settings of the {@code file} sink.
 *
 * @param path the file, replaced if it is there
 */
public record FileSinkSettings(
        @Setting(help = "the file, relative to the pipeline file; replaced if it is there; its name ends in .frames")
        Path path) {

    /**
     * Checks the name, because the format is known by it when the file is read again.
     *
     * @param path the file
     * @throws IllegalArgumentException if the name does not end in {@code .frames}
     */
    public FileSinkSettings {
        if (!path.toString().endsWith(FramesFormat.SUFFIX)) {
            throw new IllegalArgumentException(
                    "file name does not fit: path=" + path + " (expected a name that ends in .frames)");
        }
    }
}
