import com.sun.management.UnixOperatingSystemMXBean;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.RecordingReader;
import io.millrace.engine.Millrace;
import io.millrace.engine.checkpoint.CheckpointStore;
import io.millrace.engine.run.Checkpoints;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.engine.run.RunReport;
import io.millrace.profiles.DeviceProfiles;
import io.millrace.transport.files.Recordings;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * One pipeline for a long time: csi-presence fed with its simulated recording over and over, ten times as fast as a sensor,
 * a checkpoint a second, every frame traced, a live change every ten. Samples heap, resident memory and file descriptors,
 * draws them, and fails if one of them rises from the second quarter to the last.
 *
 * <p>./millrace --java examples/soak/Soak.java MINUTES OUT.svg
 */
public final class Soak {

    private static final int FRAMES_PER_SECOND = 1000;

    private record Sample(double seconds, double heapMiB, double residentMiB, double descriptors) {}

    public static void main(String[] arguments) throws Exception {
        double minutes = Double.parseDouble(arguments[0]);
        Path out = Path.of(arguments[1]);
        Path example = Path.of(arguments.length > 2 ? arguments[2] : "examples/csi-presence");
        List<byte[]> records = new ArrayList<>();
        try (RecordingReader reader = Recordings.open(example.resolve("simulated-room.csv.gz"))) {
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
        }
        Provenance provenance = Provenance.of(Origin.SIMULATED, "soak");
        long[] sequence = {0};
        Flux<Frame> source = Flux.interval(Duration.ofMillis(10), Schedulers.newSingle("soak-feeder", true))
                .onBackpressureDrop()
                .concatMapIterable(tick -> {
                    List<Frame> some = new ArrayList<>();
                    for (int i = 0; i < FRAMES_PER_SECOND / 100; i++) {
                        long now = System.currentTimeMillis() * 1_000_000;
                        long number = sequence[0]++;
                        byte[] record = records.get((int) (number % records.size()));
                        some.add(new Frame(number, now, 0, now, Tensor.ofBytes(record), provenance));
                    }
                    return some;
                });
        Path state = Files.createTempDirectory("soak");
        Run run = Millrace.load(example)
                .with(graph -> new io.millrace.api.graph.Graph(
                        graph.name(), graph.profile(), graph.sources(), graph.nodes(), List.of(), graph.location()))
                .feed("csi", StreamSpec.records(), source)
                .compile(DeviceProfiles.thisMachine())
                .start(RunOptions.realTime()
                        .withTrace(4096)
                        .withCheckpoints(new Checkpoints(new CheckpointStore(state, 3), Duration.ofSeconds(1), false)));
        List<Sample> samples = new ArrayList<>();
        long began = System.nanoTime();
        for (int second = 0; second < minutes * 60; second++) {
            Thread.sleep(1000);
            if (second % 10 == 9) {
                run.set("clean", Map.of("threshold-mad", second % 20 == 9 ? "4" : "5")).block(Duration.ofSeconds(5));
            }
            System.gc(); // what is left is what is held
            samples.add(sample((System.nanoTime() - began) / 1e9));
            RunReport now = run.report();
            if (!now.balances() || now.failure() != null) {
                throw new IllegalStateException("soak failed: " + now.failure() + " " + now.edges());
            }
        }
        RunReport report = run.report();
        run.close();
        Files.writeString(out, svg(samples));
        long taken = Files.list(state).count();
        System.out.printf(
                Locale.ROOT,
                "%.1f min, %d frames, %d notes, %d checkpoints kept, balanced=%b%n",
                minutes,
                report.edge("csi.raw->csi").out(),
                report.notes().size(),
                taken,
                report.balances());
        boolean flat = flat("heap MiB", samples, Sample::heapMiB, 8)
                & flat("resident MiB", samples, Sample::residentMiB, 24)
                & flat("descriptors", samples, Sample::descriptors, 2);
        System.exit(flat ? 0 : 1);
    }

    private static Sample sample(double seconds) throws Exception {
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
        double resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Sample(seconds, heap, resident, system.getOpenFileDescriptorCount());
    }

    private static boolean flat(String what, List<Sample> samples, ToDoubleFunction<Sample> of, double allowed) {
        int quarter = samples.size() / 4;
        double early = samples.subList(quarter, 2 * quarter).stream().mapToDouble(of).average().orElse(0);
        double late = samples.subList(3 * quarter, samples.size()).stream().mapToDouble(of).average().orElse(0);
        boolean flat = late - early <= allowed;
        System.out.printf(
                Locale.ROOT,
                "%-14s second quarter %8.1f, last quarter %8.1f: %s (allowed +%.0f)%n",
                what,
                early,
                late,
                flat ? "flat" : "RISES",
                allowed);
        return flat;
    }

    private static String svg(List<Sample> samples) {
        StringBuilder svg = new StringBuilder(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 820 480\" font-family=\"sans-serif\""
                        + " font-size=\"12\"><rect width=\"820\" height=\"480\" fill=\"white\"/>\n");
        panel(svg, samples, "heap after a collection, MiB", Sample::heapMiB, 0, "#0a6ebd");
        panel(svg, samples, "resident memory, MiB", Sample::residentMiB, 1, "#b5460f");
        panel(svg, samples, "open file descriptors", Sample::descriptors, 2, "#2e7d32");
        return svg.append("</svg>\n").toString();
    }

    private static void panel(
            StringBuilder svg, List<Sample> samples, String title, ToDoubleFunction<Sample> of, int row, String colour) {
        double top = 30 + row * 150;
        double most = samples.stream().mapToDouble(of).max().orElse(1) * 1.1;
        double end = samples.get(samples.size() - 1).seconds();
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"60\" y=\"%.0f\">%s</text><path d=\"M60 %.0fV%.0fH800\" stroke=\"#999\" fill=\"none\"/>"
                        + "<text x=\"52\" y=\"%.0f\" text-anchor=\"end\">%.0f</text>"
                        + "<text x=\"52\" y=\"%.0f\" text-anchor=\"end\">0</text>"
                        + "<text x=\"800\" y=\"%.0f\" text-anchor=\"end\">%.1f min</text>%n<polyline fill=\"none\""
                        + " stroke=\"%s\" stroke-width=\"1.5\" points=\"",
                top - 6,
                title,
                top,
                top + 110,
                top + 10,
                most,
                top + 110,
                top + 125,
                end / 60,
                colour));
        for (Sample sample : samples) {
            svg.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    60 + 740 * sample.seconds() / end,
                    top + 110 - 110 * of.applyAsDouble(sample) / most));
        }
        svg.append("\"/>\n");
    }
}
