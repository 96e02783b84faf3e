package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.audio.aec.EchoCancellation;
import io.millrace.kernels.audio.aec.EchoMetric;

/**
 * Cancels the loudspeaker's echo from a microphone.
 *
 * <p><b>Inputs</b> {@code mic} and {@code far-end} (what the loudspeaker was given): blocks f32 {@code [channel=1, sample]} of
 * any lengths, one sample rate, 8 to 48 kHz; they belong together by event time. The far end may come from another
 * machine: a clock that runs fast or slow is measured and followed, a delay up to {@code delay-search-ms} is found and its
 * jumps are followed. A gap in the far end is silence, and counted; a microphone block waits for its far end by at most
 * {@code far-end-wait-ms} of the microphone's time, and not at all while the far end has stopped.
 *
 * <p><b>Outputs</b>, of the microphone's blocks and sample by sample of one time: {@code out}, with residual echo and noise
 * suppressed; {@code linear}, the microphone without the predicted echo and nothing else; {@code echo}, the predicted echo.
 * And {@code metrics}, f32 {@code [metric]} in the order of {@link EchoMetric}, which are gauges as well.
 *
 * <p><b>State and cost</b> see {@link EchoCancellation}. Delay: one block of 8 ms or less, and what the input's block
 * leaves over of one, together below 16 ms. <b>Drops</b> a block of the far end that is more than
 * time has passed for: {@code far-end-surplus}.
 *
 * @see EchoCancellation
 */
public final class EchoCanceller implements Operator<EchoCanceller.Config> {

    private static final String MIC = "mic";
    private static final String FAR_END = "far-end";

    /** Makes the operator; the service loader does. */
    public EchoCanceller() {}

    /**
     * Settings.
     *
     * @param algorithm adaptive filter
     * @param tailMs echo path that the filter models, beside the delay, ms
     * @param delaySearchMs largest delay looked for, ms
     * @param suppressEchoDb most that residual echo is suppressed by, dB
     * @param suppressNoiseDb most that noise is suppressed by, dB
     * @param farEndWaitMs how long the microphone waits for the far end, ms
     * @param metricsIntervalMs time between metrics, ms
     */
    public record Config(
            @Setting(help = "adaptive filter: kalman converges deeper, mdf costs less", orElse = "kalman")
            EchoCancellation.Algorithm algorithm,

            @Setting(
                    help = "echo path that the filter models, beside the delay, ms",
                    orElse = "128",
                    min = 16,
                    max = 1000)
            int tailMs,

            @Setting(help = "largest delay looked for, ms", orElse = "500", min = 20, max = 2000)
            int delaySearchMs,

            @Setting(
                    help = "most that residual echo is suppressed by, dB",
                    orElse = "50",
                    min = 0,
                    max = 80,
                    live = true)
            double suppressEchoDb,

            @Setting(help = "most that noise is suppressed by, dB", orElse = "10", min = 0, max = 40, live = true)
            double suppressNoiseDb,

            @Setting(
                    help = "how long the microphone waits for the far end, by its own time, ms",
                    orElse = "200",
                    min = 0,
                    max = 10_000)
            int farEndWaitMs,

            @Setting(help = "time between metrics, ms", orElse = "100", min = 1, max = 60_000)
            int metricsIntervalMs) {

        EchoCancellation canceller(double sampleRateHz) {
            return new EchoCancellation(new EchoCancellation.Settings(
                    algorithm, sampleRateHz, tailMs / 1e3, delaySearchMs / 1e3, suppressEchoDb, suppressNoiseDb));
        }

        PairedStreams paired(StreamSpec mic) {
            return AudioPairs.streams(mic, farEndWaitMs, delaySearchMs);
        }
    }

    @Override
    public String name() {
        return "echo-canceller";
    }

    @Override
    public String summary() {
        return "cancels the loudspeaker's echo from a microphone, and says how well";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec mic = AudioPairs.requirePair(inputs, MIC, FAR_END);
        double rateHz = AudioStreams.sampleRateHz(mic);
        int block = EchoCancellation.blockSamples(rateHz);
        int frame = AudioStreams.length(mic);
        StreamSpec metrics = mic.reshaped(ElementType.F32, Axis.of("metric", EchoMetric.values().length))
                .withUnit("1")
                .withRateHz(mic.rateHz() / metricsEvery(settings, mic));
        int frames = Math.max(1, frame / block);
        int taps = (int) Math.rint(settings.tailMs() * rateHz / 1e3);
        // Filtering, prediction error, uncertainty and gain: 20 products a tap; spectra: 16 transforms.
        long macs = 20L * taps + 16L * 4 * block * (Integer.SIZE - Integer.numberOfLeadingZeros(block));
        return Contract.of(mic)
                .withOutput("linear", mic)
                .withOutput("echo", mic)
                .withOutput("metrics", metrics)
                .withDelayNanos(AudioStreams.nanos(BlockBridge.delaySamples(block, frame), rateHz))
                .withStateBytes(settings.canceller(rateHz).stateBytes()
                        + AudioPairs.stateBytes(mic, settings.farEndWaitMs(), settings.delaySearchMs())
                        + 8L * Float.BYTES * (2L * block + frame))
                .withMacsPerFrame(macs * frames)
                .withDrops(AudioPairs.FAR_END_SURPLUS);
    }

    static int metricsEvery(Config settings, StreamSpec mic) {
        return (int) Math.max(1, Math.rint(settings.metricsIntervalMs() / 1e3 * mic.rateHz()));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new EchoCancellerProcessor(settings, context);
    }
}
