package io.millrace.operators.vision;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.vision.BoxSuppression;
import org.jspecify.annotations.Nullable;

/**
 * Faces from what the UltraFace models give: for each of their boxes a score, and corners as shares of the picture.
 *
 * <p><b>Input</b> bundles with {@code scores} f32 {@code [..., n, 2]}, background and face, 0..1, and {@code boxes} f32 {@code
 * [..., n, 4]}: left, top, right, bottom, 0..1. <b>Output</b> f32 {@code [face, field=5]}, the best first: left, top, right,
 * bottom in pixels of the picture before {@code letterbox}, cut off at its edges, and the score.
 *
 * <p><b>State and cost</b> a list of the boxes; sorts those above the threshold. <b>Drops</b> nothing.
 *
 * @see <a href="https://github.com/Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB">UltraFace</a>
 */
public final class UltraFace implements Operator<UltraFace.Config> {

    static final String SCORES = "scores";
    static final String BOXES = "boxes";
    static final int FIELDS = 5;

    private static final int CLASSES = 2;
    private static final int FACE = 1;
    private static final int CORNERS = 4;

    /** Makes the operator; the service loader does. */
    public UltraFace() {}

    /**
     * Settings.
     *
     * @param width columns of the model's input, pixels
     * @param height rows of the model's input, pixels
     * @param pictureWidth columns of the picture before the letterbox, pixels; 0 for those of the model's input
     * @param pictureHeight rows of the picture before the letterbox, pixels; 0 for those of the model's input
     * @param threshold score that a face has to exceed
     * @param overlap of two boxes, above which both are one face
     * @param mostFaces how many faces a picture has at most
     */
    public record Config(
            @Setting(help = "columns of the model's input, pixels", orElse = "320", min = 1, max = 4096)
            int width,

            @Setting(help = "rows of the model's input, pixels", orElse = "240", min = 1, max = 4096)
            int height,

            @Setting(help = "columns of the picture before letterbox; 0: as width", orElse = "0", min = 0, max = 65_536)
            int pictureWidth,

            @Setting(help = "rows of the picture before letterbox; 0: as height", orElse = "0", min = 0, max = 65_536)
            int pictureHeight,

            @Setting(help = "score that a face has to exceed", orElse = "0.7", min = 0, max = 1, live = true)
            double threshold,

            @Setting(
                    help = "share of overlap above which two boxes are one face",
                    orElse = "0.3",
                    min = 0,
                    max = 1,
                    live = true)
            double overlap,

            @Setting(help = "how many faces a picture has at most", orElse = "100", min = 1, max = 10_000)
            int mostFaces) {

        int columns() {
            return pictureWidth > 0 ? pictureWidth : width;
        }

        int rows() {
            return pictureHeight > 0 ? pictureHeight : height;
        }
    }

    @Override
    public String name() {
        return "ultraface";
    }

    @Override
    public String summary() {
        return "faces from the scores and boxes of an UltraFace model";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().bundle(SCORES, BOXES);
        StreamSpec in = check.spec();
        int boxes = rows(in.fields().get(BOXES), CORNERS);
        if (boxes < 1 || boxes != rows(in.fields().get(SCORES), CLASSES)) {
            check.mismatch(
                    "parts are not those of an UltraFace model", "scores f32[..., n, 2] and boxes f32[..., n, 4]");
            boxes = 1;
        }
        StreamSpec out = StreamSpec.tensor(ElementType.F32, Axis.dynamic("face"), Axis.of("field", FIELDS))
                .withRateHz(in.rateHz())
                .withClockDomain(in.clockDomain());
        return Contract.of(out)
                .withStateBytes(new BoxSuppression(boxes, settings.mostFaces()).stateBytes())
                .withMacsPerFrame(boxes);
    }

    /** How many rows of so many numbers a part has, or -1 if it is another. */
    private static int rows(@Nullable StreamSpec part, int numbers) {
        if (part == null
                || part.kind() != PayloadKind.TENSOR
                || part.element() != ElementType.F32
                || !part.isStatic()) {
            return -1;
        }
        boolean fits = !part.axes().isEmpty()
                && part.axes().get(part.axes().size() - 1).size() == numbers;
        return fits ? part.shape().elements() / numbers : -1;
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(settings, rows(context.input().fields().get(BOXES), CORNERS));
    }

    private static final class Running implements Processor {

        private final Config settings;
        private final BoxSuppression suppression;
        private final FromLetterbox from;

        Running(Config settings, int boxes) {
            this.settings = settings;
            this.suppression = new BoxSuppression(boxes, settings.mostFaces());
            this.from = new FromLetterbox(settings.columns(), settings.rows(), settings.width(), settings.height());
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            Bundle bundle = frame.bundle();
            float[] scores = ((Tensor) bundle.part(SCORES)).floats();
            float[] boxes = ((Tensor) bundle.part(BOXES)).floats();
            int count = suppression.choose(boxes, scores, FACE, CLASSES, settings.threshold(), settings.overlap());
            float[] faces = new float[count * FIELDS];
            for (int i = 0; i < count; i++) {
                int box = suppression.chosen(i);
                int to = FIELDS * i;
                from.box(boxes, CORNERS * box, faces, to);
                faces[to + 4] = scores[CLASSES * box + FACE];
            }
            out.emit(frame.withPayload(Tensor.of(Shape.of(count, FIELDS), faces)));
        }
    }
}
