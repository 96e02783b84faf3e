package io.millrace.benchmarks.pointcloud;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Times one thing again and again: of each round the median of its calls. Time is what the thread had of its core, so that
 * waiting for a core that others use does not count; that others use the caches too does.
 */
final class Measure {

    /** Runs for so many seconds and gives the median time of a call, ns. */
    private interface Clocked {

        double median(double seconds) throws Exception;
    }

    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private final String name;
    private final Clocked work;
    private final List<Double> rounds = new ArrayList<>();
    private int points;

    private Measure(String name, int points, Clocked work) {
        this.name = name;
        this.points = points;
        this.work = work;
    }

    static Measure of(String name, int points, Runnable work) {
        return new Measure(name, points, seconds -> {
            double[] times = new double[1 << 20];
            int calls = 0;
            long begin = System.nanoTime();
            while (calls < times.length && (System.nanoTime() - begin) / 1e9 < seconds) {
                long before = THREAD.getCurrentThreadCpuTime();
                work.run();
                times[calls++] = THREAD.getCurrentThreadCpuTime() - before;
            }
            Arrays.sort(times, 0, calls);
            return times[calls / 2];
        });
    }

    /** The Point Cloud Library, a program that times itself: operators/reference/pcl_voxels.cc. */
    static Measure pcl(String program, String sweep, double edge) {
        Measure[] measure = new Measure[1];
        measure[0] = new Measure("PCL VoxelGrid, edge " + edge + " m", 0, seconds -> {
            Process process = new ProcessBuilder(program, "time", sweep, "" + edge, "" + seconds)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IOException("program failed: program=" + program + ", said=" + said);
            }
            String[] numbers = said.trim().split(" ");
            measure[0].points = Integer.parseInt(numbers[0]);
            return Double.parseDouble(numbers[2]);
        });
        return measure[0];
    }

    void round(double seconds, boolean counts) throws Exception {
        double median = work.median(seconds);
        if (counts) {
            rounds.add(median);
        }
    }

    /** A line of the table, with the ratio to another measure: its median over the rounds, and its range. */
    String line(Measure other) {
        double nanos = middle(rounds);
        String line = String.format(
                Locale.ROOT,
                "%-40s %9d %10.1f %8.0f %12.1f",
                name,
                points,
                nanos / 1e3,
                1e9 / nanos,
                points * 1e3 / nanos);
        if (other == null) {
            return line;
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            ratios.add(other.rounds.get(i) / rounds.get(i));
        }
        return line
                + String.format(
                        Locale.ROOT,
                        "  %.2f [%.2f..%.2f]",
                        middle(ratios),
                        Collections.min(ratios),
                        Collections.max(ratios));
    }

    private static double middle(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
