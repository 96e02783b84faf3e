package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A capture of network traffic (libpcap, microseconds or nanoseconds, either byte order): each record is the content of one
 * UDP datagram, at the time it was captured. Datagrams that were sent in fragments are put together again.
 */
public final class PcapFormat implements RecordingFormat {

    static final int MICROS = 0xa1b2c3d4;
    static final int NANOS = 0xa1b23c4d;

    /** Made by the service loader. */
    public PcapFormat() {}

    @Override
    public String name() {
        return "pcap";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        if (head.length < 4) {
            return false;
        }
        int magic = ByteBuffer.wrap(head).getInt();
        int swapped = Integer.reverseBytes(magic);
        return magic == MICROS || magic == NANOS || swapped == MICROS || swapped == NANOS;
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        DataInputStream in = new DataInputStream(Recordings.stream(file));
        try {
            return new PcapReader(file, in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }
}
