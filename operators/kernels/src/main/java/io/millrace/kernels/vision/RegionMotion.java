package io.millrace.kernels.vision;

import io.millrace.kernels.KernelState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * How much moves in parts of a picture: the root of the mean square by which their pixels differ from those of the picture
 * before, all channels together.
 */
public final class RegionMotion implements KernelState {

    private static final int BYTE = 0xff;

    /**
     * A part of a picture.
     *
     * @param left first column, 0 or more
     * @param top first row, 0 or more
     * @param width columns, at least 1
     * @param height rows, at least 1
     */
    public record Region(int left, int top, int width, int height) {

        /**
         * Whether all of it lies in a picture.
         *
         * @param pictureWidth columns of the picture
         * @param pictureHeight rows of the picture
         * @return true if it does
         */
        public boolean isWithin(int pictureWidth, int pictureHeight) {
            return left + (long) width <= pictureWidth && top + (long) height <= pictureHeight;
        }
    }

    private final List<Region> regions;
    private final int channels;
    private final byte[][] before;
    private boolean begun;

    /**
     * Before the first picture.
     *
     * @param regions what is looked at
     * @param channels numbers a pixel
     */
    public RegionMotion(List<Region> regions, int channels) {
        this.regions = List.copyOf(regions);
        this.channels = channels;
        this.before = new byte[regions.size()][];
        Arrays.setAll(
                before,
                i -> new byte
                        [Math.multiplyExact(
                                Math.multiplyExact(
                                        regions.get(i).width(), regions.get(i).height()),
                                channels)]);
    }

    /**
     * Takes a picture.
     *
     * @param pixels rows from the top, channels of a pixel together, 0..255
     * @param width columns of the picture; all regions lie within
     * @param out receives a number a region, 0..255
     * @return false for the first picture, which has none before it; then {@code out} is left alone
     */
    public boolean process(byte[] pixels, int width, float[] out) {
        boolean known = begun;
        for (int r = 0; r < before.length; r++) {
            Region region = regions.get(r);
            byte[] old = before[r];
            int row = region.width() * channels;
            long squares = 0;
            for (int y = 0; y < region.height(); y++) {
                int from = ((region.top() + y) * width + region.left()) * channels;
                squares += squares(pixels, from, old, y * row, row);
                System.arraycopy(pixels, from, old, y * row, row);
            }
            if (known) {
                out[r] = (float) Math.sqrt((double) squares / old.length);
            }
        }
        begun = true;
        return known;
    }

    private static long squares(byte[] pixels, int from, byte[] old, int oldFrom, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            int difference = (pixels[from + i] & BYTE) - (old[oldFrom + i] & BYTE);
            sum += (long) difference * difference;
        }
        return sum;
    }

    /** Forgets the picture before, because the next is of another size. */
    public void restart() {
        begun = false;
    }

    @Override
    public long stateBytes() {
        long bytes = 0;
        for (byte[] region : before) {
            bytes += region.length;
        }
        return bytes;
    }

    @Override
    public void reset() {
        begun = false;
        for (byte[] region : before) {
            Arrays.fill(region, (byte) 0);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(begun);
        for (byte[] region : before) {
            out.write(region);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        begun = in.readBoolean();
        for (byte[] region : before) {
            in.readFully(region);
        }
    }
}
