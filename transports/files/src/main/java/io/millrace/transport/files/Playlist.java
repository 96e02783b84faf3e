package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recordings played one after the other as one stream, each record with the time it is due. One thread. */
public final class Playlist implements Closeable {

    /** Told of recordings as they begin. */
    @FunctionalInterface
    public interface Listener {

        /** Listens to nothing. */
        Listener NONE = (file, recordsBefore, dueNanos) -> {};

        /**
         * A recording begins.
         *
         * @param file the recording
         * @param recordsBefore records that were played before it
         * @param dueNanos when the last record before it was due, ns since the first of all
         */
        void began(Path file, long recordsBefore, long dueNanos);
    }

    private final List<Path> files;
    private final ReplayPacer pacer;
    private final Listener listener;
    private @Nullable RecordingReader reader;
    private int nextFile;
    private long records;
    private long skipped;
    private long dueNanos;

    /**
     * Makes a playlist at its start.
     *
     * @param files what to play, in order
     * @param timer tells when a record was taken, where the file does not
     * @param listener told of each file as it begins
     */
    public Playlist(List<Path> files, RecordTimer timer, Listener listener) {
        this.files = List.copyOf(files);
        this.pacer = new ReplayPacer(timer);
        this.listener = listener;
    }

    /**
     * The weakest claim among recordings.
     *
     * @param files the recordings
     * @return {@code replay}, or {@code simulated} if one says so
     * @throws IOException if one cannot be read
     */
    public static Origin origin(List<Path> files) throws IOException {
        Origin weakest = Origin.REPLAY;
        for (Path file : files) {
            try (RecordingReader reader = Recordings.open(file)) {
                weakest = weakest.weaker(reader.info().origin());
            }
        }
        return weakest;
    }

    /**
     * The next record.
     *
     * @return its bytes, the caller's to keep, or null at the end of the last file
     * @throws IOException if a file cannot be read
     */
    public byte @Nullable [] next() throws IOException {
        while (true) {
            RecordingReader open = reader;
            byte[] record = open == null ? null : open.next();
            if (open != null && record != null) {
                records++;
                dueNanos = pacer.dueNanos(record, open.timeNanos());
                return record;
            }
            close();
            if (nextFile == files.size()) {
                return null;
            }
            begin(files.get(nextFile++));
        }
    }

    /**
     * When the record last given is due.
     *
     * @return ns since the first of all, at recorded speed
     */
    public long dueNanos() {
        return dueNanos;
    }

    /**
     * Records given so far.
     *
     * @return count, 0 or more
     */
    public long records() {
        return records;
    }

    /**
     * Records that the files played so far hold but that could not be read.
     *
     * @return count, 0 or more
     */
    public long skipped() {
        return skipped;
    }

    @Override
    public void close() throws IOException {
        RecordingReader open = reader;
        reader = null;
        if (open != null) {
            skipped += open.skipped();
            open.close();
        }
    }

    private void begin(Path file) throws IOException {
        RecordingReader opened = Recordings.open(file);
        reader = opened;
        pacer.begin(opened.info().rateHz());
        listener.began(file, records, dueNanos);
    }
}
