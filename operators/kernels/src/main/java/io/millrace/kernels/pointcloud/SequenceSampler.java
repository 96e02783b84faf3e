package io.millrace.kernels.pointcloud;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Collects what belongs to each proposal from the last frames: the proposal is moved back to where it was in each by its
 * velocity, and of the points in the cylinder around it as many are taken as there is room for. Frame 0 is the newest, frame
 * k the k-th before it.
 *
 * <pre>
 * centre_k = centre - velocity (t_0 - t_k)      radius = factor |(length, width)| / 2
 * </pre>
 *
 * <p>Points in a cylinder that fit keep their order; of more a random subset is taken, the same in every run of one seed. What
 * is not filled is zero. A frame is sorted into pillars once, when it comes, and used for as long as it is in the window.
 * Clouds and proposals of all frames must have axes that stay where they are. One thread at a time.
 *
 * <p>The points in a cylinder are exactly those within its radius; the authors' test of pillars loses some at its border, see
 * {@code CylinderPillars}.
 *
 * @see <a href="https://arxiv.org/abs/2303.08316">He et al.: MSF, motion-guided sequential fusion for efficient 3D object
 *     detection from point cloud sequences</a>
 */
public final class SequenceSampler implements KernelState {

    /** Numbers of a moved proposal: x, y, z, length, width, height in m, yaw in rad, time before the newest frame in s. */
    public static final int MOVED_FIELDS = 8;

    private static final double SECONDS_PER_NANO = 1e-9;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final int fields;
    private final int samples;
    private final double radiusFactor;
    private final long seed;
    private final CylinderPillars[] frames;
    private final long[] nanos;
    private final int[] cells;
    private final int[] hits;
    private final SamplingLedger ledger = new SamplingLedger();
    private final long stateBytes;
    private int newest;
    private int filled;
    private long taken;

    SequenceSampler(SamplerBuilder from, int fields) {
        this.fields = fields;
        this.samples = from.samples;
        this.radiusFactor = from.radiusFactor;
        this.seed = from.seed;
        this.frames = new CylinderPillars[from.frames];
        for (int k = 0; k < frames.length; k++) {
            frames[k] = new CylinderPillars(from.grid, fields);
        }
        this.nanos = new long[frames.length];
        this.stateBytes = from.stateBytes(fields);
        this.cells = new int[from.grid.pointLimit()];
        this.hits = new int[from.grid.pointLimit() + 1]; // a place for what is written before it is known to be none
    }

    /**
     * Takes the cloud of the newest frame; the oldest goes when the window is full.
     *
     * @param cloud {@code fields} numbers for each point, x, y, z in m first
     * @param frameNanos when it was measured
     */
    public void take(float[] cloud, long frameNanos) {
        ledger.begin();
        newest = (newest + 1) % frames.length;
        filled = Math.min(frames.length, filled + 1);
        frames[newest].take(cloud, cloud.length / fields, cells);
        nanos[newest] = frameNanos;
        taken++;
        for (int k = 1; k < filled; k++) {
            ledger.reuse(frame(k).size(), frame(k).voxels());
        }
    }

    private CylinderPillars frame(int k) {
        return frames[slot(k)];
    }

    private int slot(int k) {
        return Math.floorMod(newest - k, frames.length);
    }

    /**
     * Frames of the window that there are.
     *
     * @return 0 .. length of the window
     */
    public int frames() {
        return filled;
    }

    /**
     * How long before the newest a frame was measured.
     *
     * @param k frame, 0 .. {@link #frames} - 1
     * @return s
     */
    public double ageSeconds(int k) {
        return (nanos[newest] - nanos[slot(k)]) * SECONDS_PER_NANO;
    }

    /**
     * Moves a proposal to where it was in each frame.
     *
     * @param proposals rows of numbers
     * @param form what they are
     * @param proposal 0-based row
     * @param out gets {@value #MOVED_FIELDS} numbers for each frame of the window, 0 for those there are not
     * @param at where the first goes
     */
    public void move(float[] proposals, ProposalForm form, int proposal, float[] out, int at) {
        int from = proposal * form.fields() + form.centre();
        Arrays.fill(out, at, at + frames.length * MOVED_FIELDS, 0);
        for (int k = 0; k < filled; k++) {
            int to = at + k * MOVED_FIELDS;
            double age = ageSeconds(k);
            System.arraycopy(proposals, from, out, to, MOVED_FIELDS - 1);
            out[to] = (float) (proposals[from] - age * form.velocityX(proposals, proposal));
            out[to + 1] = (float) (proposals[from + 1] - age * form.velocityY(proposals, proposal));
            out[to + MOVED_FIELDS - 1] = (float) age;
        }
    }

    /**
     * Samples one frame for one proposal.
     *
     * @param moved what {@link #move} gave
     * @param at where the proposal's numbers in this frame are
     * @param k frame, 0 .. {@link #frames} - 1
     * @param proposal 0-based number, of which the choice depends
     * @param out gets {@code fields} numbers for each point taken; what is behind stays as it is
     * @param to where the first goes
     * @return points taken
     */
    public int sample(float[] moved, int at, int k, int proposal, float[] out, int to) {
        CylinderPillars cloud = frame(k);
        double l = moved[at + 3];
        double w = moved[at + 4];
        double radius = radiusFactor * Math.sqrt(l * l + w * w) / 2;
        ledger.couldLook(cloud.size());
        int found = cloud.within(moved[at], moved[at + 1], radius, hits, ledger);
        int kept = Math.min(found, samples);
        if (found > samples) {
            choose(found, mixed(seed + mixed(taken + mixed(((long) proposal << 32) + k))));
        }
        for (int i = 0; i < kept; i++) {
            cloud.rowInto(hits[i], out, to + i * fields);
        }
        return kept;
    }

    /** The first places get a random choice of all: Fisher and Yates, stopped when it is complete. */
    private void choose(int found, long from) {
        long state = from;
        for (int i = 0; i < samples; i++) {
            state += GOLDEN;
            long random = mixed(state) >>> 32;
            int other = i + (int) ((random * (found - i)) >>> 32);
            int hit = hits[i];
            hits[i] = hits[other];
            hits[other] = hit;
        }
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * What the last frame cost.
     *
     * @return the ledger, which changes with the next frame
     */
    public SamplingLedger ledger() {
        return ledger;
    }

    /**
     * Points of the last cloud that the limits left out.
     *
     * @return count
     */
    public int leftOut() {
        return filled == 0 ? 0 : frames[newest].leftOut();
    }

    @Override
    public long stateBytes() {
        return stateBytes;
    }

    @Override
    public void reset() {
        for (CylinderPillars frame : frames) {
            frame.clear();
        }
        Arrays.fill(nanos, 0);
        ledger.begin();
        newest = 0;
        filled = 0;
        taken = 0;
    }

    /** Points are saved in the order of their pillars: sorted in again they come to lie where they lay. */
    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(taken);
        out.writeInt(filled);
        for (int k = filled - 1; k >= 0; k--) {
            out.writeLong(nanos[slot(k)]);
            out.writeInt(frame(k).size());
            StateIo.writeFloats(out, Arrays.copyOf(frame(k).rows(), frame(k).size() * fields));
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        reset();
        long count = in.readLong();
        int stored = StateIo.readInt(in, "frames", 0, frames.length);
        for (int k = 0; k < stored; k++) {
            long frameNanos = in.readLong();
            float[] cloud = new float[fields * StateIo.readInt(in, "points", 0, cells.length)];
            StateIo.readFloats(in, "cloud", cloud);
            take(cloud, frameNanos);
        }
        ledger.begin();
        taken = count;
    }
}
