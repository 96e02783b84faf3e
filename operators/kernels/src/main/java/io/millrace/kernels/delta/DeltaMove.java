package io.millrace.kernels.delta;

import java.util.Arrays;
import java.util.List;

/**
 * Elements moved and copied, none computed: reshape, transpose, slice, concatenate, pad, repeat. Costs as much as what
 * changed, wherever it goes.
 */
public final class DeltaMove implements DeltaLayer {

    private final List<DeltaSignal> ins;
    private final DeltaSignal out;
    private final int[][] first;
    private final int[][] next;
    private final float[] constants;
    private final boolean samePlanes;

    /**
     * A move into one signal.
     *
     * @param ins where elements come from
     * @param source which of {@code ins} each element of the result comes from, -1 for a constant
     * @param element row-major element of that input
     * @param constants values of the elements that come from nowhere, read where {@code source} is -1
     * @param out the result
     */
    public DeltaMove(List<DeltaSignal> ins, int[] source, int[] element, float[] constants, DeltaSignal out) {
        this.ins = List.copyOf(ins);
        this.out = out;
        this.constants = constants;
        this.first = new int[ins.size()][];
        this.next = new int[ins.size()][out.size()];
        for (int i = 0; i < first.length; i++) {
            first[i] = new int[ins.get(i).size()];
            Arrays.fill(first[i], -1);
        }
        // Lists of the places that each element goes to: the head by element, then from place to place.
        for (int place = out.size() - 1; place >= 0; place--) {
            int from = source[place];
            if (from >= 0) {
                next[from][place] = first[from][element[place]];
                first[from][element[place]] = place;
            } else {
                out.now()[place / out.positions()][place % out.positions()] = constants[place];
            }
        }
        this.samePlanes = ins.size() == 1 && isIdentity(source, element);
    }

    private boolean isIdentity(int[] source, int[] element) {
        boolean same = ins.get(0).channels() == out.channels() && ins.get(0).positions() == out.positions();
        for (int i = 0; same && i < element.length; i++) {
            same = source[i] == 0 && element[i] == i;
        }
        return same;
    }

    @Override
    public long step() {
        out.clear();
        boolean any = false;
        for (int s = 0; s < first.length; s++) {
            DeltaSignal in = ins.get(s);
            any |= in.count() > 0;
            for (int c = 0; c < in.channels(); c++) {
                float[] plane = in.now()[c];
                for (int i = 0; i < in.count(); i++) {
                    int p = in.active()[i];
                    move(s, c * in.positions() + p, plane[p]);
                }
            }
        }
        if (any) {
            out.collect();
        }
        return 0;
    }

    private void move(int s, int element, float value) {
        for (int place = first[s][element]; place >= 0; place = next[s][place]) {
            int channel = place / out.positions();
            int position = place - channel * out.positions();
            out.put(channel, position, value);
            out.mark(position);
        }
    }

    @Override
    public long recompute() {
        out.clear();
        for (int s = 0; s < first.length; s++) {
            DeltaSignal in = ins.get(s);
            for (int c = 0; c < in.channels(); c++) {
                for (int p = 0; p < in.positions(); p++) {
                    move(s, c * in.positions() + p, in.now()[c][p]);
                }
            }
        }
        out.collect();
        return 0;
    }

    /**
     * Whether the result is laid out as its only input, so that nothing moves.
     *
     * @return true if it is a copy
     */
    public boolean isCopy() {
        return samePlanes;
    }

    @Override
    public void reset() {
        for (int place = 0; place < constants.length; place++) {
            out.now()[place / out.positions()][place % out.positions()] = constants[place];
        }
    }

    @Override
    public long denseMacs() {
        return 0;
    }
}
