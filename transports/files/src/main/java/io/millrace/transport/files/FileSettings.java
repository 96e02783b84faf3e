package io.millrace.transport.files;

import io.millrace.api.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the {@code file} source.
 *
 * @param paths recordings, played one after the other as one stream
 * @param speed {@code recorded}, {@code max} or a factor such as {@code 4x}
 * @param repeat how often the whole is played, 1..1000
 * @param play where to stop, in the time of the recordings; null for their end
 */
public record FileSettings(
        @Setting(help = "Recordings, played one after the other as one stream.")
        List<Path> paths,

        @Setting(help = "recorded, max or a factor such as 4x.", orElse = "recorded")
        String speed,

        @Setting(help = "How often the whole is played.", orElse = "1", min = 1, max = 1000)
        int repeat,

        @Setting(help = "Where to stop, in the time of the recordings.", orElse = Setting.ABSENT) @Nullable Duration play) {

    /**
     * Checks the speed and that there is something to play.
     *
     * @param paths recordings
     * @param speed how fast
     * @param repeat how often
     * @param play where to stop, or null
     * @throws IllegalArgumentException if the speed is not understood or there is no path
     */
    public FileSettings {
        paths = List.copyOf(paths);
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("nothing to play: paths=[] (expected at least one recording)");
        }
        ReplaySpeed.parse(speed);
    }
}
