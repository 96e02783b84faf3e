package io.millrace.transport.files;

import io.millrace.api.frame.Frame;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import io.millrace.protocol.FrameMessages;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
            OutputStream out = new BufferedOutputStream(Files.newOutputStream(settings.path()));
            return new Writer(out, List.copyOf(context.inputs().keySet()));
        } catch (IOException e) {
            throw new IOException(
                    "cannot write: transport=file, path=" + settings.path() + ", cause=" + e
                            + " (expected a file that can be created)",
                    e);
        }
    }

    /** An open file. */
    private static final class Writer implements SinkConnection {

        private final OutputStream out;
        private final List<String> streams;

        Writer(OutputStream out, List<String> streams) {
            this.out = out;
            this.streams = streams;
        }

        @Override
        public void accept(int input, Frame frame) {
            try {
                FrameMessages.toMessage(frame, streams.get(input)).writeDelimitedTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException("frame not written: sequence=" + frame.sequence(), e);
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("file not flushed: cause=" + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                throw new UncheckedIOException("file not closed: cause=" + e.getMessage(), e);
            }
        }
    }
}
