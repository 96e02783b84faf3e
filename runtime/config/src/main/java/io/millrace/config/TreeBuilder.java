package io.millrace.config;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Builds the tree of one document from the parser's events, without recursion, within limits on depth and on the number
 * of values that a few aliases can stand for.
 */
final class TreeBuilder {

    static final int MAX_DEPTH = 64;
    static final int MAX_VALUES = 100_000;

    private final String fileName;
    private final Problems problems;
    private final Deque<OpenCollection> open = new ArrayDeque<>();
    private final Map<String, Sized> anchors = new HashMap<>();
    private @Nullable ConfigValue root;
    private Location reached;
    private long values;

    TreeBuilder(String fileName, Problems problems) {
        this.fileName = fileName;
        this.problems = problems;
        this.reached = new Location(fileName, 1);
    }

    /** Where the last thing stands that was read. */
    Location reached() {
        return reached;
    }

    /** A value with the number of values in it, itself included, and how deep they nest. */
    record Sized(ConfigValue value, long count, int height) {}

    ConfigValue.@Nullable Mapping build(Iterator<Event> events) {
        int documents = 0;
        while (events.hasNext()) {
            Event event = events.next();
            reached = at(event);
            if (event.getEventId() == Event.ID.DocumentStart && ++documents > 1) {
                problems.add(at(event), "second document: documents=2 (expected one document in a file)");
                break;
            }
            if (!accept(event)) {
                return null;
            }
        }
        return top();
    }

    private ConfigValue.@Nullable Mapping top() {
        if (root instanceof ConfigValue.Mapping mapping) {
            return mapping;
        }
        if (root == null
                || (root instanceof ConfigValue.Scalar scalar && scalar.text().isEmpty())) {
            problems.add(new Location(fileName, 1), "file is empty: values=0 (expected lines such as key: value)");
        } else {
            problems.add(
                    root.location(),
                    "top of file is no mapping: found=" + Shown.of(root) + " (expected lines such as key: value)");
        }
        return null;
    }

    /** Returns false if a limit is passed, after which nothing else is worth reading. */
    private boolean accept(Event event) {
        switch (event.getEventId()) {
            case Scalar -> {
                ScalarEvent scalar = (ScalarEvent) event;
                refuseTag(scalar.getTag().orElse(null), event);
                return add(
                        scalar,
                        new Sized(new ConfigValue.Scalar(scalar.getValue(), at(event)), 1, 1),
                        scalar.getScalarStyle() == ScalarStyle.PLAIN);
            }
            case Alias -> {
                return alias((AliasEvent) event);
            }
            case MappingStart, SequenceStart -> {
                CollectionStartEvent start = (CollectionStartEvent) event;
                refuseTag(start.getTag().orElse(null), event);
                open.push(new OpenCollection(start, at(event), problems));
                return open.size() <= MAX_DEPTH || tooDeep(event);
            }
            case MappingEnd, SequenceEnd -> {
                OpenCollection closed = open.pop();
                return add(closed.start(), closed.close(), false);
            }
            default -> {
                return true;
            }
        }
    }

    private boolean alias(AliasEvent event) {
        String name = event.getAlias().getValue();
        Sized target = anchors.get(name);
        if (target == null) {
            problems.add(at(event), "alias without anchor: alias=" + name + " (expected &" + name + " before it)");
            target = new Sized(new ConfigValue.Scalar("*" + name, at(event)), 1, 1);
        }
        return add(event, target, false);
    }

    private boolean add(NodeEvent event, Sized sized, boolean plain) {
        // A collection's members were counted when they were added; an alias brings all of its members at once.
        values += event instanceof AliasEvent ? sized.count() : 1;
        if (values > MAX_VALUES) {
            problems.add(
                    at(event),
                    "too many values: values=more than " + MAX_VALUES + " (expected at most " + MAX_VALUES + ")");
            return false;
        }
        if (open.size() + sized.height() > MAX_DEPTH + 1) {
            return tooDeep(event);
        }
        if (!(event instanceof AliasEvent)) {
            event.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), sized));
        }
        OpenCollection parent = open.peek();
        if (parent == null) {
            root = sized.value();
        } else {
            parent.add(sized, at(event), plain);
        }
        return true;
    }

    private boolean tooDeep(Event event) {
        problems.add(
                at(event), "nested too deep: depth=more than " + MAX_DEPTH + " (expected at most " + MAX_DEPTH + ")");
        return false;
    }

    private void refuseTag(@Nullable String tag, Event event) {
        if (tag != null) {
            problems.add(at(event), "tag is not supported: tag=" + tag + " (expected a value without a tag)");
        }
    }

    private Location at(Event event) {
        return new Location(
                fileName, event.getStartMark().map(m -> m.getLine() + 1).orElse(1));
    }
}
