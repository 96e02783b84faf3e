package io.millrace.cli.inspect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one sender's packets have in common.
 *
 * @param sender MAC address or node number
 * @param packets packets that could be read
 * @param durationSeconds time from first to last, boots added up
 * @param timed whether that comes from the packets, not from the file's nominal rate
 * @param rateHz mean rate
 * @param missing sequence numbers never seen, -1 if packets carry none
 * @param duplicates sequence numbers seen twice
 * @param reordered packets that came late
 * @param restarts times the counter began anew
 * @param rssiDbm weakest..strongest, empty if not told
 * @param layouts arrangements of sub-carriers
 */
public record SenderSummary(
        String sender,
        long packets,
        double durationSeconds,
        boolean timed,
        double rateHz,
        long missing,
        long duplicates,
        long reordered,
        long restarts,
        String rssiDbm,
        List<Layout> layouts) {

    /**
     * An arrangement of sub-carriers.
     *
     * @param dialect form of the records
     * @param subcarriers how many
     * @param layout name of the arrangement
     * @param order fft or centred
     * @param status verified, assumed or unknown
     * @param packets how many packets have it
     */
    public record Layout(String dialect, int subcarriers, String layout, String order, String status, long packets) {

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("dialect", dialect);
            json.put("subcarriers", subcarriers);
            json.put("layout", layout);
            json.put("order", order);
            json.put("status", status);
            json.put("packets", packets);
            return json;
        }
    }

    /**
     * Makes the list immutable.
     *
     * @param sender MAC address or node number
     * @param packets packets that could be read
     * @param durationSeconds time from first to last
     * @param timed whether that comes from the packets
     * @param rateHz mean rate
     * @param missing sequence numbers never seen, or -1
     * @param duplicates sequence numbers seen twice
     * @param reordered packets that came late
     * @param restarts times the counter began anew
     * @param rssiDbm weakest..strongest
     * @param layouts arrangements of sub-carriers
     */
    public SenderSummary {
        layouts = List.copyOf(layouts);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sender", sender);
        json.put("packets", packets);
        json.put("durationSeconds", durationSeconds);
        json.put("timed", timed);
        json.put("rateHz", rateHz);
        if (missing >= 0) {
            json.put("missing", missing);
            json.put("duplicates", duplicates);
            json.put("reordered", reordered);
            json.put("restarts", restarts);
        }
        json.put("rssiDbm", rssiDbm);
        json.put("layouts", layouts.stream().map(Layout::json).toList());
        return json;
    }
}
