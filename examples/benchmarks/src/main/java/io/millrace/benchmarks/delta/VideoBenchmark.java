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
 * A small convolutional network on pictures of which a square changes, threshold 0: by changes and by ONNX Runtime, as
 * nodes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class VideoBenchmark {

    @Param({"160x120", "320x240"})
    private String picture;

    @Param({"0", "50", "80", "90", "95", "99"})
    private int sparsityPercent;

    private Node delta;
    private Node dense;

    @Setup
    public void open() throws IOException {
        double share = 1 - sparsityPercent / 100.0;
        int width = Integer.parseInt(picture.substring(0, picture.indexOf('x')));
        int height = Integer.parseInt(picture.substring(picture.indexOf('x') + 1));
        OnnxSettings settings = OnnxSettings.of(Models.video(height, width));
        StreamSpec stream = StreamSpec.tensor(
                ElementType.F32, Axis.of("channel", 1), Axis.of("row", height), Axis.of("column", width));
        delta = new Node(settings.withDelta(DeltaSettings.of(0)), stream, Streams.pictures(height, width, share, 2));
        dense = new Node(settings, stream, Streams.pictures(height, width, share, 2));
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
