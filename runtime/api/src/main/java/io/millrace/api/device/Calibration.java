package io.millrace.api.device;

import java.util.List;

/**
 * What was measured on a device: arithmetic, bandwidth, overheads, and how long operators took. Empty lists and spreads
 * of 0 say that nothing was measured; {@link DeviceProfile#sources()} says where and when the rest was, under {@code
 * calibration}.
 *
 * @param arithmetic rates of the kernels, by kernel and width
 * @param bandwidth how fast one core reads, by level of the memory
 * @param call one call of ONNX Runtime with next to no arithmetic
 * @param hop from one stage to the next, the next one idle
 * @param latency how long operators took for a frame
 */
public record Calibration(
        List<Arithmetic> arithmetic, List<Bandwidth> bandwidth, Spread call, Spread hop, List<Timed> latency) {

    /** Nothing was measured. */
    public static final Calibration NONE =
            new Calibration(List.of(), List.of(), Spread.UNKNOWN, Spread.UNKNOWN, List.of());

    /**
     * Makes the lists immutable.
     *
     * @param arithmetic rates of the kernels
     * @param bandwidth how fast one core reads
     * @param call one call of ONNX Runtime
     * @param hop from one stage to the next
     * @param latency how long operators took
     */
    public Calibration {
        arithmetic = List.copyOf(arithmetic);
        bandwidth = List.copyOf(bandwidth);
        latency = List.copyOf(latency);
    }

    /**
     * Whether anything was measured.
     *
     * @return false for {@link #NONE}
     */
    public boolean isMeasured() {
        return !equals(NONE);
    }

    /**
     * A rate of arithmetic.
     *
     * @param kernel {@code dense}, {@code delta} (a tenth of the columns active; operations that were carried out) or
     *     {@code onnx}
     * @param width rows and columns of the weights
     * @param flopsPerSecond multiplications and additions a second on one core
     */
    public record Arithmetic(String kernel, int width, double flopsPerSecond) {}

    /**
     * A bandwidth.
     *
     * @param level {@code l1-data}, {@code l2}, {@code l3} or {@code memory}
     * @param bytesPerSecond bytes that one core reads a second
     */
    public record Bandwidth(String level, double bytesPerSecond) {}

    /**
     * A distribution of durations in two figures.
     *
     * @param p50Nanos median, ns; 0 if it was not measured
     * @param p99Nanos 99th percentile, ns
     */
    public record Spread(long p50Nanos, long p99Nanos) {

        /** Not measured. */
        public static final Spread UNKNOWN = new Spread(0, 0);
    }

    /** How frames came while an operator was timed. */
    public enum Pace {
        /** One after the other without a pause, as a recording is played at {@code --speed max}. */
        BUSY,
        /** At the rate of the stream, as a sensor sends: caches are cold and the code is compiled later. */
        PACED
    }

    /**
     * How long an operator took for a frame.
     *
     * @param operator operator or transport
     * @param kernel {@code java}, {@code onnx} or {@code delta}
     * @param pace how the frames came
     * @param in what its inputs carry
     * @param settings its settings, {@code key=value} each, by commas
     * @param macs multiply-accumulates that its contract states for a frame, 0 for none
     * @param bytes bytes of a frame of each input and output, and of the state
     * @param time how long it took
     */
    public record Timed(
            String operator,
            String kernel,
            Pace pace,
            String in,
            String settings,
            long macs,
            long bytes,
            Spread time) {}
}
