package io.millrace.nir;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that hold a NIR graph: HDF5, as the {@code nir} package of Python writes and reads it, compressed or not.
 *
 * <p>Limits: a file of at most 1 GiB, 4096 nodes, graphs nested at most 16 deep, 2^26 elements in all, and above 2^20 at
 * most 64 for each byte of the file; packed by deflate, once; a chunk unpacks to at most 16 MiB or 256 times its size.
 */
public final class NirFile {

    /** The version of the format that is written. */
    public static final String VERSION = "1.0.8";

    private static final long MAX_BYTES = 1L << 30;

    static {
        BoundedDeflate.install();
    }

    private NirFile() {}

    /**
     * Reads a graph.
     *
     * @param file the file
     * @return the graph
     * @throws IOException if it cannot be read, is no NIR file, or is beyond a limit; the message says where
     */
    public static NirGraph read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("network cannot be read: file=" + file + " (expected a readable file)");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("network is too large: file=" + file + ", bytes=" + Files.size(file)
                    + " (expected at most " + MAX_BYTES + ")");
        }
        return read(Files.readAllBytes(file), file.toString());
    }

    /**
     * Reads a graph from memory.
     *
     * @param bytes content of a file
     * @param source where it is from, for messages
     * @return the graph
     * @throws IOException if it is no NIR file or beyond a limit
     */
    public static NirGraph read(byte[] bytes, String source) throws IOException {
        try (HdfFile hdf = HdfFile.fromBytes(bytes)) {
            return new NirReader(source, bytes.length).graph(hdf);
        } catch (HdfException e) {
            throw malformed(source, e);
        } catch (RuntimeException e) {
            // The library answers damaged bytes with whatever its arithmetic runs into.
            throw malformed(source, e);
        }
    }

    private static IOException malformed(String source, RuntimeException e) {
        return new IOException(
                "network is malformed: file=" + source + ", cause=" + e.getMessage() + " (expected a NIR file in HDF5)",
                e);
    }

    /**
     * Writes a graph, over what is there.
     *
     * @param file the file
     * @param graph the graph
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, NirGraph graph) throws IOException {
        Files.deleteIfExists(file);
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putDataset("version", VERSION);
            NirWriter.write(hdf.putGroup("node"), NirNode.of(graph));
        } catch (HdfException e) {
            throw new IOException(
                    "network cannot be written: file=" + file + ", cause=" + e.getMessage()
                            + " (expected a writable folder)",
                    e);
        }
    }
}
