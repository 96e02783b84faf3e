package io.millrace.inference;

import io.millrace.api.operator.Gauge;
import io.millrace.inference.delta.Audit;
import io.millrace.inference.delta.DeltaRun;
import io.millrace.inference.delta.Ledger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The work of a delta run and its error as gauges. */
final class DeltaGauges {

    private final DeltaRun run;
    private final List<Gauge> all = new ArrayList<>();
    private final Gauge macs = add("macs-executed", "multiply-accumulates of the last frame");
    private final Gauge denseMacs = add("macs-dense", "multiply-accumulates of a dense frame");
    private final Gauge weightBytes = add("weight-bytes", "weights that the last frame read");
    private final Gauge sparsity = add("sparsity", "share of the dense work that the last frame was spared");
    private final Gauge keyframes = add("keyframes", "frames computed anew, forced ones included");
    private final Gauge forced = add("keyframes-forced", "keyframes because an audit found too large an error");
    private final Gauge denseFrames = add("dense-frames", "frames that were cheaper to compute densely");
    private final Gauge denseLayers =
            add("dense-layers", "layers that were cheaper to compute anew, within other frames");
    private final List<Gauge> layers = new ArrayList<>();
    private final List<Gauge> errors = new ArrayList<>();

    private DeltaRun.@Nullable Mode before;

    DeltaGauges(DeltaRun run) {
        this.run = run;
        for (Ledger.Line line : run.ledger().lines()) {
            layers.add(add("sparsity-" + line.name(), "share of the dense work that this layer was spared"));
        }
        Audit audit = run.audit();
        if (audit != null) {
            errors.add(add("error", "relative error of the outputs at the last audit"));
            for (Audit.Line line : audit.lines()) {
                errors.add(add("error-p50-" + line.name(), "median of the absolute error at the last audit"));
                errors.add(add("error-p99-" + line.name(), "99th percentile of the absolute error at the last audit"));
                errors.add(add("error-max-" + line.name(), "largest absolute error at the last audit"));
            }
        }
    }

    private Gauge add(String name, String help) {
        Gauge gauge = Gauge.of(name, help);
        all.add(gauge);
        return gauge;
    }

    List<Gauge> all() {
        return List.copyOf(all);
    }

    void update(DeltaRun.Mode mode) {
        denseFrames.set((double) run.denseFrames());
        boolean again = mode == DeltaRun.Mode.DENSE && before == mode && run.audit() == null;
        before = mode;
        if (again) {
            return; // one dense frame is like the other, and gauges of many small layers cost as much as these
        }
        Ledger ledger = run.ledger();
        macs.set((double) ledger.macs());
        denseMacs.set((double) ledger.denseMacs());
        weightBytes.set((double) ledger.weightBytes());
        sparsity.set(ledger.sparsity());
        keyframes.set((double) run.keyframes());
        forced.set((double) run.forcedKeyframes());
        denseLayers.set((double) run.denseLayers());
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).set(ledger.lines().get(i).sparsity());
        }
        Audit audit = run.audit();
        if (audit != null) {
            errors.get(0).set(audit.error());
            for (int i = 0; i < audit.lines().size(); i++) {
                Audit.Line line = audit.lines().get(i);
                errors.get(3 * i + 1).set(line.p50());
                errors.get(3 * i + 2).set(line.p99());
                errors.get(3 * i + 3).set(line.max());
            }
        }
    }
}
