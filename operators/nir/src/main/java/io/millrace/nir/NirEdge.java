package io.millrace.nir;

/**
 * An edge of a NIR graph.
 *
 * @param from name of the node that it leaves
 * @param to name of the node that it enters
 */
public record NirEdge(String from, String to) implements Comparable<NirEdge> {

    @Override
    public int compareTo(NirEdge other) {
        int order = from.compareTo(other.from);
        return order != 0 ? order : to.compareTo(other.to);
    }
}
