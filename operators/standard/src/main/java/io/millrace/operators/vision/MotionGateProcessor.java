package io.millrace.operators.vision;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.vision.MotionGate;
import io.millrace.operators.support.KernelProcessor;

/** Asks the gate, then cuts if told. */
final class MotionGateProcessor extends KernelProcessor {

    private static final Shape REGION = Shape.of(MotionGateOperator.REGION_FIELDS);

    private final MotionGateOperator.Config settings;
    private final MotionGate gate;
    private final int width;
    private final int height;
    private final int channels;

    MotionGateProcessor(MotionGateOperator.Config settings, StreamSpec in) {
        this(settings, in, settings.gate(in));
    }

    private MotionGateProcessor(MotionGateOperator.Config settings, StreamSpec in, MotionGate gate) {
        super(gate);
        this.settings = settings;
        this.gate = gate;
        this.height = in.axes().get(0).size();
        this.width = in.axes().get(1).size();
        this.channels = MotionGateOperator.channels(in);
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        byte[] picture = frame.tensor().asBytes();
        if (!gate.process(picture)) {
            out.drop(MotionGateOperator.STILL);
            return;
        }
        int margin = settings.marginPixels();
        int watchLeft = settings.corner(0, 0);
        int watchTop = settings.corner(1, 0);
        int left = Math.max(0, watchLeft + gate.left() - margin);
        int top = Math.max(0, watchTop + gate.top() - margin);
        int right = Math.min(width, Math.min(settings.corner(2, width), watchLeft + gate.right()) + margin);
        int bottom = Math.min(height, Math.min(settings.corner(3, height), watchTop + gate.bottom()) + margin);
        boolean whole = settings.emit() == MotionGateOperator.Emit.PICTURE;
        out.emit(0, whole ? frame : frame.withPayload(crop(picture, left, top, right, bottom)));
        out.emit(1, frame.withPayload(Tensor.of(REGION, new float[] {left, top, right, bottom, gate.movingBlocks()})));
    }

    private Tensor crop(byte[] picture, int left, int top, int right, int bottom) {
        int rowBytes = (right - left) * channels;
        byte[] part = new byte[rowBytes * (bottom - top)];
        for (int y = top; y < bottom; y++) {
            System.arraycopy(picture, (y * width + left) * channels, part, (y - top) * rowBytes, rowBytes);
        }
        Shape shape =
                channels == 1 ? Shape.of(bottom - top, right - left) : Shape.of(bottom - top, right - left, channels);
        return Tensor.ofBytes(ElementType.U8, shape, part);
    }
}
