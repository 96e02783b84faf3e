package io.millrace.kernels.csi.wire;

/**
 * Accounts for losses, duplicates and reorderings in one sender's wrapping sequence numbers.
 *
 * <p>At every moment {@code received = first, next and gap packets + reordered + duplicates + restarts}, and {@code
 * missing} is what has been skipped and did not come late. Duplicates are told from late packets within the last 64
 * numbers; a step back beyond those is a restart of the counter. One thread at a time.
 */
public final class SequenceTracker {

    /** What one sequence number says about its packet. */
    public enum Outcome {
        /** The first packet. */
        FIRST,
        /** The number that was due. */
        NEXT,
        /** A later number than was due: some are missing. */
        GAP,
        /** A number seen before. */
        DUPLICATE,
        /** An earlier number not seen before: late. */
        REORDERED,
        /** A step back beyond what a network reorders: the sender's counter began anew. */
        RESTART
    }

    private static final int WINDOW = 64;

    private final int stride;
    private final long mask;
    private boolean started;
    private long latest;
    /** Bit n: the number n strides before the latest was seen. */
    private long seen;

    /** Bit n: the number n strides before the latest is counted as missing. */
    private long owed;

    private long received;
    private long missing;
    private long duplicates;
    private long reordered;
    private long restarts;

    /** Creates a tracker of 32-bit numbers that count by one. */
    public SequenceTracker() {
        this(1, 32);
    }

    /**
     * Creates a tracker.
     *
     * @param stride what the sender adds per packet, 1..65536; esp-csi's csi_recv_router adds 2
     * @param bits width of the number, 8..32
     * @throws IllegalArgumentException if either is out of range
     */
    public SequenceTracker(int stride, int bits) {
        if (stride < 1 || stride > 65_536 || bits < 8 || bits > 32) {
            throw new IllegalArgumentException("sequence out of range: stride=" + stride + ", bits=" + bits
                    + " (expected stride 1..65536, bits 8..32)");
        }
        this.stride = stride;
        this.mask = (1L << bits) - 1;
    }

    /**
     * Accounts for one packet.
     *
     * @param sequence its number; only the configured low bits are used
     * @return what the number says
     */
    public Outcome observe(long sequence) {
        long number = sequence & mask;
        received++;
        if (!started) {
            started = true;
            restartAt(number);
            return Outcome.FIRST;
        }
        long back = latest - number & mask;
        if (back > mask >>> 1) {
            return ahead(number, mask + 1 - back);
        }
        // A number between two strides belongs to the later one, as a gap does.
        long strides = back / stride;
        if (strides >= WINDOW) {
            restarts++;
            restartAt(number);
            return Outcome.RESTART;
        }
        long bit = 1L << strides;
        if ((seen & bit) != 0) {
            duplicates++;
            return Outcome.DUPLICATE;
        }
        // What came before the first number was never counted as missing.
        missing -= owed >>> strides & 1;
        owed &= ~bit;
        seen |= bit;
        reordered++;
        return Outcome.REORDERED;
    }

    private Outcome ahead(long number, long step) {
        long strides = (step + stride - 1) / stride;
        boolean within = strides < WINDOW;
        seen = within ? seen << strides | 1 : 1;
        owed = within ? owed << strides | (1L << strides) - 2 : -2;
        latest = number;
        missing += strides - 1;
        return strides == 1 ? Outcome.NEXT : Outcome.GAP;
    }

    private void restartAt(long number) {
        latest = number;
        seen = 1;
        owed = 0;
    }

    /** Forgets the position but not the counts, as after a restart of the sender that the clock has shown. */
    public void reset() {
        started = false;
    }

    /**
     * Returns the number of packets.
     *
     * @return all packets observed
     */
    public long received() {
        return received;
    }

    /**
     * Returns the number of packets skipped and not come late.
     *
     * @return the current loss in packets
     */
    public long missing() {
        return missing;
    }

    /**
     * Returns the number of packets seen before.
     *
     * @return the duplicates
     */
    public long duplicates() {
        return duplicates;
    }

    /**
     * Returns the number of packets that came late.
     *
     * @return the reordered packets
     */
    public long reordered() {
        return reordered;
    }

    /**
     * Returns how often the counter began anew.
     *
     * @return the restarts
     */
    public long restarts() {
        return restarts;
    }
}
