package io.millrace.transport.netty;

import java.io.IOException;

/** The messages for addresses that cannot be had. */
final class Refused {

    private Refused() {}

    static IOException listen(String transport, String address, IOException cause) {
        return new IOException(
                "cannot listen: transport=" + transport + ", listen=" + address + ", cause=" + cause.getMessage()
                        + " (expected a free address)",
                cause);
    }
}
