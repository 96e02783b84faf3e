package io.millrace.transport.netty;

import io.millrace.api.config.Setting;
import java.time.Duration;

/**
 * Settings of the {@code tcp} sink.
 *
 * @param listen address to bind
 * @param clientQueueFrames frames held for each client
 * @param maxClients clients at a time
 * @param flushTimeout how long the end of a run waits for clients to take what is held
 */
public record TcpSinkSettings(
        @Setting(help = "address to bind, host:port; port 0 takes a free one")
        String listen,

        @Setting(
                help = "frames held for each client; a slow client loses its oldest, counted for each",
                orElse = "256",
                min = 1,
                max = 65536)
        int clientQueueFrames,

        @Setting(help = "clients at a time; further ones are closed at once", orElse = "16", min = 1, max = 4096)
        int maxClients,

        @Setting(help = "how long the end of a run waits for clients to take what is held", orElse = "2s")
        Duration flushTimeout) {

    /**
     * Checks the address.
     *
     * @param listen address to bind
     * @param clientQueueFrames frames held for each client, 1 or more
     * @param maxClients clients at a time, 1 or more
     * @param flushTimeout how long the end waits
     * @throws IllegalArgumentException if the address has another form than host:port
     */
    public TcpSinkSettings {
        Addresses.parse("listen", listen);
    }
}
