package io.millrace.kernels.vision.wire;

import io.millrace.kernels.Require;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads pictures, one after the other, into rows of red, green, blue or of grey, 8 bits each.
 *
 * <p>After {@link PictureResult#OK} the picture is in {@link #width}, {@link #height} and {@link #takePixels}. The memory of a
 * picture is taken only when its size is known and allowed, and, where a size implies how many bytes there must be (PNG, plain
 * pixels), only when they are there.
 */
public final class PictureReader implements AutoCloseable {

    /** Longest side, pixels: that of JPEG. */
    public static final int MAX_SIDE = 65_535;

    /** Most pixels that can be allowed. */
    public static final int MAX_PIXELS = 1 << 28;

    /** Best ratio of deflate: fewer bytes than this share of a PNG's rows cannot hold them. */
    private static final int MAX_DEFLATE_RATIO = 1032;

    private final PixelReader pixelReader;
    private final boolean grey;
    private final boolean upright;
    private final int maxPixels;
    private final YuvColours limited;
    private final YuvColours full;
    private final YuvColours jpegColours = new YuvColours(YuvMatrix.BT601, true);
    private @Nullable JpegPixels jpeg;
    private byte @Nullable [] pixels;
    private int width;
    private int height;

    /**
     * Makes a reader.
     *
     * @param grey whether pictures become grey, one byte a pixel, else red, green, blue
     * @param matrix how luma and colour differences were made; JPEG always has {@link YuvMatrix#BT601}
     * @param upright whether pictures are turned as their EXIF orientation says
     * @param maxPixels how many pixels are allowed, 1..{@link #MAX_PIXELS}
     * @throws IllegalArgumentException if that is out of range
     */
    public PictureReader(boolean grey, YuvMatrix matrix, boolean upright, int maxPixels) {
        this.grey = grey;
        this.pixelReader = new PixelReader(grey);
        this.upright = upright;
        this.maxPixels = Require.inRange("maxPixels", maxPixels, 1, MAX_PIXELS);
        this.limited = new YuvColours(matrix, false);
        this.full = new YuvColours(matrix, true);
    }

    /**
     * Whether this Java can decode JPEG: its module java.desktop may have been left out.
     *
     * @return true if it can
     */
    public static boolean readsJpeg() {
        try {
            Class.forName("javax.imageio.ImageIO", false, PictureReader.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * Reads a JPEG, a PNG or a frame of YUV4MPEG2, told by its first bytes.
     *
     * @param record the bytes
     * @param fullRange whether luma goes from 0 to 255, else from 16 to 235; YUV4MPEG2 may say itself; null for what is usual
     * @return what became of it
     */
    public PictureResult read(byte[] record, @Nullable Boolean fullRange) {
        if (JpegHead.matches(record)) {
            return readJpeg(record);
        } else if (PngHead.matches(record)) {
            return readPng(record);
        } else if (Y4mFrame.matches(record)) {
            return readY4m(record, fullRange);
        }
        return failed(PictureResult.UNKNOWN);
    }

    /**
     * Reads a JPEG: baseline, extended or progressive, 8 bits, grey or three colours. What libjpeg could only mend by guessing
     * counts as damaged, but for surplus bytes between two markers.
     *
     * @param record the bytes
     * @return what became of it
     */
    public PictureResult readJpeg(byte[] record) {
        if (!JpegHead.matches(record)) {
            return failed(PictureResult.UNKNOWN);
        }
        JpegHead head = JpegHead.read(record);
        if (head == null) {
            return failed(PictureResult.DAMAGED);
        } else if (!head.isSupported() || !readsJpeg()) {
            return failed(PictureResult.UNSUPPORTED);
        } else if (isTooLarge(head.width(), head.height())) {
            return failed(PictureResult.TOO_LARGE);
        }
        byte[] samples = jpegPixels().read(record, head);
        if (samples == null) {
            return failed(PictureResult.DAMAGED);
        }
        return took(jpegColours(samples, head), head.width(), head.height(), head.orientation());
    }

    private JpegPixels jpegPixels() {
        JpegPixels reader = jpeg;
        if (reader == null) {
            reader = new JpegPixels();
            jpeg = reader;
        }
        return reader;
    }

    private byte[] jpegColours(byte[] samples, JpegHead head) {
        int count = head.width() * head.height();
        if (head.components() == 1) {
            return grey ? samples : converted(PixelFormat.GRAY8, samples, head.width(), head.height());
        } else if (!head.yuv()) {
            return grey ? converted(PixelFormat.RGB24, samples, head.width(), head.height()) : samples;
        } else if (grey) {
            byte[] out = new byte[count];
            for (int i = 0; i < count; i++) {
                out[i] = samples[3 * i];
            }
            return out;
        }
        for (int i = 0; i < 3 * count; i += 3) {
            jpegColours.put(samples[i], samples[i + 1], samples[i + 2], samples, i);
        }
        return samples;
    }

    private byte[] converted(PixelFormat format, byte[] data, int columns, int rows) {
        byte[] out = new byte[columns * rows * pixelReader.channels()];
        pixelReader.read(format, full, data, 0, columns, rows, out);
        return out;
    }

    /**
     * Reads a PNG of any kind: 1 to 16 bits, grey, palette or colours, interlaced or not. Transparency is left out.
     *
     * @param record the bytes
     * @return what became of it
     */
    public PictureResult readPng(byte[] record) {
        if (!PngHead.matches(record)) {
            return failed(PictureResult.UNKNOWN);
        }
        PngHead head = PngHead.read(record);
        if (head == null) {
            return failed(PictureResult.DAMAGED);
        } else if (isTooLarge(head.width(), head.height())) {
            return failed(PictureResult.TOO_LARGE);
        }
        long bits = (long) head.width() * head.height() * head.samples() * head.depth();
        byte[] read = bits / 8 / MAX_DEFLATE_RATIO > record.length ? new byte[0] : PngPixels.read(record, head, grey);
        return read.length == 0
                ? failed(PictureResult.DAMAGED)
                : took(read, head.width(), head.height(), head.orientation());
    }

    /**
     * Reads a frame of YUV4MPEG2 with its stream's header in front: 420 (of any siting), 422, 444 or mono, 8 bits.
     *
     * @param record the bytes
     * @param fullRange the range where the header does not say it; null for 16..235
     * @return what became of it
     */
    public PictureResult readY4m(byte[] record, @Nullable Boolean fullRange) {
        if (!Y4mFrame.matches(record)) {
            return failed(PictureResult.UNKNOWN);
        }
        Y4mFrame frame = Y4mFrame.read(record);
        if (frame == null) {
            return failed(PictureResult.DAMAGED);
        }
        PixelFormat format = frame.format();
        if (format == null) {
            return failed(PictureResult.UNSUPPORTED);
        }
        Boolean stated = frame.fullRange() == null ? fullRange : frame.fullRange();
        return readPixels(record, frame.from(), format, frame.width(), frame.height(), stated);
    }

    /**
     * Reads plain pixels.
     *
     * @param record the bytes, no more and no fewer than the picture's
     * @param format how they lie
     * @param columns width, 1..{@link #MAX_SIDE}; even for {@link PixelFormat#YUYV}
     * @param rows height, 1..{@link #MAX_SIDE}
     * @param fullRange whether luma goes from 0 to 255, else from 16 to 235; null for that
     * @return what became of it
     */
    public PictureResult readPixels(
            byte[] record, PixelFormat format, int columns, int rows, @Nullable Boolean fullRange) {
        return readPixels(record, 0, format, columns, rows, fullRange);
    }

    private PictureResult readPixels(
            byte[] record, int from, PixelFormat format, int columns, int rows, @Nullable Boolean fullRange) {
        if (isTooLarge(columns, rows)) {
            return failed(PictureResult.TOO_LARGE);
        } else if (record.length - from != format.bytes(columns, rows)) {
            return failed(PictureResult.WRONG_LENGTH);
        }
        byte[] out = new byte[columns * rows * pixelReader.channels()];
        boolean isFull = fullRange != null && fullRange;
        pixelReader.read(format, isFull ? full : limited, record, from, columns, rows, out);
        return took(out, columns, rows, Exif.UPRIGHT);
    }

    private boolean isTooLarge(int columns, int rows) {
        return columns > MAX_SIDE || rows > MAX_SIDE || (long) columns * rows > maxPixels;
    }

    private PictureResult failed(PictureResult result) {
        pixels = null;
        return result;
    }

    private PictureResult took(byte[] read, int columns, int rows, int orientation) {
        boolean turns = upright && orientation != Exif.UPRIGHT;
        boolean across = turns && Upright.swapsSides(orientation);
        width = across ? rows : columns;
        height = across ? columns : rows;
        pixels = turns ? Upright.turn(read, columns, rows, pixelReader.channels(), orientation) : read;
        return PictureResult.OK;
    }

    /**
     * Width of the picture last read.
     *
     * @return columns
     */
    public int width() {
        return width;
    }

    /**
     * Height of the picture last read.
     *
     * @return rows
     */
    public int height() {
        return height;
    }

    /**
     * Pixels of the picture last read, rows from the top, the caller's to keep.
     *
     * @return one or three bytes a pixel; once
     * @throws NullPointerException if there is none
     */
    public byte[] takePixels() {
        byte[] taken = Objects.requireNonNull(pixels, "pixels");
        pixels = null;
        return taken;
    }

    @Override
    public void close() {
        JpegPixels reader = jpeg;
        if (reader != null) {
            reader.close();
        }
    }
}
