package io.millrace.inference;

import io.millrace.api.frame.Shape;
import io.millrace.api.stream.Axis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sizes of a model's named dynamic axes, as settings and streams fix them. */
final class Symbols {

    private final Map<String, Integer> sizes = new LinkedHashMap<>();

    /** Whether an axis can have this extent; a named dynamic axis has it from now on. */
    boolean fits(Axis axis, int extent) {
        if (!axis.isDynamic()) {
            return axis.size() == extent;
        }
        if (axis.name().isEmpty()) {
            return true;
        }
        Integer known = sizes.putIfAbsent(axis.name(), extent);
        return known == null || known == extent;
    }

    /** The extent of an axis, or null if it is dynamic and nothing fixed it. */
    @Nullable Integer extent(Axis axis) {
        return axis.isDynamic() ? sizes.get(axis.name()) : Integer.valueOf(axis.size());
    }

    /** The shape, or null if an axis is not fixed. */
    @Nullable Shape shape(List<Axis> axes) {
        int[] extents = new int[axes.size()];
        for (int i = 0; i < extents.length; i++) {
            Integer extent = extent(axes.get(i));
            if (extent == null) {
                return null;
            }
            extents[i] = extent;
        }
        return Shape.of(extents);
    }

    Map<String, Integer> sizes() {
        return sizes;
    }
}
