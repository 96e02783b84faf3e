package io.millrace.transport.grpc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a server listens.
 *
 * @param address where
 * @param tls certificate and key, or null for plain text
 * @param clients who may call, or null for anyone
 * @param insecure whether it may listen to other machines without TLS and clients
 * @param limits what it bears
 * @param networkThreads threads that read, write and, unless there are others for it, compute; 1 or more
 * @param computeThreads threads that carry requests through instances; 0 for those of the network, which saves a hop
 *     of tens of microseconds but lets a long computation hold up the other clients of its thread
 */
public record ServerSettings(
        InetSocketAddress address,
        @Nullable Tls tls,
        @Nullable Clients clients,
        boolean insecure,
        ServerLimits limits,
        int networkThreads,
        int computeThreads) {

    /**
     * Files in PEM form.
     *
     * @param certificate the server's chain
     * @param key its private key
     * @param clientAuthority authority of client certificates, which are demanded then; or null to demand none
     */
    public record Tls(Path certificate, Path key, @Nullable Path clientAuthority) {}

    /**
     * Checks that nobody else can reach what nothing guards.
     *
     * @param address where
     * @param tls certificate and key
     * @param clients who may call
     * @param insecure whether that is meant
     * @param limits what it bears
     * @param networkThreads threads of the network
     * @param computeThreads threads for requests
     */
    public ServerSettings {
        boolean own = address.getAddress() != null && address.getAddress().isLoopbackAddress();
        if (!own && !insecure && (tls == null || clients == null)) {
            throw new IllegalArgumentException("server would be open to other machines: address=" + address + ", tls="
                    + (tls == null ? "no" : "yes") + ", clients=" + (clients == null ? "no" : "yes")
                    + " (expected TLS and a permission file, an address of this machine alone, or to be told that"
                    + " this is meant)");
        }
        if (networkThreads < 1 || computeThreads < 0) {
            throw new IllegalArgumentException("threads out of range: network-threads=" + networkThreads
                    + ", compute-threads=" + computeThreads + " (expected 1 or more, and 0 or more)");
        }
    }

    /**
     * This machine only, plain text, anyone.
     *
     * @param port where, 0 for any free port
     * @return settings
     */
    public static ServerSettings local(int port) {
        return new ServerSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                null,
                null,
                false,
                ServerLimits.DEFAULT,
                Runtime.getRuntime().availableProcessors(),
                0);
    }

    /**
     * The same with other limits.
     *
     * @param other limits
     * @return settings
     */
    public ServerSettings with(ServerLimits other) {
        return new ServerSettings(address, tls, clients, insecure, other, networkThreads, computeThreads);
    }

    /**
     * The same with a guard.
     *
     * @param certificate certificate and key, or null for plain text
     * @param who who may call, or null for anyone
     * @return settings
     */
    public ServerSettings guarded(@Nullable Tls certificate, @Nullable Clients who) {
        return new ServerSettings(address, certificate, who, insecure, limits, networkThreads, computeThreads);
    }
}
