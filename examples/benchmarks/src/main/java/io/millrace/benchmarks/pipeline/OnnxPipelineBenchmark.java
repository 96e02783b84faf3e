package io.millrace.benchmarks.pipeline;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.benchmarks.csi.Recording;
import io.millrace.engine.Millrace;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.kernels.csi.Amplitude;
import io.millrace.kernels.csi.wire.BlockChoice;
import io.millrace.kernels.csi.wire.CsiCanonicalizer;
import io.millrace.kernels.csi.wire.CsiGrid;
import io.millrace.kernels.csi.wire.CsiOrder;
import io.millrace.kernels.csi.wire.CsiPacket;
import io.millrace.kernels.csi.wire.CsiParser;
import io.millrace.kernels.csi.wire.ParseResult;
import io.millrace.profiles.DeviceProfiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Records in, probabilities out: decode, amplitude, window of 100 packets every 10, model, once as a pipeline and once
 * as a loop that calls the same kernels and the same kind of session (pinned tensors, one thread) by hand. Time per
 * packet.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
@OperationsPerInvocation(OnnxPipelineBenchmark.PACKETS)
public class OnnxPipelineBenchmark {

    static final int PACKETS = 1000;
    private static final int LENGTH = 100;
    private static final int HOP = 10;
    private static final int CARRIERS = 64;

    private final Provenance provenance = Provenance.of(Origin.SIMULATED, "bench");
    private byte[][] records;
    private long sequence;

    private Run run;
    private Subscriber<? super Frame> input;
    private volatile float last;

    private final CsiParser parser = new CsiParser();
    private final CsiPacket packet = new CsiPacket();
    private final CsiCanonicalizer grid = new CsiCanonicalizer(CsiGrid.HT20, BlockChoice.AUTO, CsiOrder.AUTO);
    private final float[][] ring = new float[LENGTH][CARRIERS];
    private final float[] window = new float[LENGTH * CARRIERS];
    private long filled;
    private OrtSession session;
    private FloatBuffer modelInput;
    private FloatBuffer modelOutput;
    private OnnxTensor inputTensor;
    private OnnxTensor outputTensor;

    @Setup
    public void open() throws Exception {
        byte[][] all = Recording.records();
        records = new byte[PACKETS][];
        int n = 0;
        for (int i = 0; n < PACKETS; i++) {
            if (parser.parse(all[i], 0, all[i].length, packet) == ParseResult.OK) {
                records[n++] = all[i];
            }
        }
        Path model = Path.of(System.getProperty("millrace.root", "."), "examples/csi-presence/activity.onnx");
        openPipeline(model);
        openSession(model);
    }

    private void openPipeline(Path model) throws Exception {
        run = Millrace.parse("bench", """
                        pipeline: bench
                        sources: { csi: { decoder: esp32-csi, on-disorder: new-epoch, overflow: drop-oldest, capacity: 16 } }
                        nodes:
                          amplitude: { operator: csi-amplitude, in: csi }
                          window:    { operator: sliding-window, in: amplitude, length-frames: 100, hop-frames: 10 }
                          activity:  { model: %s, in: window }
                        """.formatted(model.toAbsolutePath()))
                .feed("csi", StreamSpec.records(), s -> input = s)
                .compile(DeviceProfiles.thisMachine())
                .start(RunOptions.virtualTime());
        run.port("activity").subscribe(f -> last = f.tensor().floats()[1]);
        input.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
    }

    private void openSession(Path model) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        session = environment.createSession(model.toString(), options);
        modelInput = direct(LENGTH * CARRIERS);
        modelOutput = direct(2);
        inputTensor = OnnxTensor.createTensor(environment, modelInput, new long[] {LENGTH, CARRIERS});
        outputTensor = OnnxTensor.createTensor(environment, modelOutput, new long[] {2});
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(4 * floats)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @TearDown
    public void close() {
        run.cancel();
    }

    @Benchmark
    public float millrace() {
        for (byte[] record : records) {
            long now = sequence++ * 10_000_000;
            input.onNext(new Frame(sequence, now, 0, now, Tensor.ofBytes(record), provenance));
        }
        return last;
    }

    @Benchmark
    public float handWritten() throws OrtException {
        float motion = 0;
        for (byte[] record : records) {
            if (parser.parse(record, 0, record.length, packet) != ParseResult.OK || !grid.map(packet)) {
                continue;
            }
            Amplitude.of(grid.re(), grid.im(), ring[(int) (filled % LENGTH)]);
            filled++;
            if (filled >= LENGTH && filled % HOP == 0) {
                for (int i = 0; i < LENGTH; i++) {
                    System.arraycopy(ring[(int) ((filled + i) % LENGTH)], 0, window, i * CARRIERS, CARRIERS);
                }
                modelInput.put(0, window);
                session.run(Map.of("window", inputTensor), Map.of("activity", outputTensor))
                        .close();
                motion = modelOutput.get(1);
            }
        }
        return motion;
    }
}
