package io.millrace.engine.run;

import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedStage;
import io.millrace.engine.edge.QueueEdge;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The stages of a run, each with what turns it: a thread of its own, or the one of the virtual clock. */
final class Stages {

    private final List<StageLoop> loops = new ArrayList<>();
    private final List<QueueEdge.Host> hosts = new ArrayList<>();
    private final List<Scheduler> schedulers = new ArrayList<>();

    /**
     * Makes them; no thread works yet.
     *
     * @param turns what gives them turns on a virtual clock, or null for threads
     * @param onEnded called by each stage at its end
     */
    Stages(Plan plan, @Nullable StageTurns turns, RunContext run, Runnable onEnded) {
        for (PlannedStage stage : plan.stages()) {
            StageLoop loop = new StageLoop(stage.index(), onEnded);
            loops.add(loop);
            if (turns != null) {
                turns.add(loop);
                hosts.add(turns.hostOf(loop, run));
            } else {
                Scheduler scheduler = Schedulers.newSingle(stage.thread(), true);
                schedulers.add(scheduler);
                hosts.add(new StageThread(loop, scheduler.createWorker(), run));
            }
        }
    }

    List<StageLoop> loops() {
        return loops;
    }

    List<QueueEdge.Host> hosts() {
        return hosts;
    }

    /** Leaves something to be done by a stage between two frames, and wakes it. */
    void leave(int stage, Runnable errand) {
        loops.get(stage).leave(errand);
        hosts.get(stage).ready();
    }

    /** Lets every stage drop what it has and end. */
    void cancel() {
        loops.forEach(StageLoop::cancel);
        hosts.forEach(QueueEdge.Host::ready);
    }

    /** Ends the threads. */
    void dispose() {
        schedulers.forEach(Scheduler::dispose);
    }
}
