package io.millrace.cli.calibrate;

import io.millrace.api.device.Calibration;
import io.millrace.api.device.Calibration.Arithmetic;
import io.millrace.api.device.Calibration.Bandwidth;
import io.millrace.api.device.Calibration.Spread;
import io.millrace.api.device.Calibration.Timed;
import io.millrace.api.device.Hardware;
import io.millrace.inference.ProbeModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Measures the machine it runs on, step by step. */
public final class Calibrator {

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Listener {

        /**
         * A step begins.
         *
         * @param what what is measured
         * @param done share of the work that is done, 0..1
         */
        void step(String what, double done);
    }

    /** An operator of the table, at every width. */
    private record Entry(String operator, Map<String, String> settings) {}

    private static final List<Entry> TABLE = List.of(
            new Entry("hampel", Map.of("window-frames", "7")),
            new Entry("iir-filter", Map.of("cutoff-hz", "100")),
            new Entry("sliding-window", Map.of("length-frames", "64", "hop-frames", "16")),
            new Entry("stft", Map.of("length-frames", "64", "hop-frames", "16")),
            new Entry("delta-gate", Map.of("threshold", "0.5")),
            new Entry("legendre-memory", Map.of("order", "8", "theta", "100ms")));
    private static final List<Integer> TABLE_WIDTHS = List.of(16, 64, 256);
    private static final int LEAST_FRAMES = 2_000;
    private static final int FRAMES_A_SECOND = 1_000;
    private static final long NANOS = 1_000_000_000;

    private final Hardware hardware;
    private final double seconds;
    private final Listener listener;
    private final int steps =
            2 * KernelRates.WIDTHS.size() + 1 + KernelRates.WIDTHS.size() + 2 + TABLE.size() * TABLE_WIDTHS.size();
    private int step;

    /**
     * A calibration.
     *
     * @param hardware caches of the machine
     * @param seconds about how long it may take; each measurement has a least time of its own
     * @param listener hears how far it is
     */
    public Calibrator(Hardware hardware, double seconds, Listener listener) {
        this.hardware = hardware;
        this.seconds = seconds;
        this.listener = listener;
    }

    /**
     * Measures.
     *
     * @return everything but pipelines
     * @throws IOException if a measurement fails
     * @throws InterruptedException if this thread is interrupted
     */
    public Calibration measure() throws IOException, InterruptedException {
        long budgetNanos = (long) (seconds / steps * NANOS);
        KernelRates kernels = new KernelRates();
        List<Arithmetic> arithmetic = new ArrayList<>();
        for (int width : KernelRates.WIDTHS) {
            begin("dense kernel, width " + width);
            arithmetic.add(kernels.dense(width, budgetNanos));
        }
        for (int width : KernelRates.WIDTHS) {
            begin("delta kernel, width " + width);
            arithmetic.add(kernels.delta(width, budgetNanos));
        }
        begin("memory");
        List<Bandwidth> bandwidth = kernels.bandwidth(hardware, budgetNanos);
        int frames = (int) Math.max(LEAST_FRAMES, seconds / steps * FRAMES_A_SECOND);
        Spread call = models(frames, arithmetic);
        begin("change of threads");
        Spread hop = new NodeProbe("hampel", Map.of("window-frames", "1"), 1).age(frames / 4);
        return new Calibration(arithmetic, bandwidth, call, hop, table(frames));
    }

    /** Returns what a call costs; what larger products take beyond it is their arithmetic. */
    private Spread models(int frames, List<Arithmetic> arithmetic) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("millrace-calibrate");
        try {
            begin("call of ONNX Runtime");
            Spread call = product(folder, 1, frames);
            for (int width : KernelRates.WIDTHS) {
                begin("ONNX Runtime, width " + width);
                double nanos = product(folder, width, frames).p50Nanos() - call.p50Nanos();
                if (nanos > 0) {
                    arithmetic.add(new Arithmetic("onnx", width, 2.0 * width * width / nanos * NANOS));
                }
            }
            return call;
        } finally {
            Files.deleteIfExists(folder);
        }
    }

    private static Spread product(Path folder, int width, int frames) throws IOException, InterruptedException {
        Path model = folder.resolve("product-" + width + ".onnx");
        try {
            ProbeModel.write(model, width, new Random(width));
            return new NodeProbe("onnx", Map.of("model", model.toString()), width)
                    .busy(frames)
                    .time();
        } finally {
            Files.deleteIfExists(model);
        }
    }

    private List<Timed> table(int frames) throws IOException, InterruptedException {
        List<Timed> table = new ArrayList<>();
        for (Entry entry : TABLE) {
            for (int width : TABLE_WIDTHS) {
                begin(entry.operator() + ", width " + width);
                table.add(new NodeProbe(entry.operator(), entry.settings(), width).busy(frames));
            }
        }
        return table;
    }

    private void begin(String what) {
        listener.step(what, (double) step++ / steps);
    }
}
