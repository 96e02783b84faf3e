package io.millrace.transport.pictures;

import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code birds-eye} sink: clouds, boxes and tracks from above, x to the right, y upwards, as an animated PNG. Points are
 * coloured by height; tracks carry their identity, where they came from and where they will be in a second; dim is
 * what was not seen in this frame.
 *
 * <p><b>Inputs</b> any of f32 {@code [point, field]}, f32 {@code [box, field=8]}, f32 {@code [track, field=12]}, as
 * {@code cluster-boxes} and {@code track-boxes} give them. A picture is drawn for each frame of the last input, with the newest
 * of the others.
 */
public final class BirdsEyeSink implements SinkTransport<BirdsEyeSettings> {

    /** Made by {@link java.util.ServiceLoader}. */
    public BirdsEyeSink() {}

    @Override
    public String name() {
        return "birds-eye";
    }

    @Override
    public String summary() {
        return "clouds, boxes and tracks from above, as an animated PNG";
    }

    @Override
    public Class<BirdsEyeSettings> settings() {
        return BirdsEyeSettings.class;
    }

    @Override
    public void check(BirdsEyeSettings settings, Inputs inputs) {
        for (InputCheck input : inputs.all()) {
            StreamSpec spec = input.tensor(ElementType.F32).rank(2).spec();
            if (Layer.of(spec) == null) {
                input.mismatch("stream cannot be drawn from above", "rows of points, boxes or tracks");
            }
        }
    }

    @Override
    public SinkConnection open(BirdsEyeSettings settings, SinkContext context) throws IOException {
        List<Layer> layers = new ArrayList<>();
        context.inputs().values().forEach(spec -> layers.add(Layer.of(spec)));
        return new BirdsEyeFile(settings, layers);
    }

    /** What an input shows. */
    enum Layer {
        POINTS,
        BOXES,
        TRACKS;

        static @Nullable Layer of(StreamSpec spec) {
            if (spec.axes().size() != 2) {
                return null;
            }
            int fields = spec.axes().get(1).size();
            return switch (spec.axes().get(0).name()) {
                case "point" -> fields >= 3 ? POINTS : null;
                case "box" -> fields >= 7 ? BOXES : null;
                case "track" -> fields >= 10 ? TRACKS : null;
                default -> null;
            };
        }
    }
}
