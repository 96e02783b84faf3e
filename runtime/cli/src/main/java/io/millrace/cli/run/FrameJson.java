package io.millrace.cli.run;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Tensor;
import io.millrace.cli.view.PortKind;
import io.millrace.cli.view.Presence;
import io.millrace.cli.view.ShownPort;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A frame for programs. Few numbers are exact; the elements of long arrays have five significant digits. */
final class FrameJson {

    private static final int EXACT_UP_TO = 16;
    private static final MathContext ROUNDED = new MathContext(5);

    private FrameJson() {}

    static Map<String, Object> of(String port, @Nullable ShownPort shown, Frame frame) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "frame");
        json.put("port", port);
        json.put("sequence", frame.sequence());
        json.put("timeNanos", frame.timeNanos());
        json.put("origin", frame.provenance().origin().word());
        if (!frame.provenance().models().isEmpty()) {
            json.put("models", frame.provenance().models());
        }
        boolean presence = shown != null && shown.kind() == PortKind.PRESENCE;
        json.put("values", presence ? presence(frame.tensor().floats()) : values(frame.payload()));
        return json;
    }

    private static Map<String, Object> presence(float[] fields) {
        Presence presence = Presence.of(fields);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("score", number(presence.score(), false));
        json.put("threshold", number(presence.threshold(), false));
        json.put("state", presence.state().name().toLowerCase(Locale.ROOT));
        return json;
    }

    private static Object values(Payload payload) {
        if (payload instanceof Tensor tensor) {
            return elements(tensor);
        }
        if (payload instanceof Bundle bundle) {
            Map<String, Object> parts = new LinkedHashMap<>();
            bundle.names().forEach(name -> parts.put(name, values(bundle.part(name))));
            return parts;
        }
        return payload instanceof Events events ? events(events) : payload.toString();
    }

    private static Map<String, Object> events(Events events) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("timeNanos", Arrays.stream(events.timeNanos()).boxed().toList());
        json.put("address", Arrays.stream(events.address()).boxed().toList());
        List<Integer> polarity = new ArrayList<>(events.count());
        for (byte sign : events.polarity()) {
            polarity.add((int) sign);
        }
        json.put("polarity", polarity);
        return json;
    }

    private static List<@Nullable Object> elements(Tensor tensor) {
        int count = tensor.shape().elements();
        boolean rounded = count > EXACT_UP_TO;
        List<@Nullable Object> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(element(tensor, i, rounded));
        }
        return list;
    }

    private static @Nullable Object element(Tensor tensor, int i, boolean rounded) {
        return switch (tensor.type()) {
            case F32 -> number(tensor.floats()[i], rounded);
            case F64 -> number(tensor.doubles()[i], rounded);
            case I16 -> tensor.shorts()[i];
            case I32 -> tensor.ints()[i];
            case I64 -> tensor.longs()[i];
            case I8 -> tensor.asBytes()[i];
            case U8 -> tensor.asBytes()[i] & 0xff;
            case BOOL -> tensor.asBytes()[i] != 0;
        };
    }

    /** JSON has no infinities and no NaN: they are null. */
    private static @Nullable Object number(float value, boolean rounded) {
        if (!Float.isFinite(value)) {
            return null;
        }
        return rounded
                ? (Object) new BigDecimal(Float.toString(value)).round(ROUNDED).floatValue()
                : value;
    }

    private static @Nullable Object number(double value, boolean rounded) {
        if (!Double.isFinite(value)) {
            return null;
        }
        return rounded ? (Object) BigDecimal.valueOf(value).round(ROUNDED).doubleValue() : value;
    }
}
