package io.millrace.nir;

import io.jhdf.exceptions.HdfFilterException;
import io.jhdf.filter.DeflatePipelineFilter;
import io.jhdf.filter.Filter;
import io.jhdf.filter.FilterManager;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * HDF5's deflate filter with an end: what a chunk unpacks to is bounded, because 1 KB of deflate can claim 1 MB, and HDF5
 * does not say how much to expect. It takes the place of the library's own, which has no bound, for the whole process.
 */
final class BoundedDeflate implements Filter {

    /** Chunks that writers choose by themselves are smaller; the NIR package's are about 1 MiB at most. */
    static final int ANY_CHUNK_BYTES = 16 << 20;

    /** Larger chunks are weights, which hardly pack. */
    static final int BYTES_PER_BYTE = 256;

    private static final int STEP_BYTES = 1 << 14;

    private final DeflatePipelineFilter packer = new DeflatePipelineFilter();

    /** Makes the library use it. */
    static void install() {
        FilterManager.addFilter(new BoundedDeflate());
    }

    @Override
    public int getId() {
        return DeflatePipelineFilter.ID;
    }

    @Override
    public String getName() {
        return packer.getName();
    }

    @Override
    public byte[] encode(byte[] data, int[] filterData) {
        return packer.encode(data, filterData);
    }

    @Override
    public byte[] decode(byte[] packed, int[] filterData) {
        long most = Math.max(ANY_CHUNK_BYTES, (long) BYTES_PER_BYTE * packed.length);
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            ByteArrayOutputStream out = new ByteArrayOutputStream(2 * packed.length);
            byte[] step = new byte[STEP_BYTES];
            while (!inflater.finished()) {
                int bytes = inflater.inflate(step);
                if (bytes == 0 || out.size() + bytes > most) {
                    throw new HdfFilterException(
                            bytes == 0
                                    ? "chunk ends early: packed-bytes=" + packed.length
                                    : "chunk unpacks to too much: packed-bytes=" + packed.length + " (expected at most "
                                            + most + " bytes)");
                }
                out.write(step, 0, bytes);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new HdfFilterException("chunk cannot be unpacked: packed-bytes=" + packed.length, e);
        } finally {
            inflater.end();
        }
    }
}
