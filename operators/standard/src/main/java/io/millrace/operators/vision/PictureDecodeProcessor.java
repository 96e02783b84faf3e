package io.millrace.operators.vision;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Processor;
import io.millrace.kernels.vision.wire.PictureReader;
import io.millrace.kernels.vision.wire.PictureResult;
import org.jspecify.annotations.Nullable;

/** One picture after the other; none depends on another. */
final class PictureDecodeProcessor implements Processor {

    private final PictureDecode.Config settings;
    private final PictureReader reader;
    private @Nullable Shape shape;

    PictureDecodeProcessor(PictureDecode.Config settings) {
        this.settings = settings;
        this.reader = settings.reader();
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        PictureResult result = settings.read(reader, frame.tensor().asBytes());
        DropReason reason = reason(result);
        if (reason != null) {
            out.drop(reason);
        } else if (settings.isSized() && (reader.width() != settings.width() || reader.height() != settings.height())) {
            out.drop(PictureDecode.OTHER_SIZE);
        } else {
            out.emit(frame.withPayload(
                    Tensor.ofBytes(ElementType.U8, shape(reader.height(), reader.width()), reader.takePixels())));
        }
    }

    /** The shape of the picture before, which is seldom another. */
    private Shape shape(int rows, int columns) {
        Shape last = shape;
        if (last == null || last.extent(0) != rows || last.extent(1) != columns) {
            last = settings.channels() == 1 ? Shape.of(rows, columns) : Shape.of(rows, columns, settings.channels());
            shape = last;
        }
        return last;
    }

    private static @Nullable DropReason reason(PictureResult result) {
        return switch (result) {
            case OK -> null;
            case UNKNOWN -> PictureDecode.UNKNOWN;
            case DAMAGED -> PictureDecode.DAMAGED;
            case UNSUPPORTED -> PictureDecode.UNSUPPORTED;
            case TOO_LARGE -> PictureDecode.TOO_LARGE;
            case WRONG_LENGTH -> PictureDecode.WRONG_LENGTH;
        };
    }

    @Override
    public void close() {
        reader.close();
    }
}
