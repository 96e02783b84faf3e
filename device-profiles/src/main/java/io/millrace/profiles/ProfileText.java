package io.millrace.profiles;

import io.millrace.api.device.Calibration;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Hardware;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a measured profile as a file that {@link DeviceProfiles} reads. */
public final class ProfileText {

    private static final double GIGA = 1e9;

    private final StringBuilder out = new StringBuilder();
    private final List<String> stated = new ArrayList<>();

    private ProfileText() {}

    /**
     * Writes what was measured on a machine. What it does not state comes from the profile that it extends.
     *
     * @param profile name, title, cores, memory, caches and calibration
     * @param base name of the profile to extend
     * @param source where every figure comes from
     * @return a profile file
     */
    public static String of(DeviceProfile profile, String base, String source) {
        return new ProfileText().write(profile, base, source);
    }

    private String write(DeviceProfile profile, String base, String source) {
        line("profile: " + profile.name());
        line("title: " + quoted(profile.title()));
        line("extends: " + base);
        figure("cores", String.valueOf(profile.cores()));
        figure("isa", profile.isa());
        memory("heap", profile.heapBytes());
        memory("native", profile.nativeBytes());
        Hardware hardware = profile.hardware();
        memory("memory", hardware.memoryBytes());
        memory("l1-data", hardware.l1DataBytes());
        memory("l2", hardware.l2Bytes());
        memory("l3", hardware.l3Bytes());
        figure("execution-providers", profile.executionProviders().toString());
        line("calibration:");
        stated.add(CalibrationFile.KEY);
        calibration(profile.calibration());
        line("sources:");
        stated.forEach(key -> line("  " + key + ": " + quoted(source)));
        for (String key : ProfileFile.HARDWARE) {
            if (!stated.contains(key)) {
                line("  " + key + ": unmeasured"); // so that the base's is not taken for this machine's
            }
        }
        return out.toString();
    }

    private void calibration(Calibration measured) {
        begin("arithmetic", measured.arithmetic());
        for (Calibration.Arithmetic rate : measured.arithmetic()) {
            line("    - { kernel: " + rate.kernel() + ", width: " + rate.width() + ", gflops: "
                    + giga(rate.flopsPerSecond()) + " }");
        }
        begin("bandwidth", measured.bandwidth());
        for (Calibration.Bandwidth rate : measured.bandwidth()) {
            line("    - { level: " + rate.level() + ", gbytes-per-second: " + giga(rate.bytesPerSecond()) + " }");
        }
        line("  call: { " + spread(measured.call()) + " }");
        line("  hop: { " + spread(measured.hop()) + " }");
        begin("latency", measured.latency());
        for (Calibration.Timed timed : measured.latency()) {
            line("    - { operator: " + timed.operator() + ", kernel: " + timed.kernel() + ", pace: "
                    + timed.pace().name().toLowerCase(Locale.ROOT) + ", " + spread(timed.time()) + ", macs: "
                    + timed.macs() + ", bytes: " + timed.bytes() + ",");
            line("        in: " + quoted(timed.in()) + ", settings: " + quoted(timed.settings()) + " }");
        }
    }

    private void begin(String key, List<?> list) {
        line("  " + key + (list.isEmpty() ? ": []" : ":"));
    }

    private static String spread(Calibration.Spread spread) {
        return "p50: " + spread.p50Nanos() + "ns, p99: " + spread.p99Nanos() + "ns";
    }

    private static String giga(double rate) {
        return String.format(Locale.ROOT, "%.3f", rate / GIGA);
    }

    private void memory(String key, long bytes) {
        if (bytes >= 1024) {
            figure(key, bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB");
        }
    }

    private void figure(String key, String value) {
        line(key + ": " + value);
        stated.add(key);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
