package io.millrace.cli.calibrate;

import io.millrace.api.device.Calibration.Arithmetic;
import io.millrace.api.device.Calibration.Bandwidth;
import io.millrace.api.device.Hardware;
import io.millrace.kernels.delta.DeltaGate;
import io.millrace.kernels.delta.DeltaMatMul;
import io.millrace.kernels.delta.DeltaSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rates of the product of a vector with square weights, as the delta and dense paths compute it, and of reading memory. */
final class KernelRates {

    static final List<Integer> WIDTHS = List.of(64, 128, 256, 512, 1024);

    private static final int ACTIVE_OF = 10;
    private static final int COLUMN = 1024;
    private static final int TOGETHER = 4;
    private static final long LARGEST_BYTES = 64L << 20;

    private final Batches batches = new Batches();
    private final Random random = new Random(1);

    KernelRates() {}

    /** All columns, bias included. */
    Arithmetic dense(int width, long budgetNanos) {
        DeltaSignal in = new DeltaSignal(1, width);
        DeltaMatMul layer = layer(in, width);
        in.set(values(width));
        double nanos = batches.nanosPerCall(layer::recompute, budgetNanos);
        return new Arithmetic("dense", width, 2.0 * width * width / nanos * 1e9);
    }

    /** A tenth of the inputs changes each time, others every time; only what is carried out counts, with finding it. */
    Arithmetic delta(int width, long budgetNanos) {
        DeltaSignal in = new DeltaSignal(1, width);
        DeltaMatMul layer = layer(in, width);
        int active = Math.max(1, width / ACTIVE_OF);
        float[][] steps = new float[16][];
        float[] now = values(width);
        for (int s = 0; s < steps.length; s++) {
            for (int i = 0; i < active; i++) {
                now[random.nextInt(width)] = random.nextFloat();
            }
            steps[s] = now.clone();
        }
        DeltaGate gate = new DeltaGate(in, 0f);
        int[] next = new int[1];
        long[] calls = new long[2];
        double nanos = batches.nanosPerCall(
                () -> {
                    gate.step(steps[next[0]++ & 15]);
                    long macs = layer.step();
                    calls[0]++;
                    calls[1] += macs;
                    return macs;
                },
                budgetNanos);
        return new Arithmetic("delta", width, 2.0 * calls[1] / calls[0] / nanos * 1e9);
    }

    /**
     * Reads columns of weights that together fill half of a level, as the kernels read them: four at a time, added up in
     * a row of 4 KiB that stays in the first level.
     */
    List<Bandwidth> bandwidth(Hardware hardware, long budgetNanos) {
        List<Bandwidth> rates = new ArrayList<>();
        addBandwidth(rates, "l1-data", hardware.l1DataBytes() / 2, budgetNanos);
        addBandwidth(rates, "l2", hardware.l2Bytes() / 2, budgetNanos);
        addBandwidth(rates, "l3", Math.min(hardware.l3Bytes() / 2, LARGEST_BYTES / 4), budgetNanos);
        long last = Math.max(hardware.l3Bytes(), hardware.l2Bytes());
        long free = Runtime.getRuntime().maxMemory() / 2;
        addBandwidth(rates, "memory", Math.min(free, Math.max(LARGEST_BYTES, 3 * last)), budgetNanos);
        return rates;
    }

    private void addBandwidth(List<Bandwidth> rates, String level, long bytes, long budgetNanos) {
        int columns = (int) (bytes / (COLUMN * Float.BYTES)) / TOGETHER * TOGETHER;
        if (columns == 0) {
            return; // the level is not known, or smaller than four columns
        }
        float[][] weights = new float[columns][COLUMN];
        float[] sum = new float[COLUMN];
        double nanos = batches.nanosPerCall(
                () -> {
                    for (int c = 0; c < columns; c += TOGETHER) {
                        add(weights[c], weights[c + 1], weights[c + 2], weights[c + 3], sum);
                    }
                    return (long) sum[0];
                },
                budgetNanos);
        rates.add(new Bandwidth(level, (double) columns * COLUMN * Float.BYTES / nanos * 1e9));
    }

    private static void add(float[] a, float[] b, float[] c, float[] d, float[] sum) {
        for (int i = 0; i < COLUMN; i++) {
            sum[i] += a[i] + b[i] + c[i] + d[i];
        }
    }

    private DeltaMatMul layer(DeltaSignal in, int width) {
        float[][] columns = new float[width][];
        for (int i = 0; i < width; i++) {
            columns[i] = values(width);
        }
        return new DeltaMatMul(in, new DeltaSignal(1, width), columns, values(width));
    }

    private float[] values(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
