package presence;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.Millrace;
import io.millrace.engine.Pipeline;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.profiles.DeviceProfiles;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Sinks;

/** A host application: lines of an ESP32 on standard input, for how many of them somebody moved on standard output. */
final class Presence {

    private Presence() {}

    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        Provenance sensor = Provenance.of(Origin.SIMULATED, "standard-input");
        Sinks.Many<Frame> csi = Sinks.many().unicast().onBackpressureBuffer();
        Pipeline pipeline = Millrace.load(Path.of(arguments[0]))
                .feed("csi", StreamSpec.records(), csi.asFlux())
                .compile(DeviceProfiles.thisMachine());
        AtomicLong moving = new AtomicLong();
        try (Run run = pipeline.start(RunOptions.virtualTime())) { // in the time of the frames; realTime() for a sensor
            run.port("presence").subscribe(frame -> moving.addAndGet(frame.tensor().floats()[2] > 0 ? 1 : 0));
            long packet = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine(), packet++) {
                long nanos = packet * 10_000_000; // 100 packets a second
                csi.tryEmitNext(new Frame(packet, nanos, 0, nanos, Tensor.ofBytes(line.getBytes()), sensor));
            }
            csi.tryEmitComplete();
            run.await(Duration.ofMinutes(1));
            System.out.println("packets=" + packet + ", moving=" + moving + ", balanced=" + run.report().balances());
        }
    }
}
