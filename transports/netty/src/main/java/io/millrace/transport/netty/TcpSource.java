package io.millrace.transport.netty;

import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import io.millrace.api.transport.SourceTransport;
import java.io.IOException;

/** The {@code tcp} source: records or frames from servers it calls or clients it lets in. */
public final class TcpSource implements SourceTransport<TcpSettings> {

    /** Made by {@link java.util.ServiceLoader}. */
    public TcpSource() {}

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public String summary() {
        return "lines, length-prefixed records or Millrace frames over TCP, as client or server";
    }

    @Override
    public Class<TcpSettings> settings() {
        return TcpSettings.class;
    }

    @Override
    public StreamSpec delivers(TcpSettings settings) {
        if (settings.framing() != Framing.FRAMES) {
            return StreamSpec.records();
        }
        return settings.payload() == FramePayload.EVENTS
                ? StreamSpec.events(settings.parsedAxes())
                : StreamSpec.tensor(settings.element(), settings.parsedAxes());
    }

    @Override
    public boolean usesNetwork(TcpSettings settings) {
        return Addresses.leaveTheMachine(settings.connect(), settings.listen());
    }

    @Override
    public SourceConnection open(TcpSettings settings, SourceContext context) throws IOException {
        TcpSourceConnection connection = new TcpSourceConnection(settings, delivers(settings), context);
        connection.open();
        return connection;
    }
}
