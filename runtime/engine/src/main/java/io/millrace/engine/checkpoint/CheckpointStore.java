package io.millrace.engine.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.protocol.v1.Checkpoint;
import io.millrace.protocol.v1.CheckpointFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A folder of checkpoints, the newest few kept.
 *
 * <p>Writing is atomic: the bytes go to a temporary file, are forced to the disk, and only then get their name. Whatever
 * kills the process or the machine, a file with its name is whole; should the disk betray that, its checksum tells, and
 * {@link #newest} falls back to the one before.
 */
public final class CheckpointStore {

    /** Version of the files. */
    static final int FORMAT = 1;

    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{12})\\.pb");
    private static final long MOST_BYTES = 1L << 30;

    private final Path folder;
    private final int kept;

    /**
     * A checkpoint as it was found.
     *
     * @param file where it was
     * @param checkpoint what it holds
     * @param passedOver newer files that cannot be used, each with its reason
     */
    public record Found(Path file, Checkpoint checkpoint, List<String> passedOver) {

        /**
         * Makes the list immutable.
         *
         * @param file where it was
         * @param checkpoint what it holds
         * @param passedOver newer files that cannot be used
         */
        public Found {
            passedOver = List.copyOf(passedOver);
        }
    }

    /**
     * Opens a folder, creating it.
     *
     * @param folder the folder
     * @param kept how many checkpoints to keep, 1 or more
     * @throws IOException if it cannot be created
     */
    public CheckpointStore(Path folder, int kept) throws IOException {
        if (kept < 1) {
            throw new IllegalArgumentException("too few checkpoints: kept=" + kept + " (expected 1 or more)");
        }
        this.folder = folder;
        this.kept = kept;
        Files.createDirectories(folder);
    }

    /**
     * Where they are.
     *
     * @return the folder
     */
    public Path folder() {
        return folder;
    }

    /**
     * Writes a checkpoint under its number and removes those that are too old.
     *
     * @param checkpoint the checkpoint
     * @return its file
     * @throws IOException if it cannot be written; what was there before is untouched
     */
    public Path write(Checkpoint checkpoint) throws IOException {
        byte[] content = checkpoint.toByteArray();
        CheckpointFile message = CheckpointFile.newBuilder()
                .setFormat(FORMAT)
                .setCrc32C(crc(content))
                .setContent(ByteString.copyFrom(content))
                .build();
        Path file = folder.resolve(String.format(Locale.ROOT, "checkpoint-%012d.pb", checkpoint.getNumber()));
        Path temporary = folder.resolve(file.getFileName() + ".part");
        try (FileChannel out = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(message.toByteArray());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
        List<Path> files = files();
        for (Path old : files.subList(Math.min(kept, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
        return file;
    }

    /**
     * The newest checkpoint that is whole.
     *
     * @return the checkpoint, or null if the folder has none at all
     * @throws IOException if the folder cannot be read, or it has files but none is whole; the message names each
     */
    public @Nullable Found newest() throws IOException {
        List<String> unusable = new ArrayList<>();
        for (Path file : files()) {
            try {
                return new Found(file, read(file), unusable);
            } catch (IOException e) {
                unusable.add(String.valueOf(e.getMessage()));
            }
        }
        if (!unusable.isEmpty()) {
            throw new IOException("no checkpoint can be used: folder=" + folder + ", " + String.join("; ", unusable)
                    + " (expected one that is whole)");
        }
        return null;
    }

    /**
     * Reads one checkpoint.
     *
     * @param file its file
     * @return what it holds
     * @throws IOException if it is not whole or of another format
     */
    public static Checkpoint read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MOST_BYTES) {
            throw new IOException("checkpoint is too large: file=" + file + ", bytes=" + size + " (expected at most "
                    + MOST_BYTES + ")");
        }
        return parse(file.toString(), Files.readAllBytes(file));
    }

    static Checkpoint parse(String file, byte[] bytes) throws IOException {
        try {
            CheckpointFile message = CheckpointFile.parseFrom(bytes);
            if (message.getFormat() != FORMAT) {
                throw new IOException("checkpoint is of another format: file=" + file + ", format="
                        + message.getFormat() + " (expected " + FORMAT + ")");
            }
            byte[] content = message.getContent().toByteArray();
            if (crc(content) != message.getCrc32C()) {
                throw new IOException("checkpoint is damaged: file=" + file + ", bytes=" + bytes.length
                        + " (expected content that matches its checksum)");
            }
            return Checkpoint.parseFrom(content);
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(
                    "checkpoint is damaged: file=" + file + ", bytes=" + bytes.length + ", cause=" + e.getMessage()
                            + " (expected a whole message)",
                    e);
        }
    }

    /** Newest first. */
    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(CheckpointStore::number).reversed())
                    .toList();
        }
    }

    private static long number(Path file) {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** A name survives a power cut only once its folder is on the disk; not every file system lets one ask for that. */
    private void forceFolder() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            System.getLogger(CheckpointStore.class.getName())
                    .log(System.Logger.Level.DEBUG, "folder cannot be forced to disk: folder=" + folder, e);
        }
    }

    private static int crc(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }
}
