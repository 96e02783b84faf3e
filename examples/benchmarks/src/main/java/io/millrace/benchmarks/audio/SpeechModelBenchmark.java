package io.millrace.benchmarks.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.Millrace;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.operators.audio.AudioStreams;
import io.millrace.profiles.DeviceProfiles;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The whole pipelines of {@code examples/speech} at 16 kHz: DTLN (two models, transforms, mask, overlap-add) for 8 ms of
 * audio, and Silero VAD for the 32 ms of its window. Needs
 * {@code -Dmillrace.data=DIR} with the models.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
public class SpeechModelBenchmark {

    private static final long BLOCK_NANOS = 8_000_000;

    private static final String DTLN = """
            pipeline: dtln
            sources: { mic: { overflow: drop-oldest, capacity: 16 } }
            nodes:
              spectrum:  { operator: audio-stft, in: mic, length-samples: 512, hop-samples: 128, window: rectangular }
              magnitude: { operator: magnitude, in: spectrum }
              mask:      { model: %1$s/model_1.onnx, in: magnitude, state: ["input_3->tf_op_layer_stack_2"] }
              masked:    { operator: complex-mask, in: { spectrum: spectrum, mask: mask } }
              estimate:  { operator: audio-ifft, in: masked }
              refined:   { model: %1$s/model_2.onnx, in: estimate, state: ["input_5->tf_op_layer_stack_5"] }
              out:       { operator: overlap-add, in: refined, hop-samples: 128 }
            """;

    private static final String SILERO = """
            pipeline: silero
            sources: { mic: { overflow: drop-oldest, capacity: 16 } }
            nodes:
              window:      { operator: audio-window, in: mic, length-samples: 576, hop-samples: 512 }
              probability: { model: %1$s/silero_vad_v5.onnx, in: window, state: ["state->stateN"], constants: ["sr=16000"] }
              out:         { operator: voice-activity, in: probability }
            """;

    private final Provenance provenance = Provenance.of(Origin.SIMULATED, "bench");
    private final Tensor samples = AudioStageBenchmark.noise(new Random(1));
    private Pipe dtln;
    private Pipe silero;

    /** A running pipeline that is fed by hand. */
    private static final class Pipe {

        private final Run run;
        private Subscriber<? super Frame> input;
        private volatile Frame last;
        private long sequence;

        Pipe(String text) throws Exception {
            StreamSpec blocks = AudioStreams.blocks(1, AudioStageBenchmark.BLOCK, AudioStageBenchmark.RATE_HZ);
            run = Millrace.parse("bench", text)
                    .feed("mic", blocks, s -> input = s)
                    .compile(DeviceProfiles.thisMachine())
                    .start(RunOptions.virtualTime());
            run.port("out").subscribe(f -> last = f);
            input.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {}
            });
        }

        Frame feed(Tensor samples, Provenance provenance) {
            long nanos = sequence * BLOCK_NANOS;
            input.onNext(new Frame(sequence++, nanos, 0, nanos, samples, provenance));
            return last;
        }
    }

    @Setup
    public void open() throws Exception {
        Path models = Path.of(System.getProperty("millrace.data", "."))
                .resolve("models")
                .toAbsolutePath();
        dtln = new Pipe(DTLN.formatted(models.resolve("dtln")));
        silero = new Pipe(SILERO.formatted(models.resolve("silero")));
    }

    @TearDown
    public void close() {
        dtln.run.close();
        silero.run.close();
    }

    @Benchmark
    public Frame dtln() {
        return dtln.feed(samples, provenance);
    }

    /** Four blocks, which are one window. */
    @Benchmark
    public Frame silero() {
        for (int i = 0; i < 3; i++) {
            silero.feed(samples, provenance);
        }
        return silero.feed(samples, provenance);
    }
}
