package io.millrace.engine.compile;

import io.millrace.api.config.Problems;
import io.millrace.api.config.Settings;
import io.millrace.api.config.Words;
import io.millrace.api.graph.Component;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what a component names and turns what is written about it into settings. */
final class Binder {

    private final Problems problems;

    Binder(Problems problems) {
        this.problems = problems;
    }

    <T> @Nullable T find(String what, Component component, Map<String, T> known) {
        T found = known.get(component.type());
        if (found == null && !component.isMissing()) {
            problems.add(
                    component.location(),
                    "no such " + what + ": " + what.replace(' ', '-') + "=" + component.type() + " (expected "
                            + Words.oneOf(component.type(), known.keySet()) + ")");
        }
        return found;
    }

    <C extends Record> @Nullable C settings(Component component, Class<C> type) {
        Record given = component.given();
        if (given == null) {
            return Settings.bind(type, component.written(), problems);
        }
        if (!type.isInstance(given)) {
            problems.add(
                    component.location(),
                    "settings are of another kind: component=" + component.type() + ", settings="
                            + given.getClass().getSimpleName() + " (expected " + type.getSimpleName() + ")");
            return null;
        }
        return type.cast(given);
    }
}
