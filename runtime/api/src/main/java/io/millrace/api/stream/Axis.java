package io.millrace.api.stream;

/**
 * One named axis of a stream's tensors.
 *
 * @param name what runs along it: {@code subcarrier}, {@code frame}, {@code channel}
 * @param size extent, or {@link #DYNAMIC} if it changes from frame to frame
 */
public record Axis(String name, int size) {

    /** The size of an axis whose extent changes from frame to frame. */
    public static final int DYNAMIC = -1;

    /**
     * Checks the size.
     *
     * @param name what runs along the axis
     * @param size 0 or more, or {@link #DYNAMIC}
     * @throws IllegalArgumentException if the size is below -1
     */
    public Axis {
        if (size < DYNAMIC) {
            throw new IllegalArgumentException(
                    "axis size out of range: axis=" + name + ", size=" + size + " (expected 0 or more, or -1)");
        }
    }

    /**
     * An axis of known extent.
     *
     * @param name what runs along it
     * @param size extent, 0 or more
     * @return the axis
     */
    public static Axis of(String name, int size) {
        return new Axis(name, size);
    }

    /**
     * An axis whose extent changes from frame to frame.
     *
     * @param name what runs along it
     * @return the axis
     */
    public static Axis dynamic(String name) {
        return new Axis(name, DYNAMIC);
    }

    /**
     * Whether the extent changes from frame to frame.
     *
     * @return true for a dynamic axis
     */
    public boolean isDynamic() {
        return size == DYNAMIC;
    }

    @Override
    public String toString() {
        return name + "=" + (isDynamic() ? "?" : size);
    }
}
