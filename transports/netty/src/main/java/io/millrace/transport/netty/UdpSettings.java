package io.millrace.transport.netty;

import io.millrace.api.config.Setting;

/**
 * Settings of the {@code udp} source.
 *
 * @param listen address to bind
 * @param receiveBufferBytes socket buffer asked of the operating system
 * @param maxDatagramBytes longest datagram passed on
 * @param maxPacketsPerSecondPerSender steady rate allowed to each sending host; 0 for no limit
 * @param maxSenders sending hosts known at a time
 * @param io system interface
 */
public record UdpSettings(
        @Setting(help = "address to bind, host:port; port 0 takes a free one")
        String listen,

        @Setting(
                help = "socket buffer asked of the operating system, bytes",
                orElse = "4194304",
                min = 1024,
                max = 1 << 30)
        int receiveBufferBytes,

        @Setting(
                help = "longest datagram passed on, bytes; longer ones are counted as oversized",
                orElse = "2048",
                min = 1,
                max = 65507)
        int maxDatagramBytes,

        @Setting(
                help = "datagrams a second from one sending host, with bursts of one second; 0 for no limit",
                orElse = "5000",
                min = 0,
                max = 1_000_000_000)
        int maxPacketsPerSecondPerSender,

        @Setting(
                help = "sending hosts known at a time; one that was silent for 60 s makes room for a new one",
                orElse = "256",
                min = 1,
                max = 65536)
        int maxSenders,

        @Setting(help = "system interface: epoll reads many datagrams with one call", orElse = "auto")
        Io io) {

    /**
     * Checks the address.
     *
     * @param listen address to bind
     * @param receiveBufferBytes socket buffer, bytes
     * @param maxDatagramBytes longest datagram, 1..65507 bytes
     * @param maxPacketsPerSecondPerSender rate allowed to each host; 0 for no limit
     * @param maxSenders hosts known at a time, 1 or more
     * @param io system interface
     * @throws IllegalArgumentException if the address has another form than host:port
     */
    public UdpSettings {
        Addresses.parse("listen", listen);
    }
}
