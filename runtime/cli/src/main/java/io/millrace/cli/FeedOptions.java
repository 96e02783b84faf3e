package io.millrace.cli;

import io.millrace.api.config.Durations;
import io.millrace.transport.files.ReplaySpeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the sources of a run get, how fast and for how long. */
final class FeedOptions {

    @Option(
            names = {"-i", "--input"},
            paramLabel = "[SOURCE=]INPUT",
            description =
                    "A recording, also one made with record, or udp://host:port to listen on, tcp://host:port to connect to, "
                            + "serial:DEVICE?baud=N, pipe:PATH. Several recordings are played one after the other as one "
                            + "stream. Repeatable.")
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = "--speed",
            paramLabel = "recorded|max|N",
            converter = SpeedConverter.class,
            description = "How fast recordings are played. max: no socket and no clock, every record in order, the "
                    + "same output on every run. Default: recorded.")
    private ReplaySpeed speed = ReplaySpeed.RECORDED;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Stop after this time, e.g. 30s.")
    private @Nullable Duration duration;

    /** For picocli. */
    FeedOptions() {}

    List<String> inputs() {
        return inputs;
    }

    ReplaySpeed speed() {
        return speed;
    }

    @Nullable Duration duration() {
        return duration;
    }

    /** Reads a speed. */
    static final class SpeedConverter implements ITypeConverter<ReplaySpeed> {

        /** For picocli. */
        SpeedConverter() {}

        @Override
        public ReplaySpeed convert(String text) {
            try {
                return ReplaySpeed.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads a duration. */
    static final class DurationConverter implements ITypeConverter<Duration> {

        /** For picocli. */
        DurationConverter() {}

        @Override
        public Duration convert(String text) {
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
