package io.millrace.transport.serial;

import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import java.io.IOException;
import java.io.InputStream;

/** Reads a pipe on a thread of its own, until its end. */
final class PipeReader implements SourceConnection {

    /** Opens the pipe, which may wait for a writer. */
    @FunctionalInterface
    interface Opener {

        InputStream open() throws IOException;
    }

    private final PipeSettings settings;
    private final SourceContext context;
    private final Opener opener;
    private final LineSource lines;
    private final Thread thread;

    PipeReader(PipeSettings settings, SourceContext context, Opener opener) {
        this.settings = settings;
        this.context = context;
        this.opener = opener;
        this.lines = new LineSource(context, settings.maxRecordBytes());
        this.thread = new Thread(this::read, "millrace-pipe-" + context.name());
        this.thread.setDaemon(true); // a pipe without a writer can only be left, not woken
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public String address() {
        return settings.path().equals("-") ? "standard input" : settings.path();
    }

    @Override
    public void close() {
        lines.close();
        thread.interrupt();
    }

    private void read() {
        byte[] chunk = new byte[8192];
        try (InputStream in = opener.open()) {
            for (int read = in.read(chunk); read >= 0 && !lines.isClosed(); read = in.read(chunk)) {
                lines.feed(chunk, read);
            }
            if (!lines.isClosed()) {
                lines.end();
                context.ingress().complete();
            }
        } catch (IOException e) {
            if (!lines.isClosed()) {
                context.ingress()
                        .fail(new IOException(
                                "pipe cannot be read: path=" + settings.path() + ", cause=" + e.getMessage()
                                        + " (expected a readable pipe)",
                                e));
            }
        }
    }
}
