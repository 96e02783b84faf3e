package io.millrace.transport.files;

import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import java.io.IOException;

/**
 * The {@code wav} sink: writes blocks of samples, f32 {@code [channel, sample]} of ±1, into a WAV file that any player
 * opens. What is simulated says so in the file. Samples beyond ±1 are clipped, what is no number becomes silence.
 *
 * <p>Sizes are written when the run ends; the file of a run that was killed can be read all the same, because its sizes
 * say that they are open.
 */
public final class WavSink implements SinkTransport<WavSinkSettings> {

    /** Made by {@link java.util.ServiceLoader}. */
    public WavSink() {}

    @Override
    public String name() {
        return "wav";
    }

    @Override
    public String summary() {
        return "audio into a WAV file";
    }

    @Override
    public Class<WavSinkSettings> settings() {
        return WavSinkSettings.class;
    }

    @Override
    public void check(WavSinkSettings settings, Inputs inputs) {
        inputs.single().tensor(ElementType.F32).rank(2).fixed().rated();
    }

    @Override
    public SinkConnection open(WavSinkSettings settings, SinkContext context) throws IOException {
        StreamSpec spec = context.inputs().values().iterator().next();
        int channels = spec.axes().get(0).size();
        int samples = spec.axes().get(1).size();
        int rateHz = (int) Math.round(spec.rateHz() * samples);
        WavHeader header = new WavHeader(
                settings.encoding() == WavEncoding.F32, settings.encoding().bits(), channels, rateHz);
        try {
            return new WavWriter(settings.path(), header, samples);
        } catch (IOException e) {
            throw new IOException(
                    "cannot write: transport=wav, path=" + settings.path() + ", cause=" + e
                            + " (expected a file that can be created)",
                    e);
        }
    }
}
