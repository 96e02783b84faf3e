package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;

/** A picture in a file of its own, JPEG or PNG: one record, the whole file. */
public final class PictureFormat implements RecordingFormat {

    private static final int BYTE = 0xff;

    /** Made by the service loader. */
    public PictureFormat() {}

    @Override
    public String name() {
        return "picture";
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        return starts(head, BYTE, 0xd8, BYTE) || starts(head, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
    }

    private static boolean starts(byte[] head, int... first) {
        boolean same = head.length >= first.length;
        for (int i = 0; same && i < first.length; i++) {
            same = (head[i] & BYTE) == first[i];
        }
        return same;
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        return new WholeFile(name(), file);
    }
}
