package io.millrace.transport.files;

import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import java.io.IOException;
import java.util.List;

/** The {@code file} sink: writes frames as {@code millrace.v1.Frame} messages, each preceded by its length. */
public final class FileSink implements SinkTransport<FileSinkSettings> {

    /** Made by {@link java.util.ServiceLoader}. */
    public FileSink() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String summary() {
        return "Millrace frames into a .frames file that can be played again";
    }

    @Override
    public Class<FileSinkSettings> settings() {
        return FileSinkSettings.class;
    }

    @Override
    public SinkConnection open(FileSinkSettings settings, SinkContext context) throws IOException {
        try {
            return new FrameFileWriter(
                    settings.path(), List.copyOf(context.inputs().keySet()));
        } catch (IOException e) {
            throw new IOException(
                    "cannot write: transport=file, path=" + settings.path() + ", cause=" + e
                            + " (expected a file that can be created)",
                    e);
        }
    }
}
