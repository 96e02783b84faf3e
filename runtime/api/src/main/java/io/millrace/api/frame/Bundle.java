package io.millrace.api.frame;

import java.util.Arrays;
import java.util.List;

/**
 * Named payloads that belong to one instant: an aligned set of streams, or a frame of several parts. The names are a
 * shared list, the values an array in the same order, so that a bundle costs one array beyond its parts.
 */
public final class Bundle implements Payload {

    private final List<String> names;
    private final Payload[] values;

    private Bundle(List<String> names, Payload[] values) {
        this.names = names;
        this.values = values;
    }

    /**
     * Makes a bundle.
     *
     * @param names names of the parts, an immutable list shared by every bundle of the stream
     * @param values the parts in the order of {@code names}, handed over
     * @return the bundle
     * @throws IllegalArgumentException if the numbers differ
     */
    public static Bundle of(List<String> names, Payload... values) {
        if (names.size() != values.length) {
            throw new IllegalArgumentException("names and parts differ in number: names=" + names + ", parts="
                    + values.length + " (expected " + names.size() + ")");
        }
        return new Bundle(names, values);
    }

    /**
     * Names of the parts.
     *
     * @return the shared list
     */
    public List<String> names() {
        return names;
    }

    /**
     * Number of parts.
     *
     * @return count, 0 or more
     */
    public int size() {
        return values.length;
    }

    /**
     * One part by position.
     *
     * @param index 0..size-1, in the order of {@link #names()}
     * @return the part
     */
    public Payload part(int index) {
        return values[index];
    }

    /**
     * One part by name.
     *
     * @param name one of {@link #names()}
     * @return the part
     * @throws IllegalArgumentException if there is no such part
     */
    public Payload part(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("no such part: name=" + name + " (expected one of " + names + ")");
        }
        return values[index];
    }

    /**
     * One part that is a tensor.
     *
     * @param index 0..size-1
     * @return the tensor
     * @throws ClassCastException if the part is of another kind
     */
    public Tensor tensor(int index) {
        return (Tensor) values[index];
    }

    @Override
    public long bytes() {
        long sum = 0;
        for (Payload value : values) {
            sum += value.bytes();
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bundle that && names.equals(that.names) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "bundle" + names;
    }
}
