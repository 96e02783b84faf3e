package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.audio.Decibels;
import io.millrace.kernels.audio.MelFilterBank;
import io.millrace.kernels.audio.MelScale;
import io.millrace.kernels.audio.Spectra;

/**
 * The power of spectra in bands that are even to the ear, in decibels or as it is.
 *
 * <p><b>Input</b> f32 {@code [channel, iq=2, bin]}, as {@code audio-stft} gives it. <b>Output</b> f32 {@code [channel,
 * band]}, as {@code librosa.feature.melspectrogram} and {@code power_to_db(ref=1, top_db=None)} do: -100 dB at the least.
 *
 * <p><b>State and cost</b> none; about four products a bin. <b>Drops</b> nothing.
 *
 * @see MelFilterBank
 */
public final class Mel implements Operator<Mel.Config> {

    private static final int PRODUCTS_PER_BIN = 4;

    /** Makes the operator; the service loader does. */
    public Mel() {}

    /** What is given of a band. */
    public enum Form {
        /** Decibels, 0 for a power of 1. */
        DB,
        /** The power. */
        POWER
    }

    /**
     * Settings.
     *
     * @param sampleRateHz rate of the samples behind the spectra
     * @param bands number of bands
     * @param lowHz lower end of the lowest band
     * @param highHz upper end of the highest band, 0 for half the sample rate
     * @param scale scale of pitch
     * @param form what is given of a band
     */
    public record Config(
            @Setting(help = "rate of the samples behind the spectra, Hz", min = 1, max = 768_000)
            int sampleRateHz,

            @Setting(help = "number of bands", orElse = "80", min = 1, max = 4096)
            int bands,

            @Setting(help = "lower end of the lowest band, Hz", orElse = "0", min = 0)
            double lowHz,

            @Setting(help = "upper end of the highest band, Hz; 0 for half the sample rate", orElse = "0", min = 0)
            double highHz,

            @Setting(help = "scale of pitch: slaney as librosa, htk as torchaudio", orElse = "slaney")
            MelScale scale,

            @Setting(help = "db, or power", orElse = "db") Form form) {

        double topHz() {
            return highHz > 0 ? highHz : sampleRateHz / 2.0;
        }
    }

    @Override
    public String name() {
        return "mel";
    }

    @Override
    public String summary() {
        return "the power of spectra in bands that are even to the ear";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single();
        StreamSpec in = AudioStreams.requireSpectra(check);
        if (settings.lowHz() >= settings.topHz() || settings.topHz() > settings.sampleRateHz() / 2.0) {
            inputs.refuse(
                    "bands are out of range",
                    "low-hz=" + settings.lowHz() + ", high-hz=" + settings.topHz() + ", sample-rate-hz="
                            + settings.sampleRateHz(),
                    "low-hz below high-hz, and that up to half the sample rate");
        }
        StreamSpec out = in.reshaped(ElementType.F32, in.axes().get(0), Axis.of("band", settings.bands()))
                .withUnit(settings.form() == Form.DB ? "dB" : "1");
        return Contract.of(out)
                .withMacsPerFrame((long) PRODUCTS_PER_BIN * in.shape().elements() / 2);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        MelFilterBank bank = new MelFilterBank(
                settings.sampleRateHz(),
                AudioIstft.length(in),
                settings.bands(),
                settings.lowHz(),
                settings.topHz(),
                settings.scale());
        return new Running(
                bank,
                AudioStreams.channels(in),
                settings.form() == Form.DB,
                context.output().shape());
    }

    private static final class Running implements Processor {

        private final MelFilterBank bank;
        private final int channels;
        private final boolean decibels;
        private final Shape shape;
        private final float[] power;

        Running(MelFilterBank bank, int channels, boolean decibels, Shape shape) {
            this.bank = bank;
            this.channels = channels;
            this.decibels = decibels;
            this.shape = shape;
            this.power = new float[bank.bins()];
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] spectra = frame.tensor().floats();
            float[] bands = new float[channels * bank.bands()];
            for (int c = 0; c < channels; c++) {
                Spectra.power(spectra, 2 * c * power.length, power.length, power, 0);
                bank.apply(power, 0, bands, c * bank.bands());
            }
            if (decibels) {
                for (int i = 0; i < bands.length; i++) {
                    bands[i] = Decibels.ofPower(bands[i]);
                }
            }
            out.emit(frame.withPayload(Tensor.of(shape, bands)));
        }
    }
}
