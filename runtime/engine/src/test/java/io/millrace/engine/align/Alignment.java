package io.millrace.engine.align;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.Toys;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An aligner with named inputs whose frames carry their time in ms as their only number. */
final class Alignment implements AutoCloseable {

    static final Provenance REAL = Provenance.of(Origin.REAL, "toy");

    private final OperatorRun run;

    private Alignment(OperatorRun run) {
        this.run = run;
    }

    static OperatorHarness<AlignSettings> harness(List<String> inputs, String... settings) {
        OperatorHarness<AlignSettings> harness = OperatorHarness.of(new Align()).with(settings);
        for (String input : inputs) {
            harness = harness.in(input, Toys.NUMBER.withRateHz(100));
        }
        return harness;
    }

    static Alignment of(int inputs, String... settings) {
        return new Alignment(
                harness(List.of("a", "b", "c").subList(0, inputs), settings).open());
    }

    static Frame at(double millis) {
        return at(millis, 0);
    }

    static Frame at(double millis, double uncertaintyMillis) {
        long nanos = Math.round(millis * 1e6);
        return new Frame(
                nanos,
                nanos,
                Math.round(uncertaintyMillis * 1e6),
                nanos,
                Tensor.of(Shape.of(1), new float[] {(float) millis}),
                REAL);
    }

    Alignment feed(int input, double... millis) {
        Arrays.stream(millis).forEach(m -> run.feed(input, at(m)));
        return this;
    }

    Alignment feed(int input, Frame frame) {
        run.feed(input, frame);
        return this;
    }

    /** Feeds several streams in the order of time; of one time in the order of the inputs. */
    Alignment merge(double[]... streams) {
        int[] next = new int[streams.length];
        while (true) {
            int first = -1;
            for (int i = 0; i < streams.length; i++) {
                if (next[i] < streams[i].length && (first < 0 || streams[i][next[i]] < streams[first][next[first]])) {
                    first = i;
                }
            }
            if (first < 0) {
                return this;
            }
            feed(first, streams[first][next[first]++]);
        }
    }

    Alignment waitUntil(double millis) {
        run.waitUntil(Math.round(millis * 1e6));
        return this;
    }

    Alignment ended(int input) {
        run.ended(input);
        return this;
    }

    Alignment end() {
        run.flush();
        return this;
    }

    OperatorRun run() {
        return run;
    }

    Map<String, Long> drops() {
        return run.drops();
    }

    /** What the sets hold, the numbers of one set in a row. */
    List<List<Double>> sets() {
        List<List<Double>> sets = new ArrayList<>();
        for (Frame frame : run.emitted()) {
            List<Double> set = new ArrayList<>();
            Bundle bundle = frame.bundle();
            for (int i = 0; i < bundle.size(); i++) {
                for (float number : bundle.tensor(i).floats()) {
                    set.add((double) number);
                }
            }
            sets.add(set);
        }
        return sets;
    }

    List<Double> times() {
        return run.emitted().stream().map(f -> f.timeNanos() / 1e6).toList();
    }

    static StreamSpec number() {
        return Toys.NUMBER;
    }

    @Override
    public void close() {
        run.close();
    }
}
