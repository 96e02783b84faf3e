package io.millrace.transport.netty;

import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for every sending host. The key is the host without the port, so that neither a rebooted sensor nor a
 * flood from many ports uses up the table. Event loop only.
 */
final class Senders {

    /** What becomes of a datagram. */
    enum Verdict {
        PASS,
        RATE_LIMITED,
        TOO_MANY_SENDERS
    }

    /** A host silent for as long gives its place to a new one. */
    static final long SILENCE_NANOS = 60_000_000_000L;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int maxSenders;
    private final long costNanos;
    /** In the order they were last heard, longest silent first. */
    private final Map<InetAddress, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    Senders(int maxSenders, int packetsPerSecond) {
        this.maxSenders = maxSenders;
        this.costNanos = packetsPerSecond == 0 ? 0 : SECOND_NANOS / packetsPerSecond;
    }

    Verdict admit(InetAddress sender, long nowNanos) {
        Bucket bucket = buckets.get(sender);
        if (bucket == null) {
            if (buckets.size() >= maxSenders && !evictSilent(nowNanos)) {
                return Verdict.TOO_MANY_SENDERS;
            }
            bucket = new Bucket(nowNanos);
            buckets.put(sender, bucket);
        }
        return bucket.take(nowNanos, costNanos) ? Verdict.PASS : Verdict.RATE_LIMITED;
    }

    private boolean evictSilent(long nowNanos) {
        Iterator<Bucket> longestSilent = buckets.values().iterator();
        if (nowNanos - longestSilent.next().heardNanos < SILENCE_NANOS) {
            return false;
        }
        longestSilent.remove();
        return true;
    }

    /** Credit in nanoseconds of sending time, at most one second. */
    private static final class Bucket {

        private long creditNanos = SECOND_NANOS;
        private long heardNanos;

        Bucket(long nowNanos) {
            this.heardNanos = nowNanos;
        }

        boolean take(long nowNanos, long costNanos) {
            creditNanos = Math.min(SECOND_NANOS, creditNanos + (nowNanos - heardNanos));
            heardNanos = nowNanos;
            if (creditNanos < costNanos) {
                return false;
            }
            creditNanos -= costNanos;
            return true;
        }
    }
}
