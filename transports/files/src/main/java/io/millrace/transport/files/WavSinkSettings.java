package io.millrace.transport.files;

import io.millrace.api.config.Setting;
import java.nio.file.Path;

/**
 * Settings of the {@code wav} sink.
 *
 * @param path the file, replaced if it is there
 * @param encoding how samples are written
 */
public record WavSinkSettings(
        @Setting(help = "the file, relative to the pipeline file; replaced if it is there; its name ends in .wav")
        Path path,

        @Setting(help = "integers of 16, 24 or 32 bits, or floating point of 32", orElse = "s16")
        WavEncoding encoding) {

    /**
     * Checks the name, because a player knows the format by it.
     *
     * @param path the file
     * @param encoding how samples are written
     * @throws IllegalArgumentException if the name does not end in {@code .wav}
     */
    public WavSinkSettings {
        if (!path.toString().endsWith(".wav")) {
            throw new IllegalArgumentException(
                    "file name does not fit: path=" + path + " (expected a name that ends in .wav)");
        }
    }
}
