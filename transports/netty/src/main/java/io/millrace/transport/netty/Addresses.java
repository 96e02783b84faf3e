package io.millrace.transport.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Addresses in the form that users write: {@code 127.0.0.1:5566}, {@code [::1]:5566}. */
final class Addresses {

    private static final int MAX_PORT = 65535;

    private Addresses() {}

    static InetSocketAddress parse(String key, String text) {
        int colon = text.lastIndexOf(':');
        if (colon > 0) {
            String host = text.substring(0, colon);
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            int port = port(text.substring(colon + 1));
            if (port >= 0 && (bracketed || host.indexOf(':') < 0)) {
                return InetSocketAddress.createUnresolved(
                        bracketed ? host.substring(1, host.length() - 1) : host, port);
            }
        }
        throw new IllegalArgumentException("address not understood: " + key + "=" + text
                + " (expected host:port with port 0..65535, such as 127.0.0.1:5566)");
    }

    /** Looks a name up anew, because it may have moved since the last time. */
    static InetSocketAddress resolve(InetSocketAddress address) throws UnknownHostException {
        InetSocketAddress resolved = new InetSocketAddress(address.getHostString(), address.getPort());
        if (resolved.isUnresolved()) {
            throw new UnknownHostException("host not known: host=" + address.getHostString());
        }
        return resolved;
    }

    /** Whether one of them is no loopback address; null stands for none. No name is looked up. */
    static boolean leaveTheMachine(@Nullable String... addresses) {
        for (String address : addresses) {
            String host =
                    address == null ? "localhost" : parse("address", address).getHostString();
            if (!host.equals("localhost") && !host.equals("::1") && !host.startsWith("127.")) {
                return true;
            }
        }
        return false;
    }

    static String print(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            String host = inet.isUnresolved()
                    ? inet.getHostString()
                    : inet.getAddress().getHostAddress();
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
        }
        return String.valueOf(address);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port <= MAX_PORT ? port : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
