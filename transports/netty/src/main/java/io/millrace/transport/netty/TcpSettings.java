package io.millrace.transport.netty;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.stream.Axis;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the {@code tcp} source.
 *
 * @param connect address of a server to read from; null if listening
 * @param listen address to bind; null if connecting
 * @param framing how the byte stream is cut into records
 * @param maxRecordBytes longest record passed on
 * @param maxConnections connections at a time
 * @param idleTimeout a connection without a whole record for as long is closed
 * @param reconnectLeast first delay before connecting again
 * @param reconnectLongest longest delay before connecting again
 * @param element element type of the tensors in frames
 * @param axes axes of the tensors in frames, or of the addresses of events, outermost first
 * @param payload what the frames carry
 */
public record TcpSettings(
        @Setting(help = "server to read from, host:port; it is called again when it is away", orElse = Setting.ABSENT)
        @Nullable String connect,

        @Setting(help = "address to bind, host:port; port 0 takes a free one", orElse = Setting.ABSENT) @Nullable String listen,

        @Setting(help = "how the byte stream is cut into records", orElse = "lines")
        Framing framing,

        @Setting(
                help = "longest record passed on, bytes; longer ones are counted as record-too-long",
                orElse = "65536",
                min = 1,
                max = 1 << 28)
        int maxRecordBytes,

        @Setting(help = "connections at a time; further ones are closed at once", orElse = "16", min = 1, max = 4096)
        int maxConnections,

        @Setting(
                help = "a connection that brings no whole record for this long is closed, at the latest after"
                        + " twice this time",
                orElse = "60s")
        Duration idleTimeout,

        @Setting(help = "first delay before connecting again; it doubles each time", orElse = "100ms")
        Duration reconnectLeast,

        @Setting(help = "longest delay before connecting again", orElse = "30s")
        Duration reconnectLongest,

        @Setting(help = "element type of the tensors that framing=frames brings", orElse = "u8")
        ElementType element,

        @Setting(
                help = "axes of the tensors or addresses that framing=frames brings, name=size or name=? for any size",
                orElse = "byte=?")
        List<String> axes,

        @Setting(help = "what framing=frames brings: tensors, or address events of the given axes", orElse = "tensor")
        FramePayload payload) {

    /**
     * Checks addresses, times and axes.
     *
     * @param connect server to read from; null if listening
     * @param listen address to bind; null if connecting
     * @param framing how the byte stream is cut into records
     * @param maxRecordBytes longest record, bytes
     * @param maxConnections connections at a time
     * @param idleTimeout above zero
     * @param reconnectLeast above zero
     * @param reconnectLongest at least the first delay
     * @param element element type of the tensors in frames
     * @param axes axes of the tensors in frames
     * @param payload what the frames carry
     * @throws IllegalArgumentException if a value is out of range, or not just one address is given
     */
    public TcpSettings {
        axes = List.copyOf(axes);
        if ((connect == null) == (listen == null)) {
            throw new IllegalArgumentException("addresses do not fit: connect=" + connect + ", listen=" + listen
                    + " (expected just one of the two)");
        }
        Addresses.parse(connect == null ? "listen" : "connect", connect == null ? String.valueOf(listen) : connect);
        if (idleTimeout.isZero()
                || idleTimeout.isNegative()
                || reconnectLeast.isZero()
                || reconnectLeast.isNegative()
                || reconnectLongest.compareTo(reconnectLeast) < 0) {
            throw new IllegalArgumentException("times do not fit: idle-timeout=" + idleTimeout + ", reconnect-least="
                    + reconnectLeast + ", reconnect-longest=" + reconnectLongest
                    + " (expected all above zero, longest at least least)");
        }
        axes.forEach(TcpSettings::axis);
        if (payload == FramePayload.EVENTS && axes.stream().anyMatch(a -> axis(a).isDynamic())) {
            throw new IllegalArgumentException("addresses have no known range: payload=events, axes=" + axes
                    + " (expected name=size for every axis, such as channel=96)");
        }
    }

    /** The axes of {@code framing=frames} as a stream spec has them. */
    Axis[] parsedAxes() {
        return axes.stream().map(TcpSettings::axis).toArray(Axis[]::new);
    }

    private static Axis axis(String text) {
        int equals = text.indexOf('=');
        if (equals > 0) {
            String size = text.substring(equals + 1);
            if (size.equals("?")) {
                return Axis.dynamic(text.substring(0, equals));
            }
            if (size.matches("\\d{1,9}")) {
                return Axis.of(text.substring(0, equals), Integer.parseInt(size));
            }
        }
        throw new IllegalArgumentException(
                "axis not understood: axes=" + text + " (expected name=size or name=?, such as subcarrier=64)");
    }
}
