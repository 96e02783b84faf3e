package io.millrace.operators.pointcloud;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.kernels.pointcloud.ProposalForm;
import io.millrace.kernels.pointcloud.SequenceSampler;
import io.millrace.operators.support.KernelProcessor;
import java.util.List;

/** Takes one cloud with its boxes after the other. */
final class MotionSamplesProcessor extends KernelProcessor {

    private final SequenceSampler sampler;
    private final MotionParts parts;
    private final ProposalForm form;
    private final int boxLimit;
    private final int pointsPart;
    private final int boxesPart;
    private final Gauge touchedPoints =
            Gauge.of("touched-points", "Points whose distance from a box was computed in the last frame.");
    private final Gauge allPoints =
            Gauge.of("all-points", "Points that a search without voxels computes the distance of, for every box.");
    private final Gauge touchedVoxels = Gauge.of("touched-voxels", "Voxels with points that were looked into.");
    private final Gauge reusedVoxels = Gauge.of("reused-voxels", "Voxels of earlier clouds that were there already.");
    private final Gauge reusedPoints =
            Gauge.of("reused-points", "Points of earlier clouds that were not sorted into voxels again.");
    private final Gauge leftOutPoints = Gauge.of("left-out-points", "Points of the last cloud beyond the limits.");
    private final Gauge leftOutBoxes = Gauge.of("left-out-boxes", "Boxes of the last frame beyond the limit.");

    MotionSamplesProcessor(
            SequenceSampler sampler,
            MotionParts parts,
            ProposalForm form,
            int boxLimit,
            int pointsPart,
            int boxesPart) {
        super(sampler);
        this.sampler = sampler;
        this.parts = parts;
        this.form = form;
        this.boxLimit = boxLimit;
        this.pointsPart = pointsPart;
        this.boxesPart = boxesPart;
    }

    @Override
    public List<Gauge> gauges() {
        return List.of(
                touchedPoints, allPoints, touchedVoxels, reusedVoxels, reusedPoints, leftOutPoints, leftOutBoxes);
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        Bundle bundle = (Bundle) frame.payload();
        float[] proposals = bundle.tensor(boxesPart).floats();
        int given = proposals.length / form.fields();
        int boxes = Math.min(boxLimit, given);
        float[] moved = new float[boxes * parts.frames * SequenceSampler.MOVED_FIELDS];
        float[] taken = new float[boxes * parts.frames * parts.samples * parts.fields];
        int[] counts = new int[boxes * parts.frames];
        sampler.take(bundle.tensor(pointsPart).floats(), frame.timeNanos());
        int all = sample(proposals, boxes, moved, taken, counts);
        out.emit(0, frame.withPayload(parts.bundle(taken, counts, moved, bundle.part(boxesPart))));
        float[] fused = new float[all * parts.fields];
        fuse(proposals, moved, taken, counts, fused);
        out.emit(1, frame.withPayload(Cloud.of(fused, parts.fields)));
        touchedPoints.set((double) sampler.ledger().touchedPoints());
        allPoints.set((double) sampler.ledger().allPoints());
        touchedVoxels.set((double) sampler.ledger().touchedVoxels());
        reusedVoxels.set((double) sampler.ledger().reusedVoxels());
        reusedPoints.set((double) sampler.ledger().reusedPoints());
        leftOutPoints.set(sampler.leftOut());
        leftOutBoxes.set((double) given - boxes);
    }

    private int sample(float[] proposals, int boxes, float[] moved, float[] taken, int[] counts) {
        int all = 0;
        for (int box = 0; box < boxes; box++) {
            sampler.move(proposals, form, box, moved, box * parts.frames * SequenceSampler.MOVED_FIELDS);
            for (int k = 0; k < sampler.frames(); k++) {
                int at = box * parts.frames + k;
                counts[at] = sampler.sample(
                        moved, at * SequenceSampler.MOVED_FIELDS, k, box, taken, at * parts.samples * parts.fields);
                all += counts[at];
            }
        }
        return all;
    }

    /** Points go where their thing is now; those in the cylinders of two things go along with each. */
    private void fuse(float[] proposals, float[] moved, float[] taken, int[] counts, float[] fused) {
        int to = 0;
        for (int at = 0; at < counts.length; at++) {
            double age = moved[at * SequenceSampler.MOVED_FIELDS + SequenceSampler.MOVED_FIELDS - 1];
            float alongX = (float) (age * form.velocityX(proposals, at / parts.frames));
            float alongY = (float) (age * form.velocityY(proposals, at / parts.frames));
            int from = at * parts.samples * parts.fields;
            int length = counts[at] * parts.fields;
            System.arraycopy(taken, from, fused, to, length);
            for (int end = to + length; to < end; to += parts.fields) {
                fused[to] += alongX;
                fused[to + 1] += alongY;
            }
        }
    }
}
