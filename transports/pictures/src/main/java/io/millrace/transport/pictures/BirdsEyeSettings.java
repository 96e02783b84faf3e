package io.millrace.transport.pictures;

import io.millrace.api.config.Setting;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the {@code birds-eye} sink.
 *
 * @param path the animation
 * @param still the last picture by itself
 * @param min lowest x, y shown, m
 * @param max highest x, y shown, m
 * @param pixelsPerMeter scale
 * @param pictureLimit most pictures in the animation
 */
public record BirdsEyeSettings(
        @Setting(help = "the animation, an animated PNG that browsers play; replaced if it is there; ends in .png")
        Path path,

        @Setting(help = "also writes the last picture by itself; ends in .png", orElse = Setting.ABSENT) @Nullable Path still,

        @Setting(help = "lowest x, y shown, m", orElse = "[-40, -40]")
        List<Double> min,

        @Setting(help = "highest x, y shown, m", orElse = "[40, 40]")
        List<Double> max,

        @Setting(help = "scale", orElse = "10", min = 0.5, max = 100)
        double pixelsPerMeter,

        @Setting(
                help = "most pictures in the animation; later ones only go to the still",
                orElse = "600",
                min = 1,
                max = 100000)
        int pictureLimit) {

    private static final int MAX_SIDE = 4096;

    /**
     * Checks names and corners.
     *
     * @param path the animation
     * @param still the last picture by itself, or null
     * @param min lowest x, y
     * @param max highest x, y
     * @param pixelsPerMeter scale
     * @param pictureLimit most pictures
     * @throws IllegalArgumentException if a name does not end in {@code .png} or the corners span no picture
     */
    public BirdsEyeSettings {
        min = List.copyOf(min);
        max = List.copyOf(max);
        if (!path.toString().endsWith(".png")
                || (still != null && !still.toString().endsWith(".png"))) {
            throw new IllegalArgumentException(
                    "file name does not fit: path=" + path + ", still=" + still + " (expected names that end in .png)");
        }
        if (min.size() != 2 || max.size() != 2) {
            throw new IllegalArgumentException(
                    "corner is no point: min=" + min + ", max=" + max + " (expected two numbers each)");
        }
        double wide = (max.get(0) - min.get(0)) * pixelsPerMeter;
        double high = (max.get(1) - min.get(1)) * pixelsPerMeter;
        if (!(wide >= 32 && high >= 32 && wide <= MAX_SIDE && high <= MAX_SIDE)) {
            throw new IllegalArgumentException("picture is of no size: widthPixels=" + Math.round(wide)
                    + ", heightPixels=" + Math.round(high) + " (expected 32.." + MAX_SIDE + " each)");
        }
    }
}
