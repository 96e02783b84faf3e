package io.millrace.transport.pictures;

import io.millrace.api.config.Setting;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the {@code timeline} sink.
 *
 * @param path the picture
 * @param labels what is written at the lanes
 * @param spans file of the spans in which lanes of the first input are on, or null
 * @param columns most columns
 */
public record TimelineSettings(
        @Setting(help = "the picture, relative to the pipeline file; replaced if it is there; its name ends in .svg")
        Path path,

        @Setting(help = "what is written at the lanes, one for each element of each input in order", orElse = "[]")
        List<String> labels,

        @Setting(
                help = "a file of the spans in which lanes of the first input are at least 0.5; its name ends in .csv",
                orElse = Setting.ABSENT)
        @Nullable Path spans,

        @Setting(
                help = "most columns; whenever they are full, two become one",
                orElse = "2000",
                min = 100,
                max = 100_000)
        int columns) {

    /**
     * Checks the names and makes the list immutable.
     *
     * @param path the picture
     * @param labels what is written at the lanes
     * @param spans file of spans, or null
     * @param columns most columns
     * @throws IllegalArgumentException if a name ends otherwise
     */
    public TimelineSettings {
        labels = List.copyOf(labels);
        requireEnd(path, ".svg");
        if (spans != null) {
            requireEnd(spans, ".csv");
        }
    }

    private static void requireEnd(Path path, String end) {
        if (!path.toString().endsWith(end)) {
            throw new IllegalArgumentException(
                    "file name does not fit: path=" + path + " (expected a name that ends in " + end + ")");
        }
    }
}
