package io.millrace.kernels.spikes;

/**
 * What one layer hands to the next in one step: a value per element, and, when somebody asks, which of them are not zero.
 * Spikes are few, so the layers with weights work through that list instead of through all elements.
 */
public final class Signal {

    private final float[] values;
    private final int[] active;
    private int activeCount = -1;

    /**
     * A signal of zeros.
     *
     * @param elements number of elements, at least 0
     */
    public Signal(int elements) {
        this.values = new float[elements];
        this.active = new int[elements];
    }

    /**
     * The values. Whoever writes them calls {@link #changed} afterwards.
     *
     * @return the backing array
     */
    public float[] values() {
        return values;
    }

    /** Says that the values were written. */
    public void changed() {
        activeCount = -1;
    }

    /**
     * Number of elements that are not zero.
     *
     * @return 0 or more
     */
    public int activeCount() {
        if (activeCount < 0) {
            int count = 0;
            for (int i = 0; i < values.length; i++) {
                active[count] = i;
                count += values[i] != 0 ? 1 : 0; // no branch: spikes cannot be foreseen
            }
            activeCount = count;
        }
        return activeCount;
    }

    /**
     * The elements that are not zero, after a call of {@link #activeCount}.
     *
     * @return the backing array, rising up to the count, to be read only
     */
    public int[] active() {
        return active;
    }
}
