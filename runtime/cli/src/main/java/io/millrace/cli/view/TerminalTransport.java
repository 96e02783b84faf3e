package io.millrace.cli.view;

import io.millrace.api.frame.Frame;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sink {@code terminal}: shows frames on the screen of {@code millrace run}, elsewhere a line a second. */
public final class TerminalTransport implements SinkTransport<TerminalSettings> {

    /** The name in pipeline files. */
    public static final String NAME = "terminal";

    private final @Nullable FrameListener listener;

    /** Makes the transport that prints a line a second; for the service loader. */
    public TerminalTransport() {
        this.listener = null;
    }

    /**
     * Makes a transport that hands frames over.
     *
     * @param listener gets them
     */
    public TerminalTransport(FrameListener listener) {
        this.listener = listener;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "shows what arrives: states, probabilities, heat maps, last values";
    }

    @Override
    public Class<TerminalSettings> settings() {
        return TerminalSettings.class;
    }

    @Override
    public SinkConnection open(TerminalSettings settings, SinkContext context) {
        FrameListener to = listener != null
                ? listener
                : new LinePrinter(context.clock(), new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        to.opened(settings);
        return new Connection(List.copyOf(context.inputs().keySet()), to);
    }

    /** Names the port of every frame. */
    private record Connection(List<String> ports, FrameListener listener) implements SinkConnection {

        @Override
        public void accept(int input, Frame frame) {
            listener.frame(ports.get(input), frame);
        }

        @Override
        public void close() {}
    }
}
