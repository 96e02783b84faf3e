package io.millrace.kernels.csi.wire;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What every position of a packet's value list is: which training field, which sub-carrier, and whether it can be used.
 *
 * <p>Immutable and shared. {@link #select} decides from the secondary channel, the mode, the bandwidth, the space-time
 * coding and the number of sub-carriers, never from the number alone where the record says more: 192 sub-carriers are
 * HT 20 MHz with space-time coding or HT 40 MHz without.
 *
 * <p>Usable are the tones that 802.11 puts energy on: ±1..±26 in the legacy field, ±1..±28 in HT 20 MHz, ±2..±58 in HT
 * 40 MHz, ±2..±122 in HE 20 MHz, all around the block's own centre. That excludes the guards, the DC carriers and, in
 * space-time coded packets, sub-carrier 0, which carries an angle there.
 */
public final class CsiLayout {

    /** The pairs at the start of the buffer that {@code first_word_invalid} makes unusable: four bytes. */
    static final int FIRST_WORD_PAIRS = 2;

    private static final List<LtfBlock> FIELDS = List.of(LtfBlock.LLTF, LtfBlock.HT_LTF, LtfBlock.STBC_HT_LTF);
    private static final Map<LayoutId, CsiLayout> LAYOUTS = build();

    private final LayoutId id;
    private final int count;
    private final List<CsiBlock> blocks;

    private CsiLayout(LayoutId id, int padding, List<CsiBlock> blocks) {
        this.id = id;
        this.blocks = List.copyOf(blocks);
        CsiBlock last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        this.count = last == null ? 0 : last.start() + last.length() + padding;
    }

    /**
     * Returns the layout of an identifier.
     *
     * @param id the identifier
     * @return the shared layout
     */
    public static CsiLayout of(LayoutId id) {
        CsiLayout layout = LAYOUTS.get(id);
        if (layout == null) {
            throw new IllegalStateException("no layout: id=" + id + " (expected one for every identifier)");
        }
        return layout;
    }

    /**
     * Returns the layout of a packet.
     *
     * @param packet the packet
     * @param grid what the caller reads it as; it decides only where the record says nothing, namely whether 128 or 192
     *     raw sub-carriers are 20-MHz blocks or hold a 40-MHz one
     * @return its layout, {@link LayoutId#UNKNOWN} when the number of sub-carriers fits no table row
     */
    public static CsiLayout select(CsiPacket packet, CsiGrid grid) {
        return of(selectId(packet, grid));
    }

    private static LayoutId selectId(CsiPacket packet, CsiGrid grid) {
        return switch (packet.dialect()) {
            case ESP_RADAR -> LayoutId.FILTERED;
            case ESP_CSI_C5 -> raw(packet.count(), grid);
            case ADR_018 -> packet.value(CsiField.ANTENNA_COUNT) > 1 ? LayoutId.UNKNOWN : raw(packet.count(), grid);
            default -> tellsTheTableRow(packet) ? classic(packet) : raw(packet.count(), grid);
        };
    }

    private static boolean tellsTheTableRow(CsiPacket packet) {
        return packet.has(CsiField.SECONDARY_CHANNEL)
                && packet.has(CsiField.SIG_MODE)
                && packet.has(CsiField.BANDWIDTH);
    }

    /** The rows of the ESP32, S2, S3 and C3 table; fields switched off in the driver leave whole blocks away. */
    private static LayoutId classic(CsiPacket packet) {
        int count = packet.count();
        int secondary = (int) packet.value(CsiField.SECONDARY_CHANNEL);
        if (secondary > 2) {
            return LayoutId.UNKNOWN;
        }
        if (count == 64) {
            return pick(secondary, LayoutId.NONE_LLTF, LayoutId.ABOVE_LLTF, LayoutId.BELOW_LLTF);
        }
        if (packet.value(CsiField.SIG_MODE) == 0) {
            return LayoutId.UNKNOWN;
        }
        boolean stbc = packet.value(CsiField.STBC) != 0;
        if (packet.value(CsiField.BANDWIDTH) == 0) {
            if (stbc && count == of20Stbc(secondary).count) {
                return of20Stbc(secondary).id;
            }
            boolean whole = count == 128 && (!stbc || secondary == 0);
            return whole
                    ? pick(secondary, LayoutId.NONE_HT20, LayoutId.ABOVE_HT20, LayoutId.BELOW_HT20)
                    : LayoutId.UNKNOWN;
        }
        return secondary == 0 ? LayoutId.UNKNOWN : classic40(count, secondary, stbc);
    }

    private static CsiLayout of20Stbc(int secondary) {
        return of(pick(secondary, LayoutId.NONE_HT20_STBC, LayoutId.ABOVE_HT20_STBC, LayoutId.BELOW_HT20_STBC));
    }

    private static LayoutId classic40(int count, int secondary, boolean stbc) {
        if (stbc && count == 122) {
            return LayoutId.HT40_STBC_ONLY;
        }
        if (stbc && count == 306) {
            return secondary == 1 ? LayoutId.ABOVE_HT40_STBC : LayoutId.BELOW_HT40_STBC;
        }
        if (!stbc && count == 128) {
            return LayoutId.HT40_ONLY;
        }
        if (!stbc && count == 192) {
            return secondary == 1 ? LayoutId.ABOVE_HT40 : LayoutId.BELOW_HT40;
        }
        return LayoutId.UNKNOWN;
    }

    private static LayoutId pick(int secondary, LayoutId none, LayoutId above, LayoutId below) {
        return secondary == 0 ? none : secondary == 1 ? above : below;
    }

    private static LayoutId raw(int count, CsiGrid grid) {
        return switch (count) {
            case 53 -> LayoutId.C5_LLTF;
            case 57 -> LayoutId.C5_HT20;
            case 114 -> LayoutId.C5_HT20_STBC;
            case 117 -> LayoutId.C5_HT40;
            case 234 -> LayoutId.C5_HT40_STBC;
            case 245 -> LayoutId.C5_HE20;
            case 64 -> LayoutId.RAW_64;
            case 128 -> grid == CsiGrid.HT40 ? LayoutId.RAW_128 : LayoutId.RAW_64_64;
            case 192 -> grid == CsiGrid.HT40 ? LayoutId.RAW_64_128 : LayoutId.RAW_64_64_64;
            case 256 -> LayoutId.RAW_256;
            default -> LayoutId.UNKNOWN;
        };
    }

    /**
     * Returns the identifier.
     *
     * @return the identifier
     */
    public LayoutId id() {
        return id;
    }

    /**
     * Returns the number of sub-carriers of all blocks and the padding.
     *
     * @return the count, 0 for {@link LayoutId#UNKNOWN} and {@link LayoutId#FILTERED}
     */
    public int count() {
        return count;
    }

    /**
     * Returns the blocks in the order of the buffer.
     *
     * @return an immutable list
     */
    public List<CsiBlock> blocks() {
        return blocks;
    }

    private static Map<LayoutId, CsiLayout> build() {
        Map<LayoutId, CsiLayout> all = new EnumMap<>(LayoutId.class);
        for (LayoutId id : LayoutId.values()) {
            all.put(id, new CsiLayout(id, id == LayoutId.HT40_STBC_ONLY ? 1 : 0, List.of()));
        }
        CsiOrder fft = CsiOrder.FFT;
        row(all, LayoutId.NONE_LLTF, 0, fft, 64);
        row(all, LayoutId.NONE_HT20, 0, fft, 64, 64);
        row(all, LayoutId.NONE_HT20_STBC, 0, fft, 64, 64, 64);
        CsiOrder line = CsiOrder.CENTRED;
        row(all, LayoutId.BELOW_LLTF, 32, line, 64);
        row(all, LayoutId.BELOW_HT20, 32, line, 64, 64);
        row(all, LayoutId.BELOW_HT20_STBC, 32, line, 64, 63, 63);
        row(all, LayoutId.BELOW_HT40, 32, line, 64, 128);
        row(all, LayoutId.BELOW_HT40_STBC, 32, line, 64, 121, 121);
        row(all, LayoutId.ABOVE_LLTF, -32, line, 64);
        row(all, LayoutId.ABOVE_HT20, -32, line, 64, 64);
        row(all, LayoutId.ABOVE_HT20_STBC, -32, line, 64, 62, 62);
        row(all, LayoutId.ABOVE_HT40, -32, line, 64, 128);
        row(all, LayoutId.ABOVE_HT40_STBC, -32, line, 64, 121, 121);
        only(all, LayoutId.HT40_ONLY, LtfBlock.HT_LTF, fft, 1, 128);
        only(all, LayoutId.HT40_STBC_ONLY, LtfBlock.STBC_HT_LTF, fft, 1, 121);
        // Espressif documents FFT order for these; recordings of C5 and C6 show them centred, so the energy must tell.
        only(all, LayoutId.C5_LLTF, LtfBlock.LLTF, fft, 1, 53);
        only(all, LayoutId.C5_HT20, LtfBlock.HT_LTF, fft, 1, 57);
        only(all, LayoutId.C5_HT20_STBC, LtfBlock.HT_LTF, fft, 2, 57);
        only(all, LayoutId.C5_HT40, LtfBlock.HT_LTF, fft, 1, 117);
        only(all, LayoutId.C5_HT40_STBC, LtfBlock.HT_LTF, fft, 2, 117);
        only(all, LayoutId.C5_HE20, LtfBlock.HE_LTF, fft, 1, 245);
        CsiOrder untold = CsiOrder.AUTO;
        row(all, LayoutId.RAW_64, 0, untold, 64);
        row(all, LayoutId.RAW_64_64, 0, untold, 64, 64);
        row(all, LayoutId.RAW_64_64_64, 0, untold, 64, 64, 64);
        row(all, LayoutId.RAW_64_128, 0, untold, 64, 128);
        only(all, LayoutId.RAW_128, LtfBlock.HT_LTF, untold, 1, 128);
        only(all, LayoutId.RAW_256, LtfBlock.HE_LTF, untold, 1, 256);
        return all;
    }

    /** A row that starts with the legacy field; 40-MHz fields are in FFT order around the bonded channel's centre. */
    private static void row(Map<LayoutId, CsiLayout> all, LayoutId id, int centre, CsiOrder order, int... lengths) {
        List<CsiBlock> blocks = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < lengths.length; i++) {
            boolean wide = lengths[i] > 64;
            LtfBlock field = FIELDS.get(i);
            CsiOrder own = wide && order == CsiOrder.CENTRED ? CsiOrder.FFT : order;
            blocks.add(new CsiBlock(field, start, lengths[i], own, firstIndex(lengths[i], centre), wide ? 0 : centre));
            start += lengths[i];
        }
        all.put(id, new CsiLayout(id, 0, blocks));
    }

    /** Where a centred block begins, from its own centre; "above" loses two sub-carriers at the lower end with coding. */
    private static int firstIndex(int length, int centre) {
        if (length == 63 || length == 62) {
            return centre > 0 ? -32 : -30;
        }
        return -(length / 2);
    }

    private static void only(
            Map<LayoutId, CsiLayout> all, LayoutId id, LtfBlock field, CsiOrder order, int times, int length) {
        List<CsiBlock> blocks = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            LtfBlock own = i == 0 ? field : LtfBlock.STBC_HT_LTF;
            blocks.add(new CsiBlock(own, i * length, length, order, -(length / 2), 0));
        }
        all.put(id, new CsiLayout(id, id == LayoutId.HT40_STBC_ONLY ? 1 : 0, blocks));
    }
}
