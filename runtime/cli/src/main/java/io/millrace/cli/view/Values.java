package io.millrace.cli.view;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.SparseTensor;
import io.millrace.api.frame.Tensor;
import java.util.Locale;

/** Numbers out of payloads, for screens. */
final class Values {

    private static final int BRIEF = 6;

    private Values() {}

    /** The elements of a dense tensor as floats; nothing of any other payload. */
    static float[] floats(Payload payload) {
        if (!(payload instanceof Tensor tensor)) {
            return new float[0];
        }
        float[] values = new float[tensor.shape().elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = element(tensor, i);
        }
        return values;
    }

    /** A payload in a few words. */
    static String brief(Payload payload) {
        float[] values = floats(payload);
        if (values.length == 0 || values.length > 1024) {
            return payload.toString();
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(BRIEF, values.length); i++) {
            text.append(i == 0 ? "" : " ").append(Text.number(values[i]));
        }
        return values.length > BRIEF
                ? String.format(Locale.ROOT, "%s ... (%d values)", text, values.length)
                : text.toString();
    }

    private static float element(Tensor tensor, int index) {
        return switch (tensor.type()) {
            case F32 -> tensor.floats()[index];
            case F64 -> (float) tensor.doubles()[index];
            case I16 -> tensor.shorts()[index];
            case I32 -> tensor.ints()[index];
            case I64 -> tensor.longs()[index];
            case I8 -> tensor.asBytes()[index];
            case U8, BOOL -> tensor.asBytes()[index] & 0xff;
        };
    }

    /** What kind of payload it is, for those that have no numbers to show. */
    static String kind(Payload payload) {
        if (payload instanceof Bundle) {
            return "bundle";
        }
        if (payload instanceof Events) {
            return "events";
        }
        return payload instanceof SparseTensor ? "sparse" : "tensor";
    }
}
