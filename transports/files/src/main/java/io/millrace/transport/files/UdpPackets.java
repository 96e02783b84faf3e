package io.millrace.transport.files;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the content of UDP datagrams in captured packets, and puts fragments together (RFC 791, RFC 8200). Bounded: at most
 * {@value #MAX_OPEN} datagrams wait for their rest; the oldest gives way and is counted.
 */
final class UdpPackets {

    private static final int ETHERNET = 1;
    private static final int RAW_IP = 101;
    private static final int LINUX_COOKED = 113;

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int VLAN = 0x8100;
    private static final int UDP = 17;
    private static final int IPV6_FRAGMENT = 44;
    private static final int UDP_HEADER_BYTES = 8;
    private static final int MAX_OPEN = 64;
    private static final int MAX_IP_BYTES = 1 << 16;

    /** Which datagram a fragment belongs to. */
    private record Key(String hosts, int identification) {}

    /** A datagram of which not all has come. */
    private static final class Open {

        private byte[] content = new byte[2048];
        private final boolean[] has = new boolean[MAX_IP_BYTES / 8];
        private int blocks;
        private int totalBytes = -1;

        void add(byte[] packet, int from, int length, int offset, boolean last) {
            if (offset + length > content.length) {
                content = Arrays.copyOf(content, Math.max(offset + length, 2 * content.length));
            }
            System.arraycopy(packet, from, content, offset, length);
            for (int block = offset / 8; block < (offset + length + 7) / 8; block++) {
                blocks += has[block] ? 0 : 1;
                has[block] = true;
            }
            totalBytes = last ? offset + length : totalBytes;
        }

        boolean isWhole() {
            return totalBytes >= 0 && blocks == (totalBytes + 7) / 8;
        }
    }

    private final int link;
    private final Map<Key, Open> open = new LinkedHashMap<>();
    private boolean fragment;
    private long given;

    UdpPackets(int link) {
        this.link = link;
    }

    boolean isKnown() {
        return link == ETHERNET || link == RAW_IP || link == LINUX_COOKED;
    }

    /** Whether the packet last looked at was a part of a datagram. */
    boolean wasFragment() {
        return fragment;
    }

    /** Datagrams given up because too many were open. */
    long given() {
        return given;
    }

    /** Datagrams of which something is missing. */
    int unfinished() {
        int count = open.size();
        open.clear();
        return count;
    }

    /**
     * The content of the datagram that a packet holds or completes.
     *
     * @param packet the packet from its link header on
     * @return the content, or null if the packet holds no whole datagram
     */
    byte @Nullable [] payload(byte[] packet) {
        fragment = false;
        int at = switch (link) {
            case ETHERNET -> afterEthernet(packet);
            case LINUX_COOKED -> packet.length >= 16 && isIp(word(packet, 14)) ? 16 : -1;
            default -> 0;
        };
        if (at < 0 || at >= packet.length) {
            return null;
        }
        return switch ((packet[at] >> 4) & 0xf) {
            case 4 -> ipv4(packet, at);
            case 6 -> ipv6(packet, at);
            default -> null;
        };
    }

    private static int afterEthernet(byte[] packet) {
        int at = 12;
        while (at + 2 <= packet.length && word(packet, at) == VLAN) {
            at += 4;
        }
        return at + 2 <= packet.length && isIp(word(packet, at)) ? at + 2 : -1;
    }

    private static boolean isIp(int type) {
        return type == IPV4 || type == IPV6;
    }

    private byte @Nullable [] ipv4(byte[] packet, int at) {
        if (at + 20 > packet.length) {
            return null;
        }
        int header = 4 * (packet[at] & 0xf);
        int end = at + word(packet, at + 2); // frames shorter than Ethernet allows are padded behind it
        if (header < 20 || end > packet.length || at + header > end || packet[at + 9] != UDP) {
            return null;
        }
        int flags = word(packet, at + 6);
        int offset = 8 * (flags & 0x1fff);
        boolean more = (flags & 0x2000) != 0;
        if (offset == 0 && !more) {
            return datagram(packet, at + header, end);
        }
        return part(packet, at + header, end, offset, more, key(packet, at + 12, 8, word(packet, at + 4)));
    }

    private byte @Nullable [] ipv6(byte[] packet, int at) {
        int end = at + 40 + (at + 6 <= packet.length ? word(packet, at + 4) : 0);
        if (at + 40 > packet.length || end > packet.length) {
            return null;
        }
        if (packet[at + 6] == UDP) {
            return datagram(packet, at + 40, end);
        }
        if (packet[at + 6] != IPV6_FRAGMENT || at + 48 > end || packet[at + 40] != UDP) {
            return null;
        }
        int flags = word(packet, at + 42);
        int id = (word(packet, at + 44) << 16) | word(packet, at + 46);
        return part(packet, at + 48, end, flags & 0xfff8, (flags & 1) != 0, key(packet, at + 8, 32, id));
    }

    private static Key key(byte[] packet, int addresses, int bytes, int identification) {
        return new Key(Arrays.toString(Arrays.copyOfRange(packet, addresses, addresses + bytes)), identification);
    }

    private byte @Nullable [] part(byte[] packet, int from, int end, int offset, boolean more, Key key) {
        fragment = true;
        if (offset + end - from > MAX_IP_BYTES) {
            fragment = false; // no datagram is that long: counted as what it is, rubbish
            return null;
        }
        if (!open.containsKey(key) && open.size() == MAX_OPEN) {
            open.remove(open.keySet().iterator().next());
            given++;
        }
        Open whole = open.computeIfAbsent(key, k -> new Open());
        whole.add(packet, from, end - from, offset, !more);
        if (!whole.isWhole()) {
            return null;
        }
        open.remove(key);
        fragment = false;
        return datagram(whole.content, 0, whole.totalBytes);
    }

    private static byte @Nullable [] datagram(byte[] packet, int at, int end) {
        if (at + UDP_HEADER_BYTES > end) {
            return null;
        }
        int length = word(packet, at + 4);
        return length < UDP_HEADER_BYTES || at + length > end
                ? null
                : Arrays.copyOfRange(packet, at + UDP_HEADER_BYTES, at + length);
    }

    private static int word(byte[] packet, int at) {
        return ((packet[at] & 0xff) << 8) | (packet[at + 1] & 0xff);
    }
}
