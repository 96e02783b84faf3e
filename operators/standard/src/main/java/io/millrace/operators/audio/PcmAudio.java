package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Decoder;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.operator.RecordTimer;
import io.millrace.kernels.audio.PcmEncoding;
import org.jspecify.annotations.Nullable;

/**
 * Makes blocks of audio of whatever carries linear samples: datagrams of plain PCM, RTP packets (L16, L24), WAV files.
 * Microphones are not the only such thing: the raw signals of an electrode array are linear samples too, many channels at 30 kHz.
 *
 * <p><b>Input</b> raw records of any length. A record that begins with a WAV header is read by it, whatever the settings
 * say of encoding and packets, and must have the stated rate and channels. <b>Output</b> f32 {@code [channel, sample]} of
 * ±1, blocks of {@code block-ms} however the stream was cut.
 *
 * <p><b>Time</b> of a block is that of its first sample: of a file the time in the file; of packets their arrival less
 * their length, smoothed, because samples come evenly and packets do not. Where packets stay 100 ms late for a
 * second, time starts anew and the unfinished block is forgotten (gauge {@code resyncs}). Samples missing between RTP packets
 * become silence, up to {@code max-gap-ms} (gauge {@code concealed-samples}); a longer gap is left out.
 *
 * <p><b>State and cost</b> one block; linear in the samples. <b>Drops</b> {@code malformed-packet}, {@code odd-length},
 * {@code late-packet} (RTP only), {@code other-sample-rate}, {@code other-channel-count}.
 */
public final class PcmAudio implements Decoder<PcmAudio.Config> {

    static final DropReason MALFORMED = new DropReason("malformed-packet");
    static final DropReason ODD_LENGTH = new DropReason("odd-length");
    static final DropReason LATE = new DropReason("late-packet");
    static final DropReason OTHER_RATE = new DropReason("other-sample-rate");
    static final DropReason OTHER_CHANNELS = new DropReason("other-channel-count");

    private static final double MILLIS_PER_SECOND = 1000;

    /** Makes the operator; the service loader does. */
    public PcmAudio() {}

    /** What is around the samples of a record. */
    public enum Packets {
        /** Nothing: a record is samples. */
        PLAIN,
        /** An RTP header, RFC 3550. */
        RTP
    }

    /**
     * Settings.
     *
     * @param sampleRateHz samples a second and channel
     * @param channels number of channels
     * @param blockMs length of a block, ms; must be whole samples
     * @param encoding how samples stand in records without WAV header
     * @param packets what is around them
     * @param maxGapMs longest gap between RTP packets that is filled with silence, ms
     */
    public record Config(
            @Setting(help = "samples a second and channel", min = 1, max = 768_000)
            int sampleRateHz,

            @Setting(help = "number of channels", orElse = "1", min = 1, max = 1024)
            int channels,

            @Setting(help = "length of a block, ms, whole samples", orElse = "10", min = 0.01, max = 1000)
            double blockMs,

            @Setting(help = "how samples stand in records that are no WAV; RTP usually has s16be", orElse = "s16le")
            PcmEncoding encoding,

            @Setting(help = "what is around them: plain for nothing, rtp for RTP headers", orElse = "plain")
            Packets packets,

            @Setting(
                    help = "longest gap between RTP packets that is filled with silence, ms",
                    orElse = "200",
                    min = 0,
                    max = 10_000)
            int maxGapMs) {

        int blockSamples() {
            return (int) Math.round(blockMs * sampleRateHz / MILLIS_PER_SECOND);
        }

        int maxGapSamples() {
            return (int) Math.round(maxGapMs * (double) sampleRateHz / MILLIS_PER_SECOND);
        }
    }

    @Override
    public String name() {
        return "pcm-audio";
    }

    @Override
    public String summary() {
        return "makes blocks of PCM datagrams, RTP packets and WAV files: audio, or raw signals of electrodes";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        inputs.single().tensor(ElementType.U8).rank(1);
        double samples = settings.blockMs() * settings.sampleRateHz() / MILLIS_PER_SECOND;
        if (settings.blockSamples() < 1 || Math.abs(samples - settings.blockSamples()) > 1e-6) {
            inputs.refuse(
                    "block is no whole number of samples",
                    "block-ms=" + settings.blockMs() + ", sample-rate-hz=" + settings.sampleRateHz() + ", samples="
                            + samples,
                    "a length of whole samples, at least 1");
        }
        int block = Math.max(1, settings.blockSamples());
        return Contract.of(AudioStreams.blocks(settings.channels(), block, settings.sampleRateHz()))
                .withStateBytes((long) Float.BYTES * settings.channels() * block)
                .withDrops(MALFORMED, ODD_LENGTH, LATE, OTHER_RATE, OTHER_CHANNELS);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new PcmAudioProcessor(settings);
    }

    @Override
    public RecordTimer timer(Config settings) {
        return RecordTimer.NONE; // files tell the time of their records, packets do not
    }

    @Override
    public @Nullable String misfit(Config settings, byte[] record) {
        if (!WavRecord.matches(record)) {
            return null;
        }
        int rate = WavRecord.sampleRateHz(record);
        int channels = WavRecord.channels(record);
        if (rate == settings.sampleRateHz() && channels == settings.channels()) {
            return null;
        }
        return "sample-rate-hz=" + rate + ", channels=" + channels + " (expected " + settings.sampleRateHz() + " and "
                + settings.channels() + " as its decoder says: state the file's there, and bring the stream to another"
                + " with resample or audio-channels, or convert the file)";
    }
}
