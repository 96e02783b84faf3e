package io.millrace.operators.vision;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Decoder;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.vision.wire.PictureReader;
import io.millrace.kernels.vision.wire.PictureResult;
import io.millrace.kernels.vision.wire.YuvMatrix;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decodes pictures, a record each: JPEG (baseline, progressive), PNG (every kind), frames of YUV4MPEG2, plain pixels.
 *
 * <p><b>Input</b> raw records. <b>Output</b> u8 {@code [height, width, channel=3]}, red, green, blue, or u8 {@code [height,
 * width]} of grey; of a fixed size if the settings name it. <b>Time</b> that of the record.
 *
 * <p><b>State and cost</b> tables of 16 KiB; linear in the pixels. JPEG takes the JDK's module java.desktop, loaded with the
 * first picture. <b>Drops</b> {@code unknown-picture} (it begins like none of these), {@code damaged-picture} (cut off,
 * garbled, a wrong checksum), {@code unsupported-picture} (CMYK, more than 8 bits in JPEG or video), {@code too-large} (more
 * than {@code max-pixels}, known before memory is taken), {@code wrong-length} (not the bytes that its size takes), {@code
 * other-size} (not the one that the settings name).
 *
 * @see PictureReader
 */
public final class PictureDecode implements Decoder<PictureDecode.Config> {

    static final DropReason UNKNOWN = new DropReason("unknown-picture");
    static final DropReason DAMAGED = new DropReason("damaged-picture");
    static final DropReason UNSUPPORTED = new DropReason("unsupported-picture");
    static final DropReason TOO_LARGE = new DropReason("too-large");
    static final DropReason WRONG_LENGTH = new DropReason("wrong-length");
    static final DropReason OTHER_SIZE = new DropReason("other-size");

    private static final int TABLE_BYTES = 1 << 14;
    private static final int PRODUCTS_PER_PIXEL = 4;

    /** Makes the operator; the service loader does. */
    public PictureDecode() {}

    /** What is made of the colours. */
    public enum Colours {
        /** Red, green, blue. */
        RGB,
        /** One value a pixel, 0.299 R + 0.587 G + 0.114 B, or the luma if the picture has one. */
        GREY
    }

    /** Between which levels luma goes. */
    public enum LumaRange {
        /** As the picture says, else limited. */
        AUTO,
        /** 16..235, as video usually has it. */
        LIMITED,
        /** 0..255, as JPEG and many web cameras have it. */
        FULL
    }

    /** What is made of the orientation that a camera wrote into a picture. */
    public enum Orientation {
        /** The picture is turned upright. */
        EXIF,
        /** Rows stay as they are stored. */
        STORED
    }

    /**
     * Settings.
     *
     * @param form how a record holds its picture
     * @param width columns that every picture has, 0 if they differ
     * @param height rows that every picture has, 0 if they differ
     * @param colours what is made of the colours
     * @param matrix how luma and colour differences were made; JPEG always has BT.601
     * @param range between which levels luma goes
     * @param orientation what is made of the orientation
     * @param maxPixels how many pixels a picture may have
     * @param rateHz pictures a second of recordings that do not tell
     */
    public record Config(
            @Setting(
                    help = "auto (jpeg, png or y4m, by the first bytes), one of them, or how plain pixels lie",
                    orElse = "auto")
            PictureForm form,

            @Setting(
                    help = "columns that every picture has; 0: they differ",
                    orElse = "0",
                    min = 0,
                    max = PictureReader.MAX_SIDE)
            int width,

            @Setting(
                    help = "rows that every picture has; 0: they differ",
                    orElse = "0",
                    min = 0,
                    max = PictureReader.MAX_SIDE)
            int height,

            @Setting(help = "rgb, or grey: one value a pixel", orElse = "rgb")
            Colours colours,

            @Setting(
                    help = "bt601 or bt709: how luma and colour differences were made; JPEG has bt601",
                    orElse = "bt601")
            YuvMatrix matrix,

            @Setting(help = "limited (luma 16..235), full (0..255), auto: as y4m says, else limited", orElse = "auto")
            LumaRange range,

            @Setting(help = "exif: turned upright as the camera noted, stored: left as it is", orElse = "exif")
            Orientation orientation,

            @Setting(
                    help = "how many pixels a picture may have",
                    orElse = "16777216",
                    min = 1,
                    max = PictureReader.MAX_PIXELS)
            int maxPixels,

            @Setting(
                    help = "pictures a second where the recording does not tell; 0: as the source says",
                    orElse = "0",
                    min = 0,
                    max = 1e6)
            double rateHz) {

        /**
         * Checks that the sides are known where nothing else tells them.
         *
         * @param form how a record holds its picture
         * @param width columns
         * @param height rows
         * @param colours what is made of the colours
         * @param matrix of luma and colour differences
         * @param range of luma
         * @param orientation what is made of the orientation
         * @param maxPixels how many pixels a picture may have
         * @param rateHz pictures a second
         * @throws IllegalArgumentException if plain pixels have no sides, sides that do not fit, or only one is given
         */
        public Config {
            boolean sized = width > 0 && height > 0;
            if (form.pixels() != null ? !sized : !sized && width + height > 0) {
                throw new IllegalArgumentException("size of the pictures is not told: form=" + word(form) + ", width="
                        + width + ", height=" + height + " (expected both above 0"
                        + (form.pixels() == null ? ", or neither)" : ": plain pixels do not tell)"));
            }
            if (form == PictureForm.YUYV && width % 2 == 1) {
                throw new IllegalArgumentException("pairs of pixels do not come out even: form=yuyv, width=" + width
                        + " (expected an even width)");
            }
            if ((long) width * height > maxPixels) {
                throw new IllegalArgumentException("pictures are larger than allowed: width=" + width + ", height="
                        + height + ", max-pixels=" + maxPixels + " (expected at most max-pixels)");
            }
        }

        boolean isSized() {
            return width > 0;
        }

        int channels() {
            return colours == Colours.RGB ? 3 : 1;
        }

        PictureReader reader() {
            return new PictureReader(colours == Colours.GREY, matrix, orientation == Orientation.EXIF, maxPixels);
        }

        PictureResult read(PictureReader reader, byte[] record) {
            Boolean full = range == LumaRange.AUTO ? null : Boolean.valueOf(range == LumaRange.FULL);
            return form.read(reader, record, this, full);
        }

        private static String word(PictureForm form) {
            return form.name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String name() {
        return "picture-decode";
    }

    @Override
    public String summary() {
        return "decodes pictures: JPEG, PNG, YUV4MPEG2, plain pixels of cameras";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.U8).rank(1).spec();
        if (settings.form() == PictureForm.JPEG && !PictureReader.readsJpeg()) {
            inputs.refuse("this Java cannot decode JPEG", "module=java.desktop", "a Java that has it");
        }
        Axis rows = settings.isSized() ? Axis.of("height", settings.height()) : Axis.dynamic("height");
        Axis columns = settings.isSized() ? Axis.of("width", settings.width()) : Axis.dynamic("width");
        StreamSpec out = settings.colours() == Colours.RGB
                ? in.reshaped(ElementType.U8, rows, columns, Axis.of("channel", settings.channels()))
                : in.reshaped(ElementType.U8, rows, columns);
        double rateHz = settings.rateHz() > 0 ? settings.rateHz() : in.rateHz();
        return Contract.of(out.withUnit("1").withRateHz(rateHz))
                .withStateBytes(TABLE_BYTES)
                .withMacsPerFrame((long) PRODUCTS_PER_PIXEL * settings.width() * settings.height())
                .withDrops(UNKNOWN, DAMAGED, UNSUPPORTED, TOO_LARGE, WRONG_LENGTH, OTHER_SIZE);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new PictureDecodeProcessor(settings);
    }

    @Override
    public RecordTimer timer(Config settings) {
        return settings.rateHz() > 0 ? new Counting(settings.rateHz()) : RecordTimer.NONE;
    }

    @Override
    public @Nullable String misfit(Config settings, byte[] record) {
        try (PictureReader reader = settings.reader()) {
            PictureResult result = settings.read(reader, record);
            String found = "record-bytes=" + record.length + ", form=" + Config.word(settings.form()) + ", width="
                    + settings.width() + ", height=" + settings.height() + ", picture="
                    + result.name().toLowerCase(Locale.ROOT).replace('_', '-');
            return switch (result) {
                case OK, DAMAGED -> null; // one picture of many may be
                case UNKNOWN -> found + " (expected a picture of that form: plain pixels need form, width and height)";
                case WRONG_LENGTH -> found + " (expected as many bytes as the pixels take: say what they are)";
                case TOO_LARGE ->
                    found + " (expected at most " + settings.maxPixels() + " pixels, or a higher max-pixels)";
                case UNSUPPORTED -> found + " (expected 8 bits a sample, grey or three colours)";
            };
        }
    }

    /** Pictures that come evenly, for files that do not tell. */
    private static final class Counting implements RecordTimer {

        private static final double NANOS_PER_SECOND = 1e9;

        private final double rateHz;
        private long count;

        Counting(double rateHz) {
            this.rateHz = rateHz;
        }

        @Override
        public long timeNanos(byte[] data, int length) {
            return Math.round(count++ / rateHz * NANOS_PER_SECOND);
        }
    }
}
