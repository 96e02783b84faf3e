package io.millrace.operators.fusion;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A drive and its context in a bundle: f32 of fixed shapes with equally many numbers, or with one on either side for all of the
 * other.
 */
final class DrivenPair {

    static final String DRIVE = "drive";
    static final String CONTEXT = "context";
    static final DropReason NOT_FINITE = new DropReason("not-finite");

    private final Side drive;
    private final Side context;

    /**
     * The pair of a stream that {@link #require} has accepted.
     *
     * @param bundle what the stream carries
     * @param drive how the drive is read
     * @param context how the context is read
     */
    DrivenPair(StreamSpec bundle, Reading drive, Reading context) {
        List<String> names = List.copyOf(bundle.fields().keySet());
        this.drive = new Side(names.indexOf(DRIVE), drive);
        this.context = new Side(names.indexOf(CONTEXT), context);
    }

    /** Requires bundles with both parts. */
    static InputCheck bundle(Inputs inputs) {
        return inputs.single().bundle(DRIVE, CONTEXT);
    }

    /**
     * Requires that both parts fit each other.
     *
     * @return f32 with the axes of the part that has more numbers, of the drive where they are equal
     */
    static StreamSpec require(InputCheck check, Reading drive, Reading context) {
        StreamSpec bundle = check.spec();
        StreamSpec driven = bundle.fields().get(DRIVE);
        StreamSpec given = bundle.fields().get(CONTEXT);
        int drives = numbers(driven, drive);
        int contexts = numbers(given, context);
        if (drives < 1 || contexts < 1 || (drives != contexts && drives != 1 && contexts != 1)) {
            check.mismatch(
                    "parts are no drive and context",
                    "f32 of fixed shapes, as many numbers of each, or one on either side, perhaps their mean");
        }
        boolean ofContext = contexts > drives || (contexts == drives && drive == Reading.MEAN);
        StreamSpec larger = ofContext ? given : driven;
        boolean one = larger == null || !larger.isStatic() || (ofContext ? context : drive) == Reading.MEAN;
        Axis[] axes = one || larger == null
                ? new Axis[] {Axis.of("value", 1)}
                : larger.axes().toArray(new Axis[0]);
        return StreamSpec.tensor(ElementType.F32, axes)
                .withUnit(driven == null ? "1" : driven.unit())
                .withRateHz(bundle.rateHz())
                .withClockDomain(bundle.clockDomain());
    }

    /** How many numbers are read of a part, or -1 if it is another. */
    private static int numbers(@Nullable StreamSpec part, Reading reading) {
        boolean fits = part != null
                && part.kind() == PayloadKind.TENSOR
                && part.element() == ElementType.F32
                && part.isStatic();
        int elements = part != null && fits ? part.shape().elements() : -1;
        return reading == Reading.MEAN ? Math.min(1, elements) : elements;
    }

    float[] drive(Bundle bundle) {
        return drive.of(bundle);
    }

    float[] context(Bundle bundle) {
        return context.of(bundle);
    }

    /** Whether both are numbers. */
    static boolean isFinite(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value * 0; // 0 for a finite value, else NaN
        }
        return sum == 0;
    }

    /** One of the two. */
    private static final class Side {

        private final int at;
        private final boolean mean;
        private final float[] one = new float[1];

        Side(int at, Reading reading) {
            this.at = at;
            this.mean = reading == Reading.MEAN;
        }

        float[] of(Bundle bundle) {
            float[] values = bundle.tensor(at).floats();
            if (!mean) {
                return values;
            }
            double sum = 0;
            for (float value : values) {
                sum += value;
            }
            one[0] = (float) (sum / values.length);
            return one;
        }
    }
}
