package io.millrace.engine.compile;

import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Network;
import io.millrace.api.device.Sensor;
import io.millrace.api.graph.Graph;
import io.millrace.api.graph.SourceDef;
import io.millrace.api.stream.StreamSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Holds what transports carry over the network against the device's link, each direction for itself. Streams of unknown
 * rate are not counted: what is refused cannot work, what is let through may still be too much.
 */
final class Traffic {

    private final DeviceProfile profile;
    private final Problems problems;
    private final List<String> arriving = new ArrayList<>();
    private final List<String> leaving = new ArrayList<>();
    private double arrivingBitsPerSecond;
    private double leavingBitsPerSecond;

    Traffic(DeviceProfile profile, Problems problems) {
        this.profile = profile;
        this.problems = problems;
    }

    /** A source hears over the network: its sensor says how much, or the stream does. */
    void arrives(SourceDef source, StreamSpec spec) {
        Network network = profile.terms().network();
        if (network == null) {
            return;
        }
        Optional<Sensor> sensor = profile.terms().sensor(source.sensor());
        double recordsPerSecond = source.rateHz();
        double bytesPerSecond =
                Math.max(sensor.map(Sensor::bytesPerSecond).orElse(0.0), spec.frameBytes() * recordsPerSecond);
        if (bytesPerSecond > 0) {
            arrivingBitsPerSecond += network.load(bytesPerSecond, recordsPerSecond);
            arriving.add(source.name());
        }
    }

    /** A sink tells over the network, at least one listener. */
    void leaves(String sink, Collection<StreamSpec> inputs) {
        Network network = profile.terms().network();
        if (network == null) {
            return;
        }
        for (StreamSpec spec : inputs) {
            leavingBitsPerSecond += network.load(spec.frameBytes() * spec.rateHz(), spec.rateHz());
        }
        leaving.add(sink);
    }

    void check(Graph graph) {
        check(graph, "sources", arriving, arrivingBitsPerSecond);
        check(graph, "sinks", leaving, leavingBitsPerSecond);
    }

    private void check(Graph graph, String what, List<String> names, double bitsPerSecond) {
        Network network = profile.terms().network();
        if (network != null && bitsPerSecond > network.bitsPerSecond()) {
            problems.add(
                    graph.location(),
                    "streams do not fit the network: pipeline=" + graph.name() + ", " + what + "=" + names
                            + ", load=" + megabits((long) Math.ceil(bitsPerSecond)) + " Mbit/s (expected at most "
                            + megabits(network.bitsPerSecond()) + " Mbit/s over " + network.link()
                            + ", from profile " + profile.name() + ")");
        }
    }

    private static String megabits(long bitsPerSecond) {
        return BigDecimal.valueOf(bitsPerSecond, 6).stripTrailingZeros().toPlainString();
    }
}
