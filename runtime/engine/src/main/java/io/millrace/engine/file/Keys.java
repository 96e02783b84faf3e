package io.millrace.engine.file;

import java.util.List;

/** The keys of pipeline files that are not settings of an operator or transport. */
final class Keys {

    static final List<String> ROOT = List.of("pipeline", "profile", "sources", "nodes", "sinks");
    static final List<String> SOURCE = List.of(
            "transport",
            "decoder",
            "overflow",
            "capacity",
            "on-disorder",
            "on-failure",
            "deadline",
            "rate-hz",
            "sensor",
            "origin",
            "demo");
    static final List<String> NODE =
            List.of("operator", "in", "overflow", "capacity", "on-failure", "deadline", "max-in-flight", "until");
    static final List<String> SINK = List.of("transport", "in", "overflow", "capacity", "on-failure", "deadline");

    private Keys() {}
}
