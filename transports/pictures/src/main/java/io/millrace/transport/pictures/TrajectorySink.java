package io.millrace.transport.pictures;

import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;

/**
 * The {@code trajectory-svg} sink: a picture of a decoded movement over the true one, in the plane and over time.
 *
 * <p><b>Input</b> pairs f32 {@code [pair=2, axis=2]}, decoded and true, as {@code decoding-score} gives them: positions, or
 * velocities with {@code integrate}. A path that is summed from velocities drifts away, so it begins anew at the true
 * position every {@code restart}.
 *
 * <p>Its memory is bounded: it keeps {@code points} points, and every second of them whenever they are full. The file is
 * written when the run ends.
 */
public final class TrajectorySink implements SinkTransport<TrajectorySettings> {

    /** Made by {@link java.util.ServiceLoader}. */
    public TrajectorySink() {}

    @Override
    public String name() {
        return "trajectory-svg";
    }

    @Override
    public String summary() {
        return "an SVG of a decoded movement over the true one";
    }

    @Override
    public Class<TrajectorySettings> settings() {
        return TrajectorySettings.class;
    }

    @Override
    public void check(TrajectorySettings settings, Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.F32).fixed();
        StreamSpec spec = check.spec();
        boolean pairs = spec.axes().size() == 2
                && spec.axes().get(0).name().equals("pair")
                && spec.axes().get(0).size() == 2
                && spec.axes().get(1).size() == 2;
        if (!pairs) {
            check.mismatch("stream is no movement", "pairs f32[pair=2, axis=2], as decoding-score gives them");
        }
    }

    @Override
    public SinkConnection open(TrajectorySettings settings, SinkContext context) {
        String unit = context.inputs().values().iterator().next().unit();
        return new TrajectoryFile(settings, unit);
    }
}
