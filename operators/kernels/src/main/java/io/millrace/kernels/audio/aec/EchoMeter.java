package io.millrace.kernels.audio.aec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Levels and echo return loss enhancement (ERLE, microphone power over output power), over the last tenth of a second and as
 * a mean over segments of a quarter second in which the far end speaks and the near end does not.
 */
final class EchoMeter {

    private static final double MEMORY_SECONDS = 0.1;
    private static final double SEGMENT_SECONDS = 0.25;
    private static final double SEGMENT_MEMORY = 0.85;
    private static final double FLOOR = 1e-10;
    private static final double ACTIVE_POWER = 1e-5;

    private final double keep;
    private final int segmentBlocks;
    private double mic;
    private double far;
    private double out;
    private double linear;
    private double micSegment;
    private double farSegment;
    private double linearSegment;
    private double outSegment;
    private boolean nearInSegment;
    private int inSegment;
    private double segmentalLinearDb = Double.NaN;
    private double segmentalDb = Double.NaN;

    EchoMeter(double rateHz, int block) {
        this.keep = Math.exp(-block / (MEMORY_SECONDS * rateHz));
        this.segmentBlocks = Math.max(1, (int) Math.rint(SEGMENT_SECONDS * rateHz / block));
    }

    /** Takes a block of each, of one time. */
    void push(double[] micBlock, double[] farBlock, double[] linearBlock, double[] outBlock, boolean nearEnd) {
        double m = Spectra.energy(micBlock) / micBlock.length;
        double f = Spectra.energy(farBlock) / farBlock.length;
        double l = Spectra.energy(linearBlock) / linearBlock.length;
        double o = Spectra.energy(outBlock) / outBlock.length;
        mic = keep * mic + (1 - keep) * m;
        far = keep * far + (1 - keep) * f;
        linear = keep * linear + (1 - keep) * l;
        out = keep * out + (1 - keep) * o;
        micSegment += m;
        farSegment += f;
        linearSegment += l;
        outSegment += o;
        nearInSegment |= nearEnd;
        if (++inSegment == segmentBlocks) {
            closeSegment();
        }
    }

    private void closeSegment() {
        if (!nearInSegment && farSegment > ACTIVE_POWER * segmentBlocks) {
            segmentalLinearDb = mean(segmentalLinearDb, db(micSegment) - db(linearSegment));
            segmentalDb = mean(segmentalDb, db(micSegment) - db(outSegment));
        }
        micSegment = 0;
        farSegment = 0;
        linearSegment = 0;
        outSegment = 0;
        nearInSegment = false;
        inSegment = 0;
    }

    private static double mean(double before, double now) {
        return Double.isNaN(before) ? now : SEGMENT_MEMORY * before + (1 - SEGMENT_MEMORY) * now;
    }

    private static double db(double power) {
        return 10 * Math.log10(power + FLOOR);
    }

    double micDb() {
        return db(mic);
    }

    double farDb() {
        return db(far);
    }

    double outDb() {
        return db(out);
    }

    double erleLinearDb() {
        return db(mic) - db(linear);
    }

    double erleDb() {
        return db(mic) - db(out);
    }

    double segmentalLinearDb() {
        return segmentalLinearDb;
    }

    double segmentalDb() {
        return segmentalDb;
    }

    boolean farActive() {
        return far > ACTIVE_POWER;
    }

    void reset() {
        mic = 0;
        far = 0;
        out = 0;
        linear = 0;
        segmentalLinearDb = Double.NaN;
        segmentalDb = Double.NaN;
        micSegment = 0;
        farSegment = 0;
        linearSegment = 0;
        outSegment = 0;
        nearInSegment = false;
        inSegment = 0;
    }

    void save(DataOutput to) throws IOException {
        for (double value : new double[] {
            mic, far, out, linear, segmentalLinearDb, segmentalDb, micSegment, farSegment, linearSegment, outSegment
        }) {
            to.writeDouble(value);
        }
        to.writeBoolean(nearInSegment);
        to.writeInt(inSegment);
    }

    void load(DataInput in) throws IOException {
        mic = in.readDouble();
        far = in.readDouble();
        out = in.readDouble();
        linear = in.readDouble();
        segmentalLinearDb = in.readDouble();
        segmentalDb = in.readDouble();
        micSegment = in.readDouble();
        farSegment = in.readDouble();
        linearSegment = in.readDouble();
        outSegment = in.readDouble();
        nearInSegment = in.readBoolean();
        inSegment = in.readInt();
    }
}
