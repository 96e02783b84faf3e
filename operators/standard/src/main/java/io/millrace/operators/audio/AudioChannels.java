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
import java.util.List;

/**
 * Chosen channels of audio or of spectra, in the order given.
 *
 * <p><b>Input</b> f32 whose first axis is {@code channel}. <b>Output</b> the same with the chosen channels.
 *
 * <p><b>State and cost</b> none. <b>Drops</b> nothing.
 */
public final class AudioChannels implements Operator<AudioChannels.Config> {

    /** Makes the operator; the service loader does. */
    public AudioChannels() {}

    /**
     * Settings.
     *
     * @param channels 0-based channels, in the order wanted
     */
    public record Config(
            @Setting(help = "0-based channels, in the order wanted")
            List<Integer> channels) {

        /**
         * Checks that there is a channel.
         *
         * @param channels 0-based channels
         * @throws IllegalArgumentException if there is none
         */
        public Config {
            channels = List.copyOf(channels);
            if (channels.isEmpty()) {
                throw new IllegalArgumentException("no channel is chosen: channels=[] (expected at least one)");
            }
        }
    }

    @Override
    public String name() {
        return "audio-channels";
    }

    @Override
    public String summary() {
        return "chosen channels of audio or of spectra";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.F32).fixed().axis(0, AudioStreams.CHANNEL);
        StreamSpec in = check.spec();
        int channels = AudioStreams.channels(in);
        if (settings.channels().stream().anyMatch(c -> c < 0 || c >= channels)) {
            check.mismatch(
                    "stream has no such channel", "channels=" + settings.channels() + " to be 0.." + (channels - 1));
        }
        Axis[] axes = in.axes().toArray(new Axis[0]);
        axes[0] = Axis.of(AudioStreams.CHANNEL, settings.channels().size());
        return Contract.of(in.reshaped(ElementType.F32, axes));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        int[] chosen = settings.channels().stream().mapToInt(Integer::intValue).toArray();
        Shape shape = context.output().shape();
        return new Running(chosen, shape);
    }

    private static final class Running implements Processor {

        private final int[] chosen;
        private final Shape shape;

        Running(int[] chosen, Shape shape) {
            this.chosen = chosen;
            this.shape = shape;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] all = frame.tensor().floats();
            float[] some = new float[shape.elements()];
            int length = some.length / chosen.length;
            for (int i = 0; i < chosen.length; i++) {
                System.arraycopy(all, chosen[i] * length, some, i * length, length);
            }
            out.emit(frame.withPayload(Tensor.of(shape, some)));
        }
    }
}
