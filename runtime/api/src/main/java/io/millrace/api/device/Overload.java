package io.millrace.api.device;

import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device lets queues do when more arrives than it can work on.
 *
 * @param allowed what a full queue may do; a pipeline with another policy is refused; empty for anything
 * @param otherwise how an edge is bounded that has to cross to a stage and whose pipeline file says nothing; null to
 *     refuse such a pipeline
 */
public record Overload(List<Overflow> allowed, @Nullable EdgePolicy otherwise) {

    /** The pipeline file alone decides. */
    public static final Overload FILE_DECIDES = new Overload(List.of(), null);

    /**
     * Makes the list immutable.
     *
     * @param allowed what a full queue may do, or empty
     * @param otherwise how an edge is bounded that says nothing, or null
     * @throws IllegalArgumentException if {@code otherwise} is not among what is allowed
     */
    public Overload {
        allowed = List.copyOf(allowed);
        if (otherwise != null && !allowed.isEmpty() && !allowed.contains(otherwise.overflow())) {
            throw new IllegalArgumentException("overload contradicts itself: allowed=" + allowed + ", otherwise="
                    + otherwise + " (expected one of those allowed)");
        }
    }

    /**
     * Whether a queue may do that when it is full.
     *
     * @param overflow what it does
     * @return true if the device allows it
     */
    public boolean allows(Overflow overflow) {
        return allowed.isEmpty() || allowed.contains(overflow);
    }
}
