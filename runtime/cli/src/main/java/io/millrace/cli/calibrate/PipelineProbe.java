package io.millrace.cli.calibrate;

import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.device.Calibration.Spread;
import io.millrace.api.device.Calibration.Timed;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedNode;
import io.millrace.cli.Json;
import io.millrace.profiles.forecast.NodeKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a pipeline as its users do, each time in a JVM of its own, and reads what the runs measured at every node. In this
 * JVM its code would be compiled better than it ever is in the first minute of a run.
 */
public final class PipelineProbe {

    private final List<String> arguments;

    /**
     * A pipeline.
     *
     * @param arguments of {@code millrace run}: the pipeline, and what else it needs
     */
    public PipelineProbe(List<String> arguments) {
        this.arguments = List.copyOf(arguments);
    }

    /**
     * Runs it several times.
     *
     * @param plan what it compiles to
     * @param pace busy for as fast as it goes, paced for the speed its recordings were taken
     * @param seconds how long to run at most when paced
     * @param runs how often
     * @return the median of the runs for every node that got frames
     * @throws IOException if a run fails
     * @throws InterruptedException if this thread is interrupted
     */
    public List<Timed> measure(Plan plan, Pace pace, int seconds, int runs) throws IOException, InterruptedException {
        Map<String, List<Spread>> byNode = new LinkedHashMap<>();
        for (int run = 0; run < runs; run++) {
            for (Object entry : (List<?>) run(pace, seconds).getOrDefault("nodes", List.of())) {
                Map<?, ?> node = (Map<?, ?>) entry;
                Map<?, ?> service = (Map<?, ?>) node.get("service");
                if (service != null && number(service.get("samples")) > 0) {
                    byNode.computeIfAbsent(String.valueOf(node.get("node")), n -> new ArrayList<>())
                            .add(new Spread(number(service.get("p50Nanos")), number(service.get("p99Nanos"))));
                }
            }
        }
        List<Timed> timed = new ArrayList<>();
        for (PlannedNode node : plan.nodes()) {
            List<Spread> spreads = byNode.get(node.name());
            if (spreads != null) {
                timed.add(NodeKey.of(plan, node).timed(pace, Batches.median(spreads)));
            }
        }
        return timed;
    }

    private Map<String, Object> run(Pace pace, int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("io.millrace.cli.Main", "run"));
        command.addAll(arguments);
        command.add("--json");
        command.addAll(pace == Pace.BUSY ? List.of("--speed", "max") : List.of("--duration", seconds + "s"));
        Path errors = Files.createTempFile("millrace-calibrate", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            // Not as an option: ONNX Runtime reads the command line, and ends on one of 4 KiB.
            builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            Process process = builder.start();
            @Nullable Map<String, Object> report = null;
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    report = line.startsWith("{\"type\":\"report\"") ? Json.object(line) : report;
                }
            } finally {
                process.destroy();
            }
            int code = process.waitFor();
            if (report == null || code != 0) {
                throw new IOException("run failed: arguments=" + arguments + ", pace=" + pace + ", exitCode=" + code
                        + "\n"
                        + Files.readString(errors, StandardCharsets.UTF_8).strip());
            }
            return report;
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
