package io.millrace.benchmarks.pipeline;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.Millrace;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * UltraFace RFB-320, whose file lists its 244 weights among its inputs: one picture through a pipeline, beside a session
 * of ONNX Runtime on the same file as it is, one thread each. Needs {@code -Dmillrace.data=DIR} with the model.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ListedWeightsBenchmark {

    private static final int[] EXTENTS = {3, 240, 320};

    private final Provenance provenance = Provenance.of(Origin.SIMULATED, "bench");
    private final Tensor picture = Tensor.zeros(ElementType.F32, Shape.of(EXTENTS));
    private Run run;
    private Subscriber<? super Frame> input;
    private volatile Frame last;
    private long sequence;
    private OrtSession session;
    private OnnxTensor tensor;

    @Setup
    public void open() throws Exception {
        float[] pixels = picture.floats();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.sin(0.05 * i);
        }
        Path model = Path.of(System.getProperty("millrace.data", "."))
                .resolve("models/ultraface/version-RFB-320.onnx")
                .toAbsolutePath();
        StreamSpec pictures =
                StreamSpec.tensor(ElementType.F32, Axis.of("channel", 3), Axis.of("row", 240), Axis.of("column", 320));
        run = Millrace.parse("bench", """
                        pipeline: bench
                        sources: { camera: { overflow: drop-oldest, capacity: 16 } }
                        nodes:
                          face: { model: %s, in: camera }
                        """.formatted(model))
                .feed("camera", pictures, s -> input = s)
                .compile(DeviceProfiles.thisMachine())
                .start(RunOptions.virtualTime());
        run.port("face.scores").subscribe(f -> last = f);
        input.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        session = environment.createSession(model.toString(), options);
        FloatBuffer buffer = ByteBuffer.allocateDirect(4 * pixels.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(0, pixels);
        tensor = OnnxTensor.createTensor(environment, buffer, new long[] {1, 3, 240, 320});
    }

    @TearDown
    public void close() {
        run.cancel();
    }

    @Benchmark
    public Frame millrace() {
        input.onNext(new Frame(sequence, sequence, 0, sequence, picture, provenance));
        sequence++;
        return last;
    }

    @Benchmark
    public void fileAsItIs() throws OrtException {
        session.run(Map.of("input", tensor)).close();
    }
}
