package io.millrace.transport.pictures;

import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code timeline} sink: an SVG with a lane for every element of every input, time to the right, each lane on a scale of
 * its own; what is 0 or 1 becomes bars. Beside it, if wanted, a CSV of the spans in which lanes of the first input are on.
 *
 * <p><b>Inputs</b> f32 of any fixed shape, {@value #MOST_LANES} elements in all at most.
 *
 * <p>Its memory is bounded: a lane has {@code columns} columns, of which two become one, the larger, whenever they are full. The
 * picture is written when the run ends, the spans as they end.
 */
public final class TimelineSink implements SinkTransport<TimelineSettings> {

    private static final int MOST_LANES = 32;

    /** Made by {@link java.util.ServiceLoader}. */
    public TimelineSink() {}

    @Override
    public String name() {
        return "timeline";
    }

    @Override
    public String summary() {
        return "an SVG of values over time, a lane for each";
    }

    @Override
    public Class<TimelineSettings> settings() {
        return TimelineSettings.class;
    }

    @Override
    public void check(TimelineSettings settings, Inputs inputs) {
        int lanes = 0;
        for (InputCheck input : inputs.all()) {
            lanes += input.tensor(ElementType.F32).fixed().spec().shape().elements();
        }
        if (lanes > MOST_LANES) {
            inputs.refuse("too many lanes", "elements=" + lanes, "at most " + MOST_LANES);
        }
    }

    @Override
    public SinkConnection open(TimelineSettings settings, SinkContext context) {
        List<String> names = new ArrayList<>();
        List<Integer> elements = new ArrayList<>();
        context.inputs().forEach((name, spec) -> {
            elements.add(spec.shape().elements());
            names.addAll(names(name, spec));
        });
        for (int i = 0; i < Math.min(names.size(), settings.labels().size()); i++) {
            names.set(i, settings.labels().get(i));
        }
        return new TimelineFile(settings, names, elements);
    }

    private static List<String> names(String input, StreamSpec spec) {
        int elements = spec.shape().elements();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < elements; i++) {
            names.add(elements == 1 ? input : input + " " + i);
        }
        return names;
    }
}
