package io.millrace.operators.csi;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.operator.Emitter;
import io.millrace.kernels.csi.SubcarrierRanking;
import io.millrace.operators.support.KernelProcessor;
import java.io.DataInput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Ranks the sub-carriers over the first frames, then keeps the best. The choice follows from the ranking's state. */
final class SteadiestSubcarriers extends KernelProcessor {

    private final SubcarrierRanking ranking;
    private final int spacing;
    private final int calibrationFrames;
    private final Shape shape;
    private int @Nullable [] chosen;

    SteadiestSubcarriers(int subcarriers, int best, int spacing, int calibrationFrames) {
        this(new SubcarrierRanking(subcarriers, SubcarrierRanking.DEFAULT_ALPHA), best, spacing, calibrationFrames);
    }

    private SteadiestSubcarriers(SubcarrierRanking ranking, int best, int spacing, int calibrationFrames) {
        super(ranking);
        this.ranking = ranking;
        this.spacing = spacing;
        this.calibrationFrames = calibrationFrames;
        this.shape = Shape.of(best);
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        float[] all = frame.tensor().floats();
        int[] positions = chosen;
        if (positions != null) {
            out.emit(frame.withPayload(SubcarrierSelect.pick(all, positions, shape)));
            return;
        }
        ranking.observe(all);
        choose();
        out.drop(SubcarrierSelect.CALIBRATING);
    }

    private void choose() {
        chosen = ranking.count() < calibrationFrames ? null : ranking.best(shape.elements(), spacing);
    }

    @Override
    public void reset() {
        super.reset();
        chosen = null;
    }

    @Override
    public void restore(DataInput in) throws IOException {
        super.restore(in);
        choose();
    }
}
