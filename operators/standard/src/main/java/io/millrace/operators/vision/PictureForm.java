package io.millrace.operators.vision;

import io.millrace.kernels.vision.wire.PictureReader;
import io.millrace.kernels.vision.wire.PictureResult;
import io.millrace.kernels.vision.wire.PixelFormat;
import org.jspecify.annotations.Nullable;

/** How a record holds its picture. */
public enum PictureForm {
    /** JPEG, PNG or a frame of YUV4MPEG2, told by the first bytes. */
    AUTO(null),
    /** JPEG. */
    JPEG(null),
    /** PNG. */
    PNG(null),
    /** A frame of YUV4MPEG2 with its stream's header in front, as the {@code file} source reads {@code .y4m}. */
    Y4M(null),
    /** Red, green, blue. */
    RGB24(PixelFormat.RGB24),
    /** Blue, green, red. */
    BGR24(PixelFormat.BGR24),
    /** One grey value. */
    GRAY8(PixelFormat.GRAY8),
    /** Planes of luma and colour differences at half the width and height: FFmpeg's yuv420p. */
    I420(PixelFormat.I420),
    /** The same at half the width: yuv422p. */
    I422(PixelFormat.I422),
    /** The same at full size: yuv444p. */
    I444(PixelFormat.I444),
    /** A plane of luma, then pairs of colour differences at half the width and height. */
    NV12(PixelFormat.NV12),
    /** Two pixels in four bytes: luma, blue difference, luma, red difference. */
    YUYV(PixelFormat.YUYV);

    private final @Nullable PixelFormat pixels;

    PictureForm(@Nullable PixelFormat pixels) {
        this.pixels = pixels;
    }

    /** How plain pixels lie; null for what tells itself. */
    @Nullable PixelFormat pixels() {
        return pixels;
    }

    PictureResult read(
            PictureReader reader, byte[] record, PictureDecode.Config settings, @Nullable Boolean fullRange) {
        if (pixels != null) {
            return reader.readPixels(record, pixels, settings.width(), settings.height(), fullRange);
        }
        return switch (this) {
            case JPEG -> reader.readJpeg(record);
            case PNG -> reader.readPng(record);
            case Y4M -> reader.readY4m(record, fullRange);
            default -> reader.read(record, fullRange);
        };
    }
}
