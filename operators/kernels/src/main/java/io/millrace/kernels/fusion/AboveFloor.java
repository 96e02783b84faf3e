package io.millrace.kernels.fusion;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Levels of any sensor on one scale: how far each is above what it is when nothing happens.
 *
 * <p>For each element, with all numbers in dB (20 log10 of the amplitude, no less than {@code quietestDb}): the envelope rises
 * with the level at once and falls towards it with time constant {@code releaseSeconds}; the floor falls towards an envelope
 * below it with {@code fallSeconds} and else rises by {@code riseDbPerSecond}, up to the envelope. Out comes
 *
 * <pre>
 * (envelope - floor - marginDb) / unitDb        within -limit..limit
 * </pre>
 *
 * <p>so 0 is where doubt ends, and 1 is {@code unitDb} more. The first frame is taken for the floor.
 */
public final class AboveFloor implements KernelState {

    private static final double DB_PER_DECADE = 20;

    /**
     * What is quiet, and what counts.
     *
     * @param quietestDb levels below it are taken for it, dB
     * @param marginDb above the floor where doubt ends, dB
     * @param unitDb what counts as 1, dB, above 0
     * @param limit largest number that comes out, above 0
     */
    public record Scale(double quietestDb, double marginDb, double unitDb, double limit) {

        /**
         * Checks what would make no scale.
         *
         * @param quietestDb levels below it are taken for it
         * @param marginDb above the floor where doubt ends
         * @param unitDb what counts as 1
         * @param limit largest number that comes out
         */
        public Scale {
            Require.positive("unitDb", unitDb);
            Require.positive("limit", limit);
        }
    }

    /**
     * How fast envelope and floor move.
     *
     * @param releaseSeconds time constant with which the envelope falls, 0 for at once
     * @param fallSeconds time constant with which the floor falls, 0 for at once
     * @param riseDbPerSecond how fast the floor rises, 0 or more
     */
    public record Speed(double releaseSeconds, double fallSeconds, double riseDbPerSecond) {}

    private final Scale scale;
    private final double release;
    private final double fall;
    private final double riseDb;
    private final double[] envelope;
    private final double[] floor;
    private boolean begun;

    /**
     * Levels before their first frame.
     *
     * @param elements elements of a frame, at least 1
     * @param rateHz frames a second, above 0
     * @param scale what is quiet, and what counts
     * @param speed how fast envelope and floor move
     */
    public AboveFloor(int elements, double rateHz, Scale scale, Speed speed) {
        Require.positive("rateHz", rateHz);
        this.scale = scale;
        this.release = step(speed.releaseSeconds(), rateHz);
        this.fall = step(speed.fallSeconds(), rateHz);
        this.riseDb = speed.riseDbPerSecond() / rateHz;
        this.envelope = new double[Require.inRange("elements", elements, 1, Integer.MAX_VALUE)];
        this.floor = new double[elements];
    }

    private static double step(double seconds, double rateHz) {
        return seconds > 0 ? -Math.expm1(-1 / (rateHz * seconds)) : 1;
    }

    /**
     * Takes a frame.
     *
     * @param amplitudes finite, 0 or more
     * @param out receives the levels
     */
    public void process(float[] amplitudes, float[] out) {
        for (int i = 0; i < envelope.length; i++) {
            double level = Math.max(scale.quietestDb(), DB_PER_DECADE * Math.log10(amplitudes[i]));
            if (!begun) {
                envelope[i] = level;
                floor[i] = level;
            }
            envelope[i] = level > envelope[i] ? level : envelope[i] + (level - envelope[i]) * release;
            floor[i] = envelope[i] < floor[i]
                    ? floor[i] + (envelope[i] - floor[i]) * fall
                    : Math.min(envelope[i], floor[i] + riseDb);
            double above = (envelope[i] - floor[i] - scale.marginDb()) / scale.unitDb();
            out[i] = (float) Math.max(-scale.limit(), Math.min(scale.limit(), above));
        }
        begun = true;
    }

    @Override
    public long stateBytes() {
        return 2L * Double.BYTES * envelope.length;
    }

    @Override
    public void reset() {
        begun = false;
        Arrays.fill(envelope, 0);
        Arrays.fill(floor, 0);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(begun);
        StateIo.writeDoubles(out, envelope);
        StateIo.writeDoubles(out, floor);
    }

    @Override
    public void load(DataInput in) throws IOException {
        begun = in.readBoolean();
        StateIo.readDoubles(in, "level.envelope", envelope);
        StateIo.readDoubles(in, "level.floor", floor);
    }
}
