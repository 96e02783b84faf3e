package io.millrace.engine.run;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * Finds stages that have frames and get nowhere, and says so once with the stack of their thread: in the log, the report
 * and the metrics. It cures nothing: no queue grows and nothing is dropped because of it. Costs the stages nothing, since
 * it reads the books they keep anyway.
 */
final class Watchdog {

    private static final Logger LOG = System.getLogger(Watchdog.class.getName());

    /** Looks within the patience. */
    private static final int LOOKS = 4;

    private final List<StageWatch> watches;
    private final long everyNanos;
    private final Set<Integer> known = new HashSet<>();
    private final AtomicLong count = new AtomicLong();
    private volatile List<StageStall> stalls = List.of();
    private volatile boolean closed;
    private volatile @Nullable Disposable next;

    Watchdog(List<StageWatch> watches, Duration patience) {
        this.watches = watches;
        this.everyNanos = Math.max(1_000_000, patience.toNanos() / LOOKS);
    }

    void start() {
        next = Schedulers.boundedElastic().schedule(this::look, everyNanos, TimeUnit.NANOSECONDS);
    }

    void close() {
        closed = true;
        Disposable waiting = next;
        if (waiting != null) {
            waiting.dispose();
        }
    }

    /** The stages that are stalled now. */
    List<StageStall> stalls() {
        return stalls;
    }

    /** How many stalls there have been. */
    long count() {
        return count.get();
    }

    private void look() {
        List<StageStall> found = new ArrayList<>();
        for (StageWatch watch : watches) {
            StageStall stall = watch.look(LOOKS, everyNanos);
            if (stall != null) {
                found.add(stall);
            }
        }
        found.stream().filter(stall -> !known.contains(stall.stage())).forEach(this::tell);
        boolean deadlock =
                !found.isEmpty() && found.stream().noneMatch(s -> s.reason().equals("at one frame"));
        if (deadlock && known.isEmpty()) {
            LOG.log(
                    Level.ERROR,
                    "stages wait for each other: " + found
                            + " (a larger queue would only put it off: look at what they wait for)");
        }
        known.clear();
        found.forEach(stall -> known.add(stall.stage()));
        stalls = List.copyOf(found);
        if (!closed) {
            start(); // and not at a fixed rate: after a suspension that would look many times at once
        }
    }

    private void tell(StageStall stall) {
        count.incrementAndGet();
        LOG.log(Level.WARNING, stall + "\n    at " + String.join("\n    at ", stall.stack()));
    }
}
