package io.millrace.operators.vision;

import io.millrace.api.config.Setting;
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
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.vision.BoxSuppression;
import io.millrace.kernels.vision.GridBoxes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Things from what the FastestDet models give: for each cell of a grid a box, and how likely it holds a thing of which kind.
 *
 * <p><b>Input</b> f32 {@code [..., 5 + kinds, rows, columns]}. <b>Output</b> f32 {@code [object, field=6]}, the best first: left,
 * top, right, bottom in pixels of the picture before {@code letterbox}, cut off at its edges, the score, and the number of the
 * kind, 0 for the first.
 *
 * <p><b>State and cost</b> six numbers a cell; a comparison a cell and kind. <b>Drops</b> nothing.
 *
 * @see GridBoxes
 */
public final class FastestDet implements Operator<FastestDet.Config> {

    static final int FIELDS = 6;

    private static final int CORNERS = 4;
    private static final int RANK = 3;

    /** Makes the operator; the service loader does. */
    public FastestDet() {}

    /** Which boxes are left out for overlapping a better one. */
    public enum Suppress {
        /** Those of the same kind. */
        SAME_KIND,
        /** Those of any kind. */
        ANY
    }

    /**
     * Settings.
     *
     * @param width columns of the model's input, pixels
     * @param height rows of the model's input, pixels
     * @param pictureWidth columns of the picture before the letterbox, pixels; 0 for those of the model's input
     * @param pictureHeight rows of the picture before the letterbox, pixels; 0 for those of the model's input
     * @param threshold score that a thing has to exceed
     * @param overlap of two boxes, above which both are one thing
     * @param suppress which boxes are left out for that
     * @param mostObjects how many things a picture has at most
     */
    public record Config(
            @Setting(help = "columns of the model's input, pixels", orElse = "352", min = 1, max = 4096)
            int width,

            @Setting(help = "rows of the model's input, pixels", orElse = "352", min = 1, max = 4096)
            int height,

            @Setting(help = "columns of the picture before letterbox; 0: as width", orElse = "0", min = 0, max = 65_536)
            int pictureWidth,

            @Setting(help = "rows of the picture before letterbox; 0: as height", orElse = "0", min = 0, max = 65_536)
            int pictureHeight,

            @Setting(help = "score that a thing has to exceed", orElse = "0.65", min = 0, max = 1, live = true)
            double threshold,

            @Setting(
                    help = "share of overlap above which two boxes are one thing",
                    orElse = "0.45",
                    min = 0,
                    max = 1,
                    live = true)
            double overlap,

            @Setting(help = "same-kind, or any: which boxes are left out for that", orElse = "same-kind")
            Suppress suppress,

            @Setting(help = "how many things a picture has at most", orElse = "100", min = 1, max = 10_000)
            int mostObjects) {

        FromLetterbox fromLetterbox() {
            int columns = pictureWidth > 0 ? pictureWidth : width;
            int rows = pictureHeight > 0 ? pictureHeight : height;
            return new FromLetterbox(columns, rows, width, height);
        }
    }

    @Override
    public String name() {
        return "fastestdet";
    }

    @Override
    public String summary() {
        return "things and what they are, from the grid of a FastestDet model";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.F32).fixed();
        StreamSpec in = check.spec();
        GridBoxes boxes = boxes(in);
        if (boxes == null) {
            check.mismatch("grid is not that of a FastestDet model", "f32[..., 5 + kinds, rows, columns]");
            boxes = new GridBoxes(1, 1, 1);
        }
        int cells = boxes.scores().length;
        StreamSpec out = in.reshaped(ElementType.F32, Axis.dynamic("object"), Axis.of("field", FIELDS));
        return Contract.of(out.withUnit("1"))
                .withStateBytes(boxes.stateBytes() + new BoxSuppression(cells, settings.mostObjects()).stateBytes())
                .withMacsPerFrame(cells);
    }

    /** A reader of such a grid, or null if it is another. */
    private static @Nullable GridBoxes boxes(StreamSpec in) {
        List<Axis> axes = in.axes();
        int rank = axes.size();
        boolean fits = rank >= RANK && axes.get(rank - RANK).size() > GridBoxes.PLANES_BEFORE_KINDS;
        for (int i = 0; i < rank - RANK; i++) {
            fits &= axes.get(i).size() == 1;
        }
        return fits
                ? new GridBoxes(
                        axes.get(rank - RANK).size() - GridBoxes.PLANES_BEFORE_KINDS,
                        axes.get(rank - 2).size(),
                        axes.get(rank - 1).size())
                : null;
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        GridBoxes boxes = boxes(context.input());
        return new Running(settings, boxes == null ? new GridBoxes(1, 1, 1) : boxes);
    }

    private static final class Running implements Processor {

        private final Config settings;
        private final GridBoxes boxes;
        private final BoxSuppression suppression;
        private final FromLetterbox from;

        Running(Config settings, GridBoxes boxes) {
            this.settings = settings;
            this.boxes = boxes;
            this.suppression = new BoxSuppression(boxes.scores().length, settings.mostObjects());
            this.from = settings.fromLetterbox();
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            boxes.read(frame.tensor().floats(), settings.threshold());
            int count = suppression.choose(
                    boxes.corners(),
                    boxes.scores(),
                    settings.suppress() == Suppress.ANY ? null : boxes.likeliest(),
                    settings.threshold(),
                    settings.overlap());
            float[] objects = new float[count * FIELDS];
            for (int i = 0; i < count; i++) {
                int cell = suppression.chosen(i);
                int to = FIELDS * i;
                from.box(boxes.corners(), CORNERS * cell, objects, to);
                objects[to + 4] = boxes.scores()[cell];
                objects[to + 5] = boxes.likeliest()[cell];
            }
            out.emit(frame.withPayload(Tensor.of(Shape.of(count, FIELDS), objects)));
        }
    }
}
