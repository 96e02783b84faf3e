package io.millrace.operators.vision;

import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;

/** What a stream of pictures is: u8 [height, width, channel=3], whose sides may change. */
final class Pictures {

    private static final int CHANNEL_AXIS = 2;

    private Pictures() {}

    /** A stream of pictures that may differ in size. */
    static StreamSpec spec() {
        return StreamSpec.tensor(ElementType.U8, Axis.dynamic("height"), Axis.dynamic("width"), Axis.of("channel", 3));
    }

    /** Requires pictures. */
    static StreamSpec require(Inputs inputs) {
        InputCheck check = inputs.single()
                .tensor(ElementType.U8)
                .rank(3)
                .axis(0, "height")
                .axis(1, "width")
                .axis(CHANNEL_AXIS, "channel");
        if (check.spec().axes().get(CHANNEL_AXIS).size() != 3) {
            check.mismatch("stream has other colours", "3 channels: red, green, blue");
        }
        return check.spec();
    }

    /** Requires pictures of one size, of colours or of grey: u8 [height, width, channel=3] or [height, width]. */
    static StreamSpec requireFixed(Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.U8);
        if (check.spec().axes().size() != 2) {
            check.rank(3).axis(CHANNEL_AXIS, "channel");
        }
        check.axis(0, "height").axis(1, "width").fixed();
        if (check.spec().axes().size() == 3
                && check.spec().axes().get(CHANNEL_AXIS).size() != 3) {
            check.mismatch("stream has other colours", "3 channels: red, green, blue");
        }
        return check.spec();
    }
}
