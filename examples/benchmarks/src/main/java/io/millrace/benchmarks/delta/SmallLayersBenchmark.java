package io.millrace.benchmarks.delta;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.inference.OnnxSettings;
import io.millrace.inference.delta.DeltaSettings;
import java.io.IOException;
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
 * Models of many small layers, where what goes around the arithmetic counts, threshold 0: by changes and by ONNX Runtime,
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
public class SmallLayersBenchmark {

    @Param({"products", "convolutions"})
    private String layers;

    @Param({"0", "50", "80", "90", "95", "99", "100"})
    private int sparsityPercent;

    private Node delta;
    private Node dense;

    @Setup
    public void open() throws IOException {
        double share = 1 - sparsityPercent / 100.0;
        boolean products = layers.equals("products");
        OnnxSettings settings = OnnxSettings.of(products ? Models.smallLayers() : Models.smallConvolutions());
        StreamSpec stream = products
                ? StreamSpec.tensor(ElementType.F32, Axis.of("element", 32))
                : StreamSpec.tensor(ElementType.F32, Axis.of("channel", 1), Axis.of("row", 16), Axis.of("column", 16));
        delta = new Node(
                settings.withDelta(DeltaSettings.of(0)),
                stream,
                products ? Streams.vectors(32, share, 2) : Streams.pictures(16, 16, share, 2));
        dense = new Node(
                settings, stream, products ? Streams.vectors(32, share, 2) : Streams.pictures(16, 16, share, 2));
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
