package io.millrace.kernels.audio.aec;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The whole echo canceller for blocks of a microphone and of the far end: delay and drift, adaptive filter, guard, post
 * filter, meter.
 *
 * <p>What is heard at the microphone must come later than the far end given for the same time: the search is for delays of 0
 * and more. Both outputs are those of the block before: they belong together sample by sample.
 *
 * <p>State: see {@link #stateBytes}; with 2048 taps and a search of half a second at 16 kHz about 0.7 MB.
 */
public final class EchoCancellation implements KernelState {

    private static final double PATH_MEMORY = 0.999;
    private static final double NOISE_WEIGHT = 0.5;
    private static final double MOST_SAMPLE = 4;
    private static final double SATURATED = 0.999;
    private static final double REMEMBER_SECONDS = 1.5;

    private final int block;
    private final double rateHz;
    private final DelayEstimator estimator;
    private final PathAligner aligner;
    private final FarEndLine line;
    private final EchoFilter filter;
    private final DivergenceGuard guard;
    private final PostFilter post;
    private final EchoMeter meter;
    private final double[] mic;
    private final double[] micBefore;
    private final double[] far;
    private final double[] aligned;
    private final double[] alignedBefore;
    private final double[] error;
    private final double[] errorBefore;
    private final double[] echo;
    private final double[] echoBefore;
    private final double[] clean;
    private final double[] past;
    private final double mostDelay;
    private final long rememberSamples;
    private long samples;

    /**
     * Settings.
     *
     * @param algorithm adaptive filter
     * @param rateHz sample rate, 8000..48000
     * @param tailSeconds echo path that the filter can model, beside the delay, 0.008..1 s
     * @param searchSeconds largest delay looked for, 0.02..2 s
     * @param echoFloorDb most that residual echo is suppressed by, dB
     * @param noiseFloorDb most that noise is suppressed by, dB
     */
    public record Settings(
            Algorithm algorithm,
            double rateHz,
            double tailSeconds,
            double searchSeconds,
            double echoFloorDb,
            double noiseFloorDb) {

        /**
         * The settings that suit speech in a room.
         *
         * @param algorithm adaptive filter
         * @param rateHz sample rate
         * @return 128 ms of tail, 500 ms of search, echo down by at most 50 dB, noise by at most 10 dB
         */
        public static Settings of(Algorithm algorithm, double rateHz) {
            return new Settings(algorithm, rateHz, 0.128, 0.5, 50, 10);
        }
    }

    /** Adaptive filters. */
    public enum Algorithm {
        /** {@link KalmanFilter}: converges deeper and follows what moves. */
        KALMAN,
        /** {@link MdfFilter}: costs less. */
        MDF
    }

    /**
     * A canceller that has heard nothing.
     *
     * @param settings settings
     */
    public EchoCancellation(Settings settings) {
        this.rateHz = Require.between("rateHz", settings.rateHz(), 7999, 48001);
        this.block = blockSamples(rateHz);
        int partitions = (int) Math.max(2, Math.rint(settings.tailSeconds() * rateHz / block));
        int search = (int) Math.rint(settings.searchSeconds() * rateHz);
        this.filter = settings.algorithm() == Algorithm.KALMAN
                ? new KalmanFilter(block, partitions, PATH_MEMORY, NOISE_WEIGHT)
                : new MdfFilter(block, partitions, rateHz);
        this.estimator = new DelayEstimator(search, rateHz);
        this.aligner = new PathAligner(rateHz, partitions * 3 / 8 * block, block);
        this.past = new double[block * (partitions + 2)];
        this.mostDelay = 2.0 * search + FarEndLine.REACH_SAMPLES;
        this.line = new FarEndLine((int) mostDelay + past.length + 2 * block);
        this.guard = new DivergenceGuard(rateHz, block);
        this.post = new PostFilter(rateHz, block, settings.echoFloorDb(), settings.noiseFloorDb());
        this.meter = new EchoMeter(rateHz, block);
        this.rememberSamples = Math.round(REMEMBER_SECONDS * rateHz / block) * block;
        this.mic = new double[block];
        this.micBefore = new double[block];
        this.far = new double[block];
        this.aligned = new double[block];
        this.alignedBefore = new double[block];
        this.error = new double[block];
        this.errorBefore = new double[block];
        this.echo = new double[block];
        this.echoBefore = new double[block];
        this.clean = new double[block];
    }

    /**
     * The block for a sample rate: the largest power of two within 8 ms.
     *
     * @param rateHz sample rate, 8000..48000
     * @return samples
     */
    public static int blockSamples(double rateHz) {
        return Integer.highestOneBit((int) Math.floor(rateHz * 0.008));
    }

    /**
     * The block.
     *
     * @return samples of every array given to {@link #process}
     */
    public int blockSamples() {
        return block;
    }

    /**
     * Cleans one block.
     *
     * @param micIn microphone; what is no number, or above 4, counts as 0
     * @param farIn far end of the same time
     * @param linear receives the block before, without the predicted echo: nothing else was done to it
     * @param predicted receives the echo that was taken off that block
     * @param out receives the block before, with residual echo and noise suppressed
     */
    public void process(float[] micIn, float[] farIn, float[] linear, float[] predicted, float[] out) {
        boolean saturated = take(micIn, mic);
        take(farIn, far);
        samples += block;
        line.push(far);
        if (estimator.push(mic, far)) {
            align();
        }
        if (samples % rememberSamples == 0) {
            filter.remember();
        }
        double start = aligner.delaySamples();
        line.read(start, aligner.advance(samples, block), aligned);
        filter.process(aligned, mic, !saturated, error, echo);
        if (guard.judge(mic, error, echo)) {
            filter.forget();
        }
        for (int i = 0; i < block; i++) {
            linear[i] = (float) errorBefore[i];
            predicted[i] = (float) echoBefore[i];
        }
        post.process(error, echo, aligned, clean);
        for (int i = 0; i < block; i++) {
            out[i] = (float) clean[i];
        }
        meter.push(micBefore, alignedBefore, errorBefore, clean, doubleTalk());
        System.arraycopy(error, 0, errorBefore, 0, block);
        System.arraycopy(echo, 0, echoBefore, 0, block);
        System.arraycopy(mic, 0, micBefore, 0, block);
        System.arraycopy(aligned, 0, alignedBefore, 0, block);
    }

    private void align() {
        double before = aligner.delaySamples();
        long jumps = aligner.jumps();
        if (aligner.estimate(samples, estimator.delaySamples())) {
            if (jumps == 0 || jumps == aligner.jumps()) {
                filter.shift((int) Math.rint((aligner.delaySamples() - before) / block));
            } else {
                filter.recall();
            }
            line.read((long) Math.rint(aligner.delaySamples()) + block, past, 0, past.length);
            filter.replacePast(past);
        }
    }

    private static boolean take(float[] in, double[] out) {
        boolean saturated = false;
        for (int i = 0; i < out.length; i++) {
            float sample = in[i];
            out[i] = Math.abs(sample) <= MOST_SAMPLE ? sample : 0;
            saturated |= Math.abs(out[i]) >= SATURATED;
        }
        return saturated;
    }

    private boolean doubleTalk() {
        return post.nearEnd() > 0.5 && meter.farActive();
    }

    /**
     * A number about its work.
     *
     * @param metric which
     * @return its value now, not-a-number while it is not known; {@link EchoMetric#FAR_MISSING_MS} is not known here
     */
    public double metric(EchoMetric metric) {
        return switch (metric) {
            case MIC_DB -> meter.micDb();
            case FAR_DB -> meter.farDb();
            case OUT_DB -> meter.outDb();
            case ERLE_LINEAR_DB -> meter.erleLinearDb();
            case ERLE_DB -> meter.erleDb();
            case ERLE_LINEAR_SEGMENTAL_DB -> meter.segmentalLinearDb();
            case ERLE_SEGMENTAL_DB -> meter.segmentalDb();
            case DELAY_MS -> estimator.delaySamples() / rateHz * 1e3;
            case DRIFT_PPM -> aligner.drift() * 1e6;
            case DOUBLE_TALK -> doubleTalk() ? 1 : 0;
            case DIVERGENCES -> guard.divergences();
            case REALIGNMENTS -> aligner.jumps();
            case FAR_MISSING_MS -> Double.NaN;
        };
    }

    @Override
    public long stateBytes() {
        return filter.stateBytes()
                + estimator.stateBytes()
                + aligner.stateBytes()
                + line.stateBytes()
                + post.stateBytes()
                + (long) Double.BYTES * 4 * block
                + 512;
    }

    @Override
    public void reset() {
        filter.reset();
        estimator.reset();
        aligner.reset();
        line.reset();
        guard.reset();
        post.reset();
        meter.reset();
        Arrays.fill(micBefore, 0);
        Arrays.fill(alignedBefore, 0);
        Arrays.fill(errorBefore, 0);
        Arrays.fill(echoBefore, 0);
        samples = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        filter.save(out);
        estimator.save(out);
        aligner.save(out);
        line.save(out);
        guard.save(out);
        post.save(out);
        meter.save(out);
        StateIo.writeDoubles(out, micBefore);
        StateIo.writeDoubles(out, alignedBefore);
        StateIo.writeDoubles(out, errorBefore);
        StateIo.writeDoubles(out, echoBefore);
        out.writeLong(samples);
    }

    @Override
    public void load(DataInput in) throws IOException {
        filter.load(in);
        estimator.load(in);
        aligner.load(in, mostDelay);
        line.load(in);
        guard.load(in);
        post.load(in);
        meter.load(in);
        StateIo.readDoubles(in, "canceller.mic", micBefore);
        StateIo.readDoubles(in, "canceller.far", alignedBefore);
        StateIo.readDoubles(in, "canceller.error", errorBefore);
        StateIo.readDoubles(in, "canceller.echo", echoBefore);
        samples = in.readLong();
    }
}
