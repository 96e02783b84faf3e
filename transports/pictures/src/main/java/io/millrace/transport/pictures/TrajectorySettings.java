package io.millrace.transport.pictures;

import io.millrace.api.config.Setting;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the {@code trajectory-svg} sink.
 *
 * @param path the file, replaced if it is there
 * @param integrate whether the pairs are velocities
 * @param restart after how long the integrated decoded path begins anew at the true position
 * @param points most points that are kept
 */
public record TrajectorySettings(
        @Setting(help = "the file, relative to the pipeline file; replaced if it is there; its name ends in .svg")
        Path path,

        @Setting(help = "whether the pairs are velocities, whose sum is the path", orElse = "false")
        boolean integrate,

        @Setting(help = "after how long the summed path begins anew at the true position", orElse = "2s")
        Duration restart,

        @Setting(
                help = "most points that are kept; of a longer run every second, fourth ...",
                orElse = "20000",
                min = 100,
                max = 1_000_000)
        int points) {

    /**
     * Checks name and duration.
     *
     * @param path the file
     * @param integrate whether the pairs are velocities
     * @param restart after how long the path begins anew
     * @param points most points that are kept
     * @throws IllegalArgumentException if the name does not end in {@code .svg}, or the duration is not above 0
     */
    public TrajectorySettings {
        if (!path.toString().endsWith(".svg")) {
            throw new IllegalArgumentException(
                    "file name does not fit: path=" + path + " (expected a name that ends in .svg)");
        }
        if (restart.isNegative() || restart.isZero()) {
            throw new IllegalArgumentException("duration out of range: restart=" + restart + " (expected above 0)");
        }
    }
}
