package io.millrace.testkit;

import io.millrace.api.frame.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that a run gave, to be compared with that of another. */
record Result(List<List<Frame>> emitted, Map<String, Long> drops) {

    static Result of(OperatorRun run) {
        List<List<Frame>> emitted = new ArrayList<>();
        for (int o = 0; o < run.contract().outputs().size(); o++) {
            emitted.add(List.copyOf(run.emitted(o)));
        }
        return new Result(emitted, Map.copyOf(run.drops()));
    }

    Result then(Result next) {
        List<List<Frame>> all = new ArrayList<>();
        for (int o = 0; o < emitted.size(); o++) {
            List<Frame> both = new ArrayList<>(emitted.get(o));
            both.addAll(next.emitted.get(o));
            all.add(both);
        }
        Map<String, Long> sums = new LinkedHashMap<>(drops);
        next.drops.forEach((reason, count) -> sums.merge(reason, count, Long::sum));
        return new Result(all, sums);
    }
}
