package io.millrace.transport.serial;

import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import io.millrace.api.transport.SourceTransport;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a named pipe or standard input, a record a line; the stream ends where the pipe ends. */
public final class PipeSource implements SourceTransport<PipeSettings> {

    private static final String STANDARD_INPUT = "-";

    /** Made by the service loader. */
    public PipeSource() {}

    @Override
    public String name() {
        return "pipe";
    }

    @Override
    public String summary() {
        return "Reads a named pipe or standard input, a record a line.";
    }

    @Override
    public Class<PipeSettings> settings() {
        return PipeSettings.class;
    }

    @Override
    public StreamSpec delivers(PipeSettings settings) {
        return StreamSpec.records();
    }

    @Override
    public SourceConnection open(PipeSettings settings, SourceContext context) throws IOException {
        if (settings.path().equals(STANDARD_INPUT)) {
            return new PipeReader(settings, context, () -> new FileInputStream(FileDescriptor.in));
        }
        Path path = Path.of(settings.path());
        if (!Files.isReadable(path)) {
            throw new IOException("pipe cannot be read: path=" + path + ", cause="
                    + (Files.exists(path) ? "not readable" : "no such file") + " (expected a named pipe, or - for"
                    + " standard input)");
        }
        // Opening a named pipe waits for its writer, so the reading thread does it.
        return new PipeReader(settings, context, () -> Files.newInputStream(path));
    }
}
