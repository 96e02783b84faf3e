package io.millrace.transport.netty;

import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import io.millrace.api.transport.SourceTransport;
import java.io.IOException;

/** The {@code udp} source: each datagram is a record. */
public final class UdpSource implements SourceTransport<UdpSettings> {

    /** Made by {@link java.util.ServiceLoader}. */
    public UdpSource() {}

    @Override
    public String name() {
        return "udp";
    }

    @Override
    public String summary() {
        return "datagrams, one record each, with a rate limit for every sender";
    }

    @Override
    public Class<UdpSettings> settings() {
        return UdpSettings.class;
    }

    @Override
    public StreamSpec delivers(UdpSettings settings) {
        return StreamSpec.records();
    }

    @Override
    public boolean usesNetwork(UdpSettings settings) {
        return Addresses.leaveTheMachine(settings.listen());
    }

    @Override
    public SourceConnection open(UdpSettings settings, SourceContext context) throws IOException {
        return UdpConnection.open(settings, context);
    }
}
