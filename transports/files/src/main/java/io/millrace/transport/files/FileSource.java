package io.millrace.transport.files;

import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import io.millrace.api.transport.SourceTransport;
import java.io.IOException;

/**
 * Plays recordings into a source. At {@code max} a frame's time and arrival are those of the recording, so that the
 * same file gives the same frames on every run; otherwise they are the clock's.
 */
public final class FileSource implements SourceTransport<FileSettings> {

    /** The name in pipeline files. */
    public static final String NAME = "file";

    private final Playlist.Listener listener;

    /** Made by the service loader. */
    public FileSource() {
        this(Playlist.Listener.NONE);
    }

    /**
     * Makes a transport that tells which recording is being played.
     *
     * @param listener told of each recording as it begins, on the playing thread
     */
    public FileSource(Playlist.Listener listener) {
        this.listener = listener;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Plays recordings at the speed they were taken, or as fast as it goes.";
    }

    @Override
    public Class<FileSettings> settings() {
        return FileSettings.class;
    }

    @Override
    public StreamSpec delivers(FileSettings settings) {
        return StreamSpec.records();
    }

    @Override
    public SourceConnection open(FileSettings settings, SourceContext context) throws IOException {
        return new FilePlayer(settings, context, Playlist.origin(settings.paths()), listener);
    }
}
