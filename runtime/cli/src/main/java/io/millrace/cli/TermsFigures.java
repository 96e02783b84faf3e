package io.millrace.cli;

import io.millrace.api.config.Words;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Network;
import io.millrace.api.device.Overload;
import io.millrace.api.device.Sensor;
import io.millrace.api.device.Terms;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.profiles.CsiLayout;
import io.millrace.profiles.SensorNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a profile sets for pipelines, and what a sensor node gives, as figures to show. */
final class TermsFigures {

    private static final String UNKNOWN = "-";

    private TermsFigures() {}

    /** Adds what the profile states or says it does not know. */
    static void addTo(List<ProfileFigure> figures, DeviceProfile profile) {
        Terms terms = profile.terms();
        Map<String, String> sources = profile.sources();
        List<String> formats = terms.numericFormats().stream().map(Words::of).toList();
        add(figures, sources, "numeric-formats", String.join(", ", formats), formats.isEmpty() ? null : formats);
        Network network = terms.network();
        add(figures, sources, "network", network == null ? "" : text(network), network == null ? null : json(network));
        Overload overload = terms.overload();
        boolean limits = !overload.equals(Overload.FILE_DECIDES);
        add(figures, sources, "overload", limits ? text(overload) : "", limits ? json(overload) : null);
        for (Sensor sensor : terms.sensors()) {
            figures.add(new ProfileFigure(
                    "sensors." + sensor.name(),
                    sensor.facts().entrySet().stream()
                            .map(fact -> fact.getKey() + "=" + fact.getValue())
                            .collect(Collectors.joining(", ")),
                    json(sensor),
                    "",
                    sources.getOrDefault("sensors", "not stated")));
        }
    }

    /** Every figure of a node. */
    static List<ProfileFigure> of(SensorNode node) {
        List<ProfileFigure> figures = new ArrayList<>();
        Map<String, String> sources = node.sources();
        add(figures, sources, "element", "i8", "i8");
        add(figures, sources, "order", "imaginary-real", "imaginary-real");
        add(figures, sources, "csi-config", node.csiConfig().toString(), node.csiConfig());
        double rateHz = node.maxRateHz();
        add(figures, sources, "max-rate", rateHz > 0 ? rateHz + " Hz" : "", rateHz > 0 ? rateHz : null);
        if (node.layouts().isEmpty()) {
            add(figures, sources, "layouts", "", null);
        }
        for (CsiLayout layout : node.layouts()) {
            figures.add(new ProfileFigure(
                    layout.packet(),
                    layout.bytes() + " bytes, sub-carriers " + layout.lltf() + "+" + layout.ltf() + "+"
                            + layout.stbcLtf(),
                    json(layout),
                    "",
                    sources.getOrDefault("layouts", "not stated")));
        }
        return figures;
    }

    private static void add(
            List<ProfileFigure> figures, Map<String, String> sources, String key, String text, @Nullable Object value) {
        if (value != null || sources.containsKey(key)) {
            figures.add(new ProfileFigure(
                    key, value == null ? UNKNOWN : text, value, "", sources.getOrDefault(key, "not stated")));
        }
    }

    private static String text(Network network) {
        return network.link() + ", " + ProfileFigure.decimal(network.bitsPerSecond(), 6) + " Mbit/s, MTU "
                + network.mtuBytes();
    }

    private static Map<String, Object> json(Network network) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("link", network.link());
        json.put("bitsPerSecond", network.bitsPerSecond());
        json.put("mtuBytes", network.mtuBytes());
        return json;
    }

    private static String text(Overload overload) {
        EdgePolicy otherwise = overload.otherwise();
        String allowed = overload.allowed().isEmpty() ? "any" : words(overload).toString();
        return "allow " + allowed + (otherwise == null ? "" : ", otherwise " + otherwise);
    }

    private static Map<String, Object> json(Overload overload) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("allow", words(overload));
        EdgePolicy otherwise = overload.otherwise();
        if (otherwise != null) {
            json.put("overflow", Words.of(otherwise.overflow()));
            json.put("capacity", otherwise.capacity());
        }
        return json;
    }

    private static List<String> words(Overload overload) {
        return overload.allowed().stream().map(Words::of).toList();
    }

    private static Map<String, Object> json(Sensor sensor) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("facts", sensor.facts());
        json.put("recordRateHz", sensor.recordRateHz());
        json.put("bytesPerSecond", sensor.bytesPerSecond());
        json.put("clockDomain", sensor.clockDomain());
        json.put("settings", sensor.settings());
        return json;
    }

    private static Map<String, Object> json(CsiLayout layout) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lltf", layout.lltf());
        json.put("ltf", layout.ltf());
        json.put("stbcLtf", layout.stbcLtf());
        json.put("bytes", layout.bytes());
        return json;
    }
}
