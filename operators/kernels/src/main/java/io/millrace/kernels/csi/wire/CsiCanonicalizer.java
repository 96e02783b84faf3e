package io.millrace.kernels.csi.wire;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Maps packets of one sender onto a canonical grid, whatever order and blocks its chip uses.
 *
 * <p>Where the order is to be found, {@link CsiOrder#AUTO}, the energy decides: guards in the middle mean FFT order, guards
 * at the edges centred order. A clear verdict overrules the layout table, whose documentation and chips disagree; without
 * one the table stands as assumed; without table or verdict the centred order is taken as unknown. A verdict is kept for
 * the layout until {@link #reset}, so the outcome depends on the packets alone.
 *
 * <p><b>State and cost</b> a running mean per layout until its verdict; no allocation after construction. One sender per
 * instance, one thread at a time.
 */
public final class CsiCanonicalizer implements KernelState {

    private final CsiGrid grid;
    private final CsiOrder order;
    private final Map<LayoutId, Mapping> mappings = new EnumMap<>(LayoutId.class);
    private final float[] re;
    private final float[] im;
    private final byte[] valid;
    private LayoutStatus status = LayoutStatus.UNKNOWN;
    private LayoutId layout = LayoutId.UNKNOWN;
    private CsiOrder orderInUse = CsiOrder.AUTO;

    /**
     * Creates a mapper that has seen no packet.
     *
     * @param grid the grid to map onto
     * @param choice the training field to take
     * @param order how to find the order of the sub-carriers
     */
    public CsiCanonicalizer(CsiGrid grid, BlockChoice choice, CsiOrder order) {
        this.grid = grid;
        this.order = order;
        this.re = new float[grid.size()];
        this.im = new float[grid.size()];
        this.valid = new byte[grid.size()];
        for (LayoutId id : LayoutId.values()) {
            Mapping mapping = mapping(CsiLayout.of(id), choice);
            if (mapping != null) {
                mappings.put(id, mapping);
            }
        }
    }

    private @Nullable Mapping mapping(CsiLayout candidate, BlockChoice choice) {
        for (CsiBlock block : candidate.blocks()) {
            // A 20-MHz block has a place in 40 MHz only where it is known on which side the secondary channel lies.
            boolean half = grid == CsiGrid.HT40
                    && block.grid() == CsiGrid.HT20
                    && choice != BlockChoice.AUTO
                    && block.centre() != 0;
            boolean chosen = choice.admits(block.field()) || (grid == CsiGrid.HE20 && block.field() == LtfBlock.HE_LTF);
            if (chosen && (block.grid() == grid || half)) {
                return new Mapping(block, grid, half ? block.centre() : 0);
            }
        }
        return null;
    }

    /**
     * Maps one packet; the result is in {@link #re}, {@link #im}, {@link #valid} and {@link #status}.
     *
     * @param packet a parsed packet
     * @return false when the packet does not hold the block, or its layout is unknown: then no position is valid
     */
    public boolean map(CsiPacket packet) {
        Arrays.fill(re, 0);
        Arrays.fill(im, 0);
        Arrays.fill(valid, (byte) 0);
        CsiLayout selected = CsiLayout.select(packet, grid);
        layout = selected.id();
        Mapping mapping = mappings.get(layout);
        if (mapping == null || packet.count() != selected.count()) {
            status = LayoutStatus.UNKNOWN;
            orderInUse = CsiOrder.AUTO;
            return false;
        }
        mapping.judge.observe(packet);
        decide(mapping.block.tableOrder(), mapping.judge.verdict());
        short[] target = orderInUse == CsiOrder.FFT ? mapping.fft : mapping.centred;
        int start = mapping.block.start();
        int skipped = start == 0 && packet.firstWordInvalid() ? CsiLayout.FIRST_WORD_PAIRS : 0;
        short[] packetRe = packet.real();
        short[] packetIm = packet.imag();
        for (int i = skipped; i < target.length; i++) {
            int to = target[i];
            if (to >= 0) {
                re[to] = packetRe[start + i];
                im[to] = packetIm[start + i];
                valid[to] = 1;
            }
        }
        return true;
    }

    private void decide(CsiOrder table, CsiOrder verdict) {
        boolean forced = order == CsiOrder.FFT || order == CsiOrder.CENTRED;
        if (forced) {
            orderInUse = order;
        } else if (order == CsiOrder.AUTO && verdict != CsiOrder.AUTO) {
            orderInUse = verdict;
        } else {
            orderInUse = table == CsiOrder.AUTO ? CsiOrder.CENTRED : table;
        }
        if (verdict == orderInUse) {
            status = LayoutStatus.VERIFIED;
        } else {
            status = forced || table != CsiOrder.AUTO ? LayoutStatus.ASSUMED : LayoutStatus.UNKNOWN;
        }
    }

    /** Forgets the energy seen and every verdict, as after the sender's restart. */
    @Override
    public void reset() {
        for (Mapping mapping : mappings.values()) {
            mapping.judge.reset();
        }
    }

    /**
     * Returns the real parts on the grid.
     *
     * @return the mapper's own array of {@link CsiGrid#size()} elements, 0 where not valid, until the next packet
     */
    public float[] re() {
        return re;
    }

    /**
     * Returns the imaginary parts on the grid.
     *
     * @return the mapper's own array of {@link CsiGrid#size()} elements, 0 where not valid, until the next packet
     */
    public float[] im() {
        return im;
    }

    /**
     * Returns which positions hold a channel estimate.
     *
     * @return the mapper's own array of {@link CsiGrid#size()} elements, 1 for a tone and 0 for guards, DC carriers and
     *     garbage, until the next packet
     */
    public byte[] valid() {
        return valid;
    }

    /**
     * Returns how far the order of the last packet is known.
     *
     * @return the status, {@link LayoutStatus#UNKNOWN} before the first packet
     */
    public LayoutStatus status() {
        return status;
    }

    /**
     * Returns the layout of the last packet.
     *
     * @return the layout, {@link LayoutId#UNKNOWN} before the first packet
     */
    public LayoutId layout() {
        return layout;
    }

    /**
     * Returns the order in which the last packet was read.
     *
     * @return {@link CsiOrder#FFT} or {@link CsiOrder#CENTRED}; {@link CsiOrder#AUTO} when it could not be mapped
     */
    public CsiOrder orderInUse() {
        return orderInUse;
    }

    @Override
    public long stateBytes() {
        return mappings.values().stream().mapToLong(m -> m.judge.stateBytes()).sum();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(grid.size());
        for (Mapping mapping : mappings.values()) {
            out.writeBoolean(mapping.judge.isFresh());
            if (!mapping.judge.isFresh()) {
                mapping.judge.save(out);
            }
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readInt(in, "canonicalizer.grid", grid.size(), grid.size());
        for (Mapping mapping : mappings.values()) {
            if (in.readBoolean()) {
                mapping.judge.reset();
            } else {
                mapping.judge.load(in);
            }
        }
    }

    /** Where the positions of one block go in either order, -1 for nowhere. */
    private static final class Mapping {

        final CsiBlock block;
        final OrderJudge judge;
        final short[] fft;
        final short[] centred;

        Mapping(CsiBlock block, CsiGrid grid, int shift) {
            this.block = block;
            this.judge = new OrderJudge(block);
            this.fft = targets(block, CsiOrder.FFT, grid, shift);
            this.centred = targets(block, CsiOrder.CENTRED, grid, shift);
        }

        private static short[] targets(CsiBlock block, CsiOrder order, CsiGrid grid, int shift) {
            short[] targets = new short[block.length()];
            for (int i = 0; i < targets.length; i++) {
                int index = block.index(i, order);
                targets[i] = (short) (block.isUsable(index) ? index + shift - grid.firstIndex() : -1);
            }
            return targets;
        }
    }
}
