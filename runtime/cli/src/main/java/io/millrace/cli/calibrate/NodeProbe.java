package io.millrace.cli.calibrate;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.device.Calibration.Spread;
import io.millrace.api.device.Calibration.Timed;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.SystemClock;
import io.millrace.engine.Millrace;
import io.millrace.engine.Pipeline;
import io.millrace.engine.run.Latency;
import io.millrace.engine.run.NodeReport;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.profiles.DeviceProfiles;
import io.millrace.profiles.forecast.NodeKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Runs one operator in a pipeline of its own on random numbers, and reads what the run measured at it. */
final class NodeProbe {

    private static final String NODE = "probe";
    private static final double RATE_HZ = 1000; // the fastest at which every frame is timed
    private static final long PERIOD_NANOS = 1_000_000;
    private static final int PAYLOADS = 16;
    private static final int RUNS = 3;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final StreamSpec stream;
    private final Component operator;
    private final List<Payload> payloads = new ArrayList<>();

    /**
     * An operator.
     *
     * @param operator its name
     * @param settings its settings as a file writes them
     * @param width numbers of a frame
     */
    NodeProbe(String operator, Map<String, String> settings, int width) {
        this.stream =
                StreamSpec.tensor(ElementType.F32, Axis.of("value", width)).withRateHz(RATE_HZ);
        Map<String, ConfigValue> written = new LinkedHashMap<>();
        settings.forEach((key, value) -> written.put(key, new ConfigValue.Scalar(value, Location.BUILDER)));
        this.operator =
                Component.written(operator, new ConfigValue.Mapping(written, Location.BUILDER), Location.BUILDER);
        Random random = new Random(width);
        for (int i = 0; i < PAYLOADS; i++) {
            float[] values = new float[width];
            for (int j = 0; j < width; j++) {
                values[j] = (float) random.nextGaussian();
            }
            payloads.add(Tensor.of(Shape.of(width), values));
        }
    }

    /** Frames without a pause between them; the first run is warm-up. */
    Timed busy(int frames) throws IOException, InterruptedException {
        Flux<Frame> feed = Flux.range(0, frames).map(this::frame);
        List<Spread> runs = new ArrayList<>();
        Timed last = null;
        for (int run = 0; run <= RUNS; run++) {
            Pipeline pipeline = pipeline(feed);
            Spread spread = spread(run(pipeline, RunOptions.virtualTime()).service());
            if (run > 0) {
                runs.add(spread);
            }
            NodeKey key = NodeKey.of(pipeline.plan(), pipeline.plan().node(NODE));
            last = key.timed(Pace.BUSY, runs.isEmpty() ? spread : Batches.median(runs));
        }
        return java.util.Objects.requireNonNull(last);
    }

    /** Age of frames that come one at a time, a millisecond apart, over one thread change; the first run is warm-up. */
    Spread age(int frames) throws IOException, InterruptedException {
        Flux<Frame> feed = Flux.interval(Duration.ofNanos(PERIOD_NANOS))
                .onBackpressureDrop()
                .take(frames)
                .map(i -> frame(i.intValue()));
        List<Spread> runs = new ArrayList<>();
        for (int run = 0; run <= RUNS; run++) {
            NodeReport report = run(pipeline(feed), RunOptions.realTime());
            if (run > 0) {
                Spread age = spread(report.age());
                Spread service = spread(report.service());
                runs.add(new Spread(
                        Math.max(1, age.p50Nanos() - service.p50Nanos()),
                        Math.max(1, age.p99Nanos() - service.p50Nanos())));
            }
        }
        return Batches.median(runs);
    }

    private Pipeline pipeline(Flux<Frame> feed) {
        return Millrace.pipeline("calibrate")
                .source("in", stream, feed, new EdgePolicy(Overflow.BLOCK, 64))
                .node(NODE, operator, wires -> wires.in("in"))
                .draft()
                .compile(DeviceProfiles.thisMachine());
    }

    private static NodeReport run(Pipeline pipeline, RunOptions options) throws IOException, InterruptedException {
        try (Run run = pipeline.start(options)) {
            if (!run.await(LONGEST)) {
                throw new IOException("measurement does not end: operator="
                        + pipeline.plan().node(NODE).type() + ", seconds=" + LONGEST.toSeconds());
            }
            @Nullable String failure = run.failure();
            if (failure != null) {
                throw new IOException("measurement failed: operator="
                        + pipeline.plan().node(NODE).type() + ", cause=" + failure);
            }
            return run.nodeReport(NODE);
        }
    }

    private Frame frame(int i) {
        return new Frame(
                i,
                i * PERIOD_NANOS,
                0,
                SystemClock.INSTANCE.epochNanos(),
                payloads.get(i % PAYLOADS),
                Provenance.of(Origin.SIMULATED, "calibrate"));
    }

    static Spread spread(Latency latency) {
        return new Spread(latency.p50Nanos(), latency.p99Nanos());
    }
}
