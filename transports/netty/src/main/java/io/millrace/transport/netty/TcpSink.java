package io.millrace.transport.netty;

import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import java.io.IOException;

/**
 * The {@code tcp} sink: frames to every client that connects, as {@code millrace.v1.Frame} messages preceded by their
 * length as a varint.
 */
public final class TcpSink implements SinkTransport<TcpSinkSettings> {

    /** Made by {@link java.util.ServiceLoader}. */
    public TcpSink() {}

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public String summary() {
        return "Millrace frames to every TCP client that connects; slow clients lose frames, never the pipeline";
    }

    @Override
    public Class<TcpSinkSettings> settings() {
        return TcpSinkSettings.class;
    }

    @Override
    public boolean usesNetwork(TcpSinkSettings settings) {
        return Addresses.leaveTheMachine(settings.listen());
    }

    @Override
    public SinkConnection open(TcpSinkSettings settings, SinkContext context) throws IOException {
        return TcpSinkConnection.open(settings, context);
    }
}
