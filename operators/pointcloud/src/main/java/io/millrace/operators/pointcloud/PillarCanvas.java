package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.PillarGrid;
import java.util.List;

/**
 * Lays out what a network says of each pillar as a picture seen from above, which is what the second half of a detector of the
 * PointPillars family takes.
 *
 * <p><b>Input</b> a bundle: {@code feature} f32 [pillar, channel], from a model, and {@code cell} i32 [pillar, axis=2], row and
 * column, from {@link Pillars}. <b>Output</b> f32 [channel, row, column], zero where there is no pillar.
 * <b>State and cost</b> none between frames; linear in the picture, which is written once. <b>Drops</b> {@code
 * pillars-differ}: parts of different length; pillars outside the picture are in the gauge {@code outside-pillars}.
 *
 * @see PillarGrid#scatter
 */
public final class PillarCanvas implements Operator<PillarCanvas.Config> {

    private static final String FEATURE = "feature";
    private static final String CELL = "cell";
    private static final DropReason PILLARS_DIFFER = new DropReason("pillars-differ");
    private static final long MOST_ELEMENTS = 1 << 28;

    /** Makes the operator; the service loader does. */
    public PillarCanvas() {}

    /**
     * Settings.
     *
     * @param rows rows of the picture: what {@code pillars} spans along y, in pillars
     * @param columns its columns: the same along x
     */
    public record Config(
            @Setting(help = "rows of the picture: what the pillars span along y", min = 1, max = 8192)
            int rows,

            @Setting(help = "columns of the picture: what the pillars span along x", min = 1, max = 8192)
            int columns) {}

    @Override
    public String name() {
        return "pillar-canvas";
    }

    @Override
    public String summary() {
        return "lays what a network says of pillars out as a picture seen from above";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().bundle(FEATURE, CELL);
        StreamSpec in = check.spec();
        if (!arePillars(Cloud.part(in, FEATURE), Cloud.part(in, CELL))) {
            check.mismatch("parts are no pillars", "feature: f32[pillar, channel] and cell: i32[pillar, axis=2]");
            return Contract.of(in);
        }
        int channels = Cloud.fields(Cloud.part(in, FEATURE));
        if ((long) channels * settings.rows() * settings.columns() > MOST_ELEMENTS) {
            check.mismatch("picture is too large", "at most " + MOST_ELEMENTS + " elements");
            return Contract.of(in);
        }
        StreamSpec out = StreamSpec.tensor(
                ElementType.F32,
                Axis.of("channel", channels),
                Axis.of("row", settings.rows()),
                Axis.of("column", settings.columns()));
        return Contract.of(out.withRateHz(in.rateHz()).withClockDomain(in.clockDomain()))
                .withDrops(PILLARS_DIFFER);
    }

    private static boolean arePillars(StreamSpec feature, StreamSpec cell) {
        return Cloud.isF32(feature, 2)
                && feature.axes().get(0).isDynamic()
                && !feature.axes().get(1).isDynamic()
                && cell.kind() == PayloadKind.TENSOR
                && cell.element() == ElementType.I32
                && cell.axes().size() == 2
                && cell.axes().get(0).isDynamic()
                && cell.axes().get(1).size() == 2;
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        List<String> names = List.copyOf(context.input().fields().keySet());
        return new Laying(
                settings,
                names.indexOf(FEATURE),
                names.indexOf(CELL),
                Cloud.fields(Cloud.part(context.input(), FEATURE)));
    }

    /** Takes one frame after the other. */
    private static final class Laying implements Processor {

        private final Config settings;
        private final int feature;
        private final int cell;
        private final int channels;
        private final Gauge outside = Gauge.of("outside-pillars", "Pillars of the last frame outside the picture.");

        Laying(Config settings, int feature, int cell, int channels) {
            this.settings = settings;
            this.feature = feature;
            this.cell = cell;
            this.channels = channels;
        }

        @Override
        public List<Gauge> gauges() {
            return List.of(outside);
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            Bundle bundle = frame.bundle();
            float[] features = bundle.tensor(feature).floats();
            int[] cells = bundle.tensor(cell).ints();
            if (features.length / channels != cells.length / 2) {
                out.drop(PILLARS_DIFFER);
                return;
            }
            float[] canvas = new float[channels * settings.rows() * settings.columns()];
            outside.set(PillarGrid.scatter(features, cells, channels, settings.rows(), settings.columns(), canvas));
            out.emit(frame.withPayload(Tensor.of(Shape.of(channels, settings.rows(), settings.columns()), canvas)));
        }
    }
}
