package io.millrace.transport.pictures;

import io.millrace.api.config.Setting;
import java.nio.file.Path;
import java.util.List;

/**
 * Settings of the {@code spectrogram} sink.
 *
 * @param path the file, replaced if it is there
 * @param labels what is written over the panels, in the order of the inputs
 * @param rangeDb from the brightest down to black
 * @param columns most columns of pixels
 */
public record SpectrogramSettings(
        @Setting(help = "the file, relative to the pipeline file; replaced if it is there; its name ends in .png")
        Path path,

        @Setting(help = "what is written over the panels, in the order of the inputs", orElse = "[]")
        List<String> labels,

        @Setting(help = "from the brightest value down to black, dB", orElse = "80", min = 6, max = 200)
        double rangeDb,

        @Setting(help = "most columns of pixels", orElse = "1000", min = 100, max = 8000)
        int columns) {

    /**
     * Checks the name and makes the list immutable.
     *
     * @param path the file
     * @param labels what is written over the panels
     * @param rangeDb from the brightest down to black
     * @param columns most columns of pixels
     * @throws IllegalArgumentException if the name does not end in {@code .png}
     */
    public SpectrogramSettings {
        labels = List.copyOf(labels);
        if (!path.toString().endsWith(".png")) {
            throw new IllegalArgumentException(
                    "file name does not fit: path=" + path + " (expected a name that ends in .png)");
        }
    }
}
