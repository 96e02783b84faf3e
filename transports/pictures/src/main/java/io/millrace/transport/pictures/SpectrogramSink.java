package io.millrace.transport.pictures;

import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code spectrogram} sink: one PNG with a panel for every input, time to the right, frequency upwards, power as
 * brightness. The same scale holds for all, so that before and after can be compared.
 *
 * <p><b>Inputs</b> spectra f32 {@code [channel, iq=2, bin]}, as {@code audio-stft} gives them; the first channel is drawn. Or
 * power, f32 {@code [bin]} or {@code [bin, channel]}.
 *
 * <p>Its memory is bounded: a panel holds {@code columns} columns, and halves its resolution whenever they are full. The
 * file is written when the run ends.
 */
public final class SpectrogramSink implements SinkTransport<SpectrogramSettings> {

    private static final int MOST_INPUTS = 8;

    /** Made by {@link java.util.ServiceLoader}. */
    public SpectrogramSink() {}

    @Override
    public String name() {
        return "spectrogram";
    }

    @Override
    public String summary() {
        return "a PNG of spectra over time, a panel for every input";
    }

    @Override
    public Class<SpectrogramSettings> settings() {
        return SpectrogramSettings.class;
    }

    @Override
    public void check(SpectrogramSettings settings, Inputs inputs) {
        List<InputCheck> all = inputs.all();
        if (all.size() > MOST_INPUTS) {
            inputs.refuse("too many panels", "inputs=" + all.size(), "at most " + MOST_INPUTS);
        }
        for (InputCheck input : all) {
            StreamSpec spec = input.tensor(ElementType.F32).fixed().spec();
            if (!isComplex(spec) && !isPower(spec)) {
                input.mismatch(
                        "stream is no spectrum", "f32[channel, iq=2, bin], or power f32[bin] or f32[bin, channel]");
            }
        }
    }

    static boolean isComplex(StreamSpec spec) {
        return spec.axes().size() == 3
                && spec.axes().get(1).name().equals("iq")
                && spec.axes().get(1).size() == 2;
    }

    private static boolean isPower(StreamSpec spec) {
        return !spec.axes().isEmpty()
                && spec.axes().size() <= 2
                && spec.axes().get(0).name().equals("bin");
    }

    @Override
    public SinkConnection open(SpectrogramSettings settings, SinkContext context) {
        List<SpectrogramPanel> panels = new ArrayList<>();
        context.inputs().forEach((name, spec) -> panels.add(new SpectrogramPanel(name, spec, settings)));
        return new SpectrogramFile(settings, panels);
    }
}
