package io.millrace.cli;

import io.millrace.api.device.Calibration;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Hardware;
import io.millrace.cli.view.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One figure of a device profile as it is shown.
 *
 * @param key key of the profile file
 * @param text the figure for people, {@code -} if it is not known
 * @param value the figure for programs, null if it is not known
 * @param unit {@code bytes}, {@code Hz}, {@code ns}, or empty
 * @param source where it comes from
 */
record ProfileFigure(String key, String text, @Nullable Object value, String unit, String source) {

    private static final String UNKNOWN = "-";

    /** Every figure that the profile states or says it does not know, in the order of a profile file. */
    static List<ProfileFigure> of(DeviceProfile profile) {
        Hardware hardware = profile.hardware();
        List<ProfileFigure> figures = new ArrayList<>();
        add(figures, profile, "cores", String.valueOf(profile.cores()), profile.cores(), "");
        add(figures, profile, "isa", profile.isa(), profile.isa(), "");
        add(figures, profile, "heap", memory(profile.heapBytes()), profile.heapBytes(), "bytes");
        add(figures, profile, "native", memory(profile.nativeBytes()), profile.nativeBytes(), "bytes");
        addKnown(figures, profile, "clock", decimal(hardware.clockHz(), 9) + " GHz", hardware.clockHz(), "Hz");
        addKnown(figures, profile, "memory", memory(hardware.memoryBytes()), hardware.memoryBytes(), "bytes");
        addKnown(figures, profile, "l1-data", memory(hardware.l1DataBytes()), hardware.l1DataBytes(), "bytes");
        addKnown(figures, profile, "l2", memory(hardware.l2Bytes()), hardware.l2Bytes(), "bytes");
        addKnown(figures, profile, "l3", memory(hardware.l3Bytes()), hardware.l3Bytes(), "bytes");
        List<String> providers = profile.executionProviders();
        add(figures, profile, "execution-providers", String.join(", ", providers), providers, "");
        long latencyNanos = profile.maxLatencyNanos();
        addKnown(figures, profile, "max-latency", decimal(latencyNanos, 6) + "ms", latencyNanos, "ns");
        TermsFigures.addTo(figures, profile);
        measured(figures, profile);
        return figures;
    }

    private static void measured(List<ProfileFigure> figures, DeviceProfile profile) {
        Calibration measured = profile.calibration();
        String source = profile.sources().getOrDefault("calibration", "not stated");
        for (Calibration.Arithmetic rate : measured.arithmetic()) {
            String key = rate.kernel() + "-" + rate.width();
            figures.add(new ProfileFigure(
                    key, giga(rate.flopsPerSecond()) + " GFLOP/s", rate.flopsPerSecond(), "FLOP/s", source));
        }
        for (Calibration.Bandwidth rate : measured.bandwidth()) {
            String key = "bandwidth-" + rate.level();
            figures.add(new ProfileFigure(
                    key, giga(rate.bytesPerSecond()) + " GB/s", rate.bytesPerSecond(), "bytes/s", source));
        }
        spread(figures, "call", measured.call(), source);
        spread(figures, "hop", measured.hop(), source);
        for (Calibration.Timed timed : measured.latency()) {
            String key = timed.operator() + " " + timed.kernel() + " "
                    + timed.pace().name().toLowerCase(Locale.ROOT) + " " + timed.in()
                    + (timed.settings().isEmpty() ? "" : " " + timed.settings());
            spread(figures, key, timed.time(), source);
        }
    }

    private static void spread(List<ProfileFigure> figures, String key, Calibration.Spread spread, String source) {
        if (spread.p50Nanos() > 0) {
            figures.add(new ProfileFigure(
                    key + " p50", Text.nanos((double) spread.p50Nanos()), spread.p50Nanos(), "ns", source));
            figures.add(new ProfileFigure(
                    key + " p99", Text.nanos((double) spread.p99Nanos()), spread.p99Nanos(), "ns", source));
        }
    }

    private static String giga(double rate) {
        return String.format(Locale.ROOT, "%.1f", rate / 1e9);
    }

    /** As a profile file writes it; what is no whole number of its unit is rounded down. */
    static String memory(long bytes) {
        if (bytes >= 1L << 30 && bytes % (1L << 30) == 0) {
            return (bytes >> 30) + " GiB";
        }
        boolean isMiB = bytes >= 16L << 20 || (bytes >= 1L << 20 && bytes % (1L << 20) == 0);
        return isMiB ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
    }

    /** Value and source; a unit only where there is one. */
    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("value", value);
        if (!unit.isEmpty()) {
            json.put("unit", unit);
        }
        json.put("source", source);
        return json;
    }

    private static void addKnown(
            List<ProfileFigure> figures, DeviceProfile profile, String key, String text, long value, String unit) {
        if (value > 0) {
            add(figures, profile, key, text, value, unit);
        } else if (profile.sources().containsKey(key)) {
            add(figures, profile, key, UNKNOWN, null, unit);
        }
    }

    private static void add(
            List<ProfileFigure> figures,
            DeviceProfile profile,
            String key,
            String text,
            @Nullable Object value,
            String unit) {
        figures.add(new ProfileFigure(key, text, value, unit, profile.sources().getOrDefault(key, "not stated")));
    }

    static String decimal(long value, int digits) {
        return BigDecimal.valueOf(value, digits).stripTrailingZeros().toPlainString();
    }
}
