package io.millrace.transport.pictures;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Path;

/**
 * Writes pictures one after the other into one PNG that browsers play. Each goes to the file at once, so memory does not grow;
 * how many there are is filled in at the end. Programs that know no animation show the first.
 *
 * @see <a href="https://www.w3.org/TR/png-3/#apng-frame-based-animation">PNG, third edition, 11.3.6</a>
 */
final class AnimatedPng implements Closeable {

    private static final int CONTROL_AT = 8 + 25; // behind the signature and IHDR
    private static final int MILLISECONDS = 1000;

    private final RandomAccessFile file;
    private final OutputStream out;
    private final int width;
    private final int height;
    private int frames;
    private int sequence;

    AnimatedPng(Path path, int width, int height) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(0);
        this.out = new BufferedOutputStream(Channels.newOutputStream(file.getChannel()), 1 << 16);
        this.width = width;
        this.height = height;
        PngWriter.begin(out, width, height);
        PngWriter.chunk(out, "acTL", control());
    }

    /** Adds a picture that is shown for so long. */
    void add(int[] pixels, int milliseconds) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(head);
        fields.writeInt(sequence++);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.writeInt(0);
        fields.writeInt(0);
        fields.writeShort(milliseconds);
        fields.writeShort(MILLISECONDS);
        fields.writeShort(0); // left as it is, not blended
        PngWriter.chunk(out, "fcTL", head.toByteArray());
        byte[] packed = PngWriter.pack(width, pixels);
        if (frames++ == 0) {
            PngWriter.chunk(out, "IDAT", packed);
            return;
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream(packed.length + 4);
        new DataOutputStream(data).writeInt(sequence++);
        data.write(packed);
        PngWriter.chunk(out, "fdAT", data.toByteArray());
    }

    @Override
    public void close() throws IOException {
        try (file) {
            PngWriter.chunk(out, "IEND", new byte[0]);
            out.flush();
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            PngWriter.chunk(chunk, "acTL", control());
            file.seek(CONTROL_AT);
            file.write(chunk.toByteArray());
        }
    }

    private byte[] control() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(content);
        fields.writeInt(frames);
        fields.writeInt(0); // plays for ever
        return content.toByteArray();
    }
}
