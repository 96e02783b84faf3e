package io.millrace.transport.files;

import io.millrace.api.frame.Frame;
import io.millrace.api.transport.SinkConnection;
import io.millrace.protocol.FrameMessages;
import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes frames into a file, each message preceded by its length. A run that resumes goes on where the checkpoint was
 * taken: what was written behind it is cut off, because it comes again. One thread.
 */
final class FrameFileWriter implements SinkConnection {

    private final Path path;
    private final FileChannel file;
    private final OutputStream out;
    private final List<String> streams;
    private long beginsAt;
    private boolean begun;
    private long length;

    FrameFileWriter(Path path, List<String> streams) throws IOException {
        this.path = path;
        this.streams = streams;
        this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        this.out = new BufferedOutputStream(Channels.newOutputStream(file));
    }

    @Override
    public void accept(int input, Frame frame) {
        try {
            begin();
            FrameMessages.toMessage(frame, streams.get(input)).writeDelimitedTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("frame not written: sequence=" + frame.sequence(), e);
        }
    }

    @Override
    public void flush() {
        try {
            begin();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("file not flushed: cause=" + e.getMessage(), e);
        }
    }

    @Override
    public void snapshot(DataOutput to) throws IOException {
        if (file.isOpen()) {
            begin();
            out.flush();
            file.force(false);
            length = file.position();
        }
        to.writeLong(length);
    }

    @Override
    public void restore(DataInput from) throws IOException {
        long at = from.readLong();
        if (at < 0 || at > file.size()) {
            throw new IOException("file is shorter than at the checkpoint: path=" + path + ", bytes=" + file.size()
                    + " (expected at least " + at + ")");
        }
        beginsAt = at;
    }

    @Override
    public void close() {
        try {
            if (begun) {
                out.flush();
                length = file.position();
            } else {
                length = beginsAt; // nothing ever came: what is there is not ours to cut
            }
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("file not closed: cause=" + e.getMessage(), e);
        }
    }

    /** Cuts the file to its beginning, or to where a checkpoint was taken: not earlier, or a resume would find nothing. */
    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            file.truncate(beginsAt);
            file.position(beginsAt);
        }
    }
}
