package io.millrace.transport.grpc;

import io.grpc.Status;
import io.millrace.api.time.Clock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may call a server, known by a bearer token or by the subject of a client certificate. Tokens are kept as digests
 * only.
 *
 * @param clients the clients
 */
public record Clients(List<Client> clients) {

    /** Name of the client that callers without credentials are, if there is one of that name. */
    public static final String ANONYMOUS = "anonymous";

    /**
     * Makes the list immutable.
     *
     * @param clients the clients
     */
    public Clients {
        clients = List.copyOf(clients);
    }

    /**
     * One client.
     *
     * @param name its name
     * @param tokenSha256 SHA-256 of its token, 64 hexadecimal digits, or null if it has none
     * @param expiresEpochNanos when the token stops being good, ns since 1970; {@link Long#MAX_VALUE} for never
     * @param certificate common name in the subject of its certificate, or null if it has none
     * @param allowed methods that it may call on each pipeline; {@code *} stands for every pipeline or method
     */
    public record Client(
            String name,
            @Nullable String tokenSha256,
            long expiresEpochNanos,
            @Nullable String certificate,
            Map<String, List<String>> allowed) {

        /**
         * Makes the map immutable.
         *
         * @param name its name
         * @param tokenSha256 digest of its token
         * @param expiresEpochNanos when the token stops being good
         * @param certificate common name in its certificate
         * @param allowed what it may do
         */
        public Client {
            allowed = Map.copyOf(allowed);
        }
    }

    /**
     * The digest that stands for a token.
     *
     * @param token the token
     * @return 64 hexadecimal digits
     */
    public static String digest(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** The caller with these credentials; why not, otherwise. */
    Caller identify(@Nullable String authorization, @Nullable String commonName, Clock clock) throws RequestException {
        if (authorization != null) {
            return byToken(authorization, clock);
        }
        for (Client client : clients) {
            boolean certified =
                    client.certificate() != null && client.certificate().equals(commonName);
            if (certified || (commonName == null && client.name().equals(ANONYMOUS))) {
                return new Caller(client.name(), client.allowed());
            }
        }
        throw unauthenticated(
                commonName == null
                        ? "credentials are missing (expected the header 'authorization: Bearer TOKEN' or a client certificate)"
                        : "certificate not known: subject=" + Datatype.printable(commonName)
                                + " (expected one in the server's permission file)");
    }

    private Caller byToken(String authorization, Clock clock) throws RequestException {
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw unauthenticated("credentials not understood: scheme is not Bearer (expected 'Bearer TOKEN')");
        }
        byte[] digest = digest(authorization.substring(7).trim()).getBytes(StandardCharsets.US_ASCII);
        for (Client client : clients) {
            String known = client.tokenSha256();
            if (known != null && MessageDigest.isEqual(digest, known.getBytes(StandardCharsets.US_ASCII))) {
                if (clock.epochNanos() >= client.expiresEpochNanos()) {
                    throw unauthenticated("token has expired: client=" + client.name() + " (expected a newer token)");
                }
                return new Caller(client.name(), client.allowed());
            }
        }
        throw unauthenticated("token not known (expected one in the server's permission file)");
    }

    private static RequestException unauthenticated(String reason) {
        return new RequestException(Status.Code.UNAUTHENTICATED, reason);
    }
}
