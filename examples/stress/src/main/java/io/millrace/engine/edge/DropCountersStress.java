package io.millrace.engine.edge;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.millrace.api.operator.DropReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** Counts by reason, read while a reason comes up for the first time and the tables are replaced. */
@JCStressTest
@Outcome(
        id = {"0, 0, 111", "0, 1, 111", "0, 11, 111", "0, 111, 111", "1, 1, 111", "1, 11, 111", "1, 111, 111"},
        expect = ACCEPTABLE,
        desc = "Counts only grow.")
@Outcome(
        id = {"11, 11, 111", "11, 111, 111", "111, 111, 111"},
        expect = ACCEPTABLE,
        desc = "Counts only grow.")
@Outcome(expect = FORBIDDEN, desc = "A count went back, was lost, or stands in the wrong place.")
@State
public class DropCountersStress {

    private final DropCounters counters = new DropCounters();

    @Actor
    public void writer() {
        counters.add(DropReason.STALE, 1);
        counters.add(DropReason.CANCELLED, 10);
        counters.add(DropReason.STALE, 100);
    }

    @Actor
    public void reader(JJJ_Result result) {
        result.r1 = counters.total();
        result.r2 = counters.total();
    }

    @Arbiter
    public void all(JJJ_Result result) {
        result.r3 = counters.total();
    }
}
