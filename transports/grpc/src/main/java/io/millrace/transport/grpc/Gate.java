package io.millrace.transport.grpc;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.millrace.api.time.Clock;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What every call passes first: number of connections, credentials, permission of other services, rate. */
final class Gate extends ServerTransportFilter implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Attributes.Key<Connection> CONNECTION = Attributes.Key.create("millrace-connection");

    private final ServerLimits limits;
    private final @Nullable Clients clients;
    private final Clock clock;
    private final AtomicInteger connections = new AtomicInteger();

    Gate(ServerLimits limits, @Nullable Clients clients, Clock clock) {
        this.limits = limits;
        this.clients = clients;
        this.clock = clock;
    }

    int connections() {
        return connections.get();
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        boolean surplus = connections.incrementAndGet() > limits.connections();
        Connection connection = new Connection(surplus, new Bucket(limits.messagesPerSecond(), clock));
        return attributes.toBuilder().set(CONNECTION, connection).build();
    }

    @Override
    public void transportTerminated(@Nullable Attributes attributes) {
        // A connection that never got as far as to be ready has none.
        if (attributes != null && attributes.get(CONNECTION) != null) {
            connections.decrementAndGet();
        }
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Connection connection = call.getAttributes().get(CONNECTION);
        try {
            if (connection != null && connection.surplus()) {
                throw new RequestException(
                        Status.Code.RESOURCE_EXHAUSTED,
                        "too many connections (expected at most " + limits.connections() + " at a time)");
            }
            Caller caller = clients == null
                    ? Caller.ANYONE
                    : clients.identify(headers.get(AUTHORIZATION), commonName(call), clock);
            String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
            if (!caller.mayEver(method)) {
                caller.require(method, "");
            }
            ServerCall.Listener<Q> listener =
                    Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
            return connection == null || limits.messagesPerSecond() == 0
                    ? listener
                    : new Limited<>(listener, call, connection.bucket(), limits.messagesPerSecond());
        } catch (RequestException e) {
            call.close(e.status(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    private static @Nullable String commonName(ServerCall<?, ?> call) {
        return commonName(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
    }

    /** The common name in the client's certificate, null if it has shown none. */
    static @Nullable String commonName(@Nullable SSLSession session) {
        if (session == null) {
            return null;
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            if (chain.length > 0 && chain[0] instanceof X509Certificate certificate) {
                for (Rdn part :
                        new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                    if (part.getType().equalsIgnoreCase("CN")) {
                        return String.valueOf(part.getValue());
                    }
                }
            }
            return null;
        } catch (SSLPeerUnverifiedException | InvalidNameException e) {
            return null; // no certificate was shown, or none with a name
        }
    }

    private record Connection(boolean surplus, Bucket bucket) {}

    /** Ends the call at the first message too many. */
    private static final class Limited<Q> extends SimpleForwardingServerCallListener<Q> {

        private final ServerCall<Q, ?> call;
        private final Bucket bucket;
        private final int perSecond;
        private boolean refused;

        Limited(ServerCall.Listener<Q> delegate, ServerCall<Q, ?> call, Bucket bucket, int perSecond) {
            super(delegate);
            this.call = call;
            this.bucket = bucket;
            this.perSecond = perSecond;
        }

        @Override
        public void onMessage(Q message) {
            if (refused) {
                return;
            }
            if (bucket.take()) {
                super.onMessage(message);
                return;
            }
            refused = true;
            call.close(
                    Status.RESOURCE_EXHAUSTED.withDescription(
                            "too many messages (expected at most " + perSecond + " a second on a connection)"),
                    new Metadata());
            super.onCancel();
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            if (!refused) {
                super.onCancel();
            }
        }

        @Override
        public void onComplete() {
            if (!refused) {
                super.onComplete();
            }
        }
    }
}
