package io.millrace.engine.trace;

import io.millrace.api.plan.Plan;
import java.util.List;

/**
 * The latest spans of a run.
 *
 * @param plan what runs
 * @param epochOffsetNanos what to add to times of spans to get ns since 1970
 * @param spans spans by stage, oldest first
 */
public record Trace(Plan plan, long epochOffsetNanos, List<Span> spans) {

    /**
     * Makes the list immutable.
     *
     * @param plan what runs
     * @param epochOffsetNanos what to add to times of spans
     * @param spans the spans
     */
    public Trace {
        spans = List.copyOf(spans);
    }
}
