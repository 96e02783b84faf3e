package io.millrace.cli.inspect;

import io.millrace.api.config.Words;
import io.millrace.api.operator.RecordTimer;
import io.millrace.kernels.csi.wire.BlockChoice;
import io.millrace.kernels.csi.wire.CsiCanonicalizer;
import io.millrace.kernels.csi.wire.CsiField;
import io.millrace.kernels.csi.wire.CsiGrid;
import io.millrace.kernels.csi.wire.CsiOrder;
import io.millrace.kernels.csi.wire.CsiPacket;
import io.millrace.kernels.csi.wire.SequenceTracker;
import io.millrace.kernels.time.TimestampUnwrapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one sender's packets have in common. */
final class SenderStats {

    /** One arrangement of sub-carriers among a sender's packets. */
    private record Arrangement(String dialect, int subcarriers, String layout, String order, String status) {}

    private final String sender;
    private final SequenceTracker byOne = new SequenceTracker();
    private final SequenceTracker byTwo = new SequenceTracker(2, 32);
    private final TimestampUnwrapper unwrapper = new TimestampUnwrapper();
    private final CsiCanonicalizer canonicalizer = new CsiCanonicalizer(CsiGrid.HT20, BlockChoice.AUTO, CsiOrder.AUTO);
    private final Map<String, Arrangement> arrangements = new LinkedHashMap<>();
    private final Map<String, Long> packetsOf = new TreeMap<>();
    private long packets;
    private boolean numbered;
    private boolean timed;
    private int epoch;
    private long epochBegan;
    private long newest;
    private long durationNanos;
    private int weakestDbm = Integer.MAX_VALUE;
    private int strongestDbm = Integer.MIN_VALUE;

    SenderStats(String sender) {
        this.sender = sender;
    }

    /**
     * Takes a packet.
     *
     * @param packet the packet
     * @param recordedNanos when it was recorded, or {@link RecordTimer#UNKNOWN}
     */
    void add(CsiPacket packet, long recordedNanos) {
        packets++;
        if (packet.has(CsiField.SEQUENCE)) {
            numbered = true;
            byOne.observe(packet.sequence());
            byTwo.observe(packet.sequence());
        }
        if (packet.has(CsiField.LOCAL_TIMESTAMP)) {
            time(unwrapper.nanos(packet.localTimestampMicros()), unwrapper.epoch());
        } else if (recordedNanos != RecordTimer.UNKNOWN) {
            time(recordedNanos, 0);
        }
        if (packet.has(CsiField.RSSI) && packet.rssiDbm() != 0) { // 0 dBm is what a header says that was not told
            weakestDbm = Math.min(weakestDbm, packet.rssiDbm());
            strongestDbm = Math.max(strongestDbm, packet.rssiDbm());
        }
        canonicalizer.map(packet);
        Arrangement arrangement = new Arrangement(
                Words.of(packet.dialect()),
                packet.count(),
                Words.of(canonicalizer.layout()),
                Words.of(canonicalizer.orderInUse()),
                Words.of(canonicalizer.status()));
        String key = arrangement.dialect() + " " + arrangement.subcarriers() + " " + arrangement.layout();
        arrangements.put(key, arrangement); // the last word counts: the order is judged while packets come
        packetsOf.merge(key, 1L, Long::sum);
    }

    private void time(long nanos, int inEpoch) {
        if (!timed || inEpoch != epoch) {
            durationNanos += timed ? newest - epochBegan : 0;
            epoch = inEpoch;
            epochBegan = nanos;
            newest = nanos;
            timed = true;
        }
        newest = Math.max(newest, nanos);
    }

    SenderSummary summary(double fileRateHz) {
        double seconds = (durationNanos + newest - epochBegan) / 1e9;
        if (!timed && fileRateHz > 0) {
            seconds = packets / fileRateHz;
        }
        // esp-csi's csi_recv_router counts every packet twice: by ones, every second number would be missing.
        boolean twice = byOne.missing() > 0.8 * packets;
        SequenceTracker tracker = twice ? byTwo : byOne;
        List<SenderSummary.Layout> layouts = new ArrayList<>();
        arrangements.forEach((key, a) -> layouts.add(new SenderSummary.Layout(
                a.dialect(), a.subcarriers(), a.layout(), a.order(), a.status(), packetsOf.getOrDefault(key, 0L))));
        return new SenderSummary(
                sender,
                packets,
                seconds,
                timed,
                seconds > 0 ? Math.max(0, packets - 1) / seconds : 0,
                numbered ? tracker.missing() : -1,
                tracker.duplicates(),
                tracker.reordered(),
                tracker.restarts(),
                weakestDbm > strongestDbm ? "" : weakestDbm + ".." + strongestDbm,
                layouts);
    }
}
