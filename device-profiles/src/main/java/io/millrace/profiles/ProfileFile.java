package io.millrace.profiles;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import io.millrace.api.device.Calibration;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Hardware;
import io.millrace.api.device.Terms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One profile file as written: figures that it does not state are null until the profile it extends gives them. */
final class ProfileFile {

    static final String EXTENDS = "extends";

    private static final String NAME = "profile";
    private static final String TITLE = "title";
    private static final String SOURCES = "sources";
    private static final String UNMEASURED = "unmeasured";
    private static final String CPU = "cpu";
    private static final List<String> REQUIRED = List.of("cores", "isa", "heap", "native");
    static final List<String> HARDWARE = List.of("clock", "memory", "l1-data", "l2", "l3");
    private static final List<String> BUDGETS = List.of("execution-providers", "max-latency", CalibrationFile.KEY);
    static final List<String> FIGURES = Stream.of(REQUIRED, HARDWARE, BUDGETS, TermsFile.KEYS)
            .flatMap(List::stream)
            .toList();
    private static final List<String> KEYS = Stream.concat(Stream.of(NAME, TITLE, EXTENDS, SOURCES), FIGURES.stream())
            .toList();

    private final ConfigValue.Mapping file;
    private final Problems problems;

    ProfileFile(ConfigValue.Mapping file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * Makes the profile.
     *
     * @param base what the file extends, or null if it states no such thing or it could not be read
     * @return the profile, or null if a problem was noted
     */
    @Nullable DeviceProfile read(@Nullable DeviceProfile base) {
        int before = problems.size();
        refuseUnknown(file.entries(), KEYS);
        require(List.of(NAME, TITLE));
        if (!file.entries().containsKey(EXTENDS)) {
            require(REQUIRED);
        }
        Figures figures = new Figures(file, problems);
        String name = figures.word(NAME);
        if (DeviceProfiles.THIS_MACHINE.equals(name)) {
            problems.add(at(NAME), "name is taken: profile=" + name + " (expected another name: this one is computed)");
        }
        String title = figures.text(TITLE);
        Map<String, ConfigValue> written = figures.mapping(SOURCES);
        Map<String, String> sources = sources(written, base);
        Integer cores = orElse(figures.cores("cores"), base == null ? null : base.cores());
        String isa = orElse(figures.word("isa"), base == null ? null : base.isa());
        Long heap = orElse(figures.memory("heap", 1), base == null ? null : base.heapBytes());
        Long nativeBytes = orElse(figures.memory("native", 0), base == null ? null : base.nativeBytes());
        Hardware hardware = hardware(figures, written, base == null ? Hardware.UNKNOWN : base.hardware());
        List<String> providers =
                orElse(figures.words("execution-providers"), base == null ? List.of() : base.executionProviders());
        Long latency = orElse(figures.nanos("max-latency"), base == null ? Long.valueOf(0) : base.maxLatencyNanos());
        Terms terms = new TermsFile(file, problems).read(base == null ? Terms.NONE : base.terms());
        Calibration calibration = orElse(
                new CalibrationFile(problems).read(file.entries().get(CalibrationFile.KEY)),
                base == null ? Calibration.NONE : base.calibration());
        boolean isWhole = problems.size() == before;
        if (!isWhole
                || name == null
                || title == null
                || cores == null
                || isa == null
                || heap == null
                || nativeBytes == null
                || providers == null
                || latency == null
                || calibration == null) {
            return null;
        }
        return new DeviceProfile(
                        name,
                        title,
                        cores,
                        isa,
                        heap,
                        nativeBytes,
                        hardware,
                        withCpu(providers),
                        latency,
                        terms,
                        sources)
                .with(calibration);
    }

    private Hardware hardware(Figures figures, Map<String, ConfigValue> sources, Hardware base) {
        return new Hardware(
                known("clock", figures.hertz("clock"), sources, base.clockHz()),
                known("memory", figures.memory("memory", 1), sources, base.memoryBytes()),
                known("l1-data", figures.memory("l1-data", 1), sources, base.l1DataBytes()),
                known("l2", figures.memory("l2", 1), sources, base.l2Bytes()),
                known("l3", figures.memory("l3", 1), sources, base.l3Bytes()));
    }

    /** A source without its figure withdraws what the extended profile says, and can only be {@code unmeasured}. */
    private static long known(String key, @Nullable Long own, Map<String, ConfigValue> sources, long inherited) {
        if (own != null) {
            return own;
        }
        return sources.containsKey(key) ? 0 : inherited;
    }

    private Map<String, String> sources(Map<String, ConfigValue> written, @Nullable DeviceProfile base) {
        refuseUnknown(written, FIGURES);
        Map<String, String> sources = new LinkedHashMap<>(base == null ? Map.of() : base.sources());
        for (String figure : FIGURES) {
            ConfigValue source = written.get(figure);
            if (source instanceof ConfigValue.Scalar scalar && !scalar.text().isEmpty()) {
                boolean isStated = file.entries().containsKey(figure) || !HARDWARE.contains(figure);
                if (!isStated && !scalar.text().equals(UNMEASURED)) {
                    problems.add(
                            source.location(),
                            "source without figure: sources." + figure + "=" + source + " (expected " + figure + ", or "
                                    + UNMEASURED + ")");
                }
                sources.put(figure, scalar.text());
            } else if (source != null) {
                problems.add(
                        source.location(),
                        "value not understood: sources." + figure + "=" + source + " (expected some text)");
            } else if (file.entries().containsKey(figure)) {
                problems.add(
                        at(figure),
                        "figure without source: key=" + figure + " (expected sources: { " + figure
                                + ": a data sheet, or unmeasured })");
            }
        }
        return sources;
    }

    private void refuseUnknown(Map<String, ConfigValue> entries, List<String> known) {
        entries.forEach((key, value) -> {
            if (!known.contains(key)) {
                problems.add(
                        value.location(), "unknown key: key=" + key + " (expected " + Words.oneOf(key, known) + ")");
            }
        });
    }

    private void require(List<String> keys) {
        for (String key : keys) {
            if (!file.entries().containsKey(key)) {
                problems.add(
                        file.location(),
                        "key is missing: key=" + key + " (expected "
                                + (REQUIRED.contains(key) ? key + ", or extends: a profile that has it" : key) + ")");
            }
        }
    }

    private Location at(String key) {
        ConfigValue value = file.entries().get(key);
        return value == null ? file.location() : value.location();
    }

    private static <T> @Nullable T orElse(@Nullable T own, @Nullable T inherited) {
        return own == null ? inherited : own;
    }

    private static List<String> withCpu(List<String> providers) {
        return providers.contains(CPU)
                ? providers
                : Stream.concat(providers.stream(), Stream.of(CPU)).toList();
    }
}
