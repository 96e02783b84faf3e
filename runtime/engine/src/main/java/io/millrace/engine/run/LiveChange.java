package io.millrace.engine.run;

import io.millrace.api.operator.Processor;
import io.millrace.api.time.Clock;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One change of a node's live settings: prepared by whoever asks for it, made by the stage between two frames. */
final class LiveChange implements Runnable {

    private final NodeRunner runner;
    private final Map<String, String> changes;
    private final Consumer<String> notes;
    private final Executable.ProcessorOpener opener;
    private final Processor fresh;
    private final CompletableFuture<String> made = new CompletableFuture<>();

    LiveChange(NodeRunner runner, Map<String, String> changes, Clock clock, Consumer<String> notes) throws IOException {
        this.runner = runner;
        this.changes = new TreeMap<>(changes);
        this.notes = notes;
        this.opener = runner.slot().opener().changed(changes);
        this.fresh = opener.open(clock);
    }

    /** Completes with the audit line. */
    CompletableFuture<String> made() {
        return made;
    }

    @Override
    public void run() {
        try {
            runner.change(opener, fresh, changes);
            String note = "live change: node=" + runner.name() + ", " + changes;
            notes.accept(note);
            made.complete(note);
        } catch (IOException | RuntimeException e) {
            fresh.close();
            notes.accept("live change refused: node=" + runner.name() + ", " + changes + ", cause=" + e.getMessage());
            made.completeExceptionally(e);
        }
    }
}
