package io.millrace.benchmarks.delta;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.inference.OnnxSettings;
import io.millrace.inference.delta.DeltaSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of a GRU on inputs and states of which a share stays as it was, threshold 0: by changes and by ONNX Runtime,
 * as nodes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class GruBenchmark {

    @Param({"128", "256", "512", "1024"})
    private int width;

    @Param({"0", "50", "80", "90", "95", "99"})
    private int sparsityPercent;

    private Node delta;
    private Node dense;

    @Setup
    public void open() throws IOException {
        double share = 1 - sparsityPercent / 100.0;
        OnnxSettings settings = OnnxSettings.of(Models.gru(width));
        StreamSpec part = StreamSpec.tensor(ElementType.F32, Axis.of("element", width));
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put("x", part);
        parts.put("h", part);
        StreamSpec stream = StreamSpec.bundle(parts);
        delta = new Node(settings.withDelta(DeltaSettings.of(0)), stream, bundles(share));
        dense = new Node(settings, stream, bundles(share));
    }

    private Payload[] bundles(double share) {
        Tensor[] x = Streams.vectors(width, share, 2);
        Tensor[] h = Streams.vectors(width, share, 3);
        Payload[] bundles = new Payload[x.length];
        for (int i = 0; i < x.length; i++) {
            bundles[i] = Bundle.of(List.of("x", "h"), new Payload[] {x[i], squashed(h[i])});
        }
        return bundles;
    }

    private static Tensor squashed(Tensor h) {
        float[] values = h.floats().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.tanh(values[i]);
        }
        return Tensor.of(Shape.of(values.length), values);
    }

    @TearDown
    public void close() {
        delta.close();
        dense.close();
    }

    @Benchmark
    public Frame delta() {
        return delta.next();
    }

    @Benchmark
    public Frame onnxRuntime() {
        return dense.next();
    }
}
