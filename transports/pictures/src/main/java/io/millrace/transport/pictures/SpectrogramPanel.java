package io.millrace.transport.pictures;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.stream.StreamSpec;

/** The columns of one input: powers in dB, neighbours joined whenever there are too many. */
final class SpectrogramPanel {

    private static final double TINY = 1e-20;

    private final String name;
    private final boolean complex;
    private final int bins;
    private final int stride;
    private final double rateHz;
    private final float[][] columns;
    private final double[] sums;
    private int count;
    private int summed;
    private int framesPerColumn = 1;
    private long frames;
    private boolean simulated;

    SpectrogramPanel(String name, StreamSpec spec, SpectrogramSettings settings) {
        this.name = name;
        this.complex = SpectrogramSink.isComplex(spec);
        this.bins = spec.axes().get(complex ? 2 : 0).size();
        this.stride = complex ? 1 : spec.shape().elements() / bins;
        this.rateHz = spec.rateHz();
        this.columns = new float[settings.columns()][];
        this.sums = new double[bins];
    }

    void add(Frame frame) {
        float[] values = frame.tensor().floats();
        for (int k = 0; k < bins; k++) {
            double re = values[k * stride];
            double im = complex ? values[bins + k] : 0;
            double power = complex ? re * re + im * im : re;
            sums[k] += power < Double.POSITIVE_INFINITY ? power : 0;
        }
        frames++;
        simulated |= frame.provenance().origin() == Origin.SIMULATED;
        if (++summed == framesPerColumn) {
            closeColumn();
        }
    }

    private void closeColumn() {
        if (count == columns.length) {
            halve();
        }
        float[] column = new float[bins];
        for (int k = 0; k < bins; k++) {
            column[k] = (float) (sums[k] / summed);
            sums[k] = 0;
        }
        columns[count++] = column;
        summed = 0;
    }

    private void halve() {
        for (int i = 0; i < count / 2; i++) {
            float[] left = columns[2 * i];
            float[] right = columns[2 * i + 1];
            for (int k = 0; k < bins; k++) {
                left[k] = (left[k] + right[k]) / 2;
            }
            columns[i] = left;
        }
        count /= 2;
        framesPerColumn *= 2;
    }

    String name() {
        return name;
    }

    int bins() {
        return bins;
    }

    int columns() {
        return count;
    }

    boolean simulated() {
        return simulated;
    }

    /** Length of what was drawn, 0 if the rate is not known. */
    double seconds() {
        return rateHz > 0 ? frames / rateHz : 0;
    }

    double db(int column, int bin) {
        return 10 * Math.log10(columns[column][bin] + TINY);
    }

    double highestDb() {
        double highest = 10 * Math.log10(TINY);
        for (int c = 0; c < count; c++) {
            for (int k = 0; k < bins; k++) {
                highest = Math.max(highest, db(c, k));
            }
        }
        return highest;
    }
}
