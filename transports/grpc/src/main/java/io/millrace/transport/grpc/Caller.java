package io.millrace.transport.grpc;

import io.grpc.Context;
import io.grpc.Status;
import java.util.List;
import java.util.Map;

/**
 * Who calls, and what they may do.
 *
 * @param name name of the client
 * @param allowed methods that may be called on each pipeline; {@code *} stands for every pipeline or method
 */
public record Caller(String name, Map<String, List<String>> allowed) {

    /** May do everything: the caller of a server without access control. */
    public static final Caller ANYONE = new Caller("anyone", Map.of("*", List.of("*")));

    static final Context.Key<Caller> KEY = Context.keyWithDefault("millrace-caller", ANYONE);

    /**
     * Makes the map immutable.
     *
     * @param name name of the client
     * @param allowed methods that may be called on each pipeline
     */
    public Caller {
        allowed = Map.copyOf(allowed);
    }

    static Caller current() {
        return KEY.get();
    }

    /**
     * Whether a method may be called.
     *
     * @param method name of the method, as in {@code ModelInfer}
     * @param pipeline name of the pipeline, or empty for a method that concerns none
     * @return true if it may
     */
    public boolean may(String method, String pipeline) {
        return allows(allowed.get("*"), method) || allows(allowed.get(pipeline), method);
    }

    /** Whether a method may be called on any pipeline at all. */
    boolean mayEver(String method) {
        return allowed.values().stream().anyMatch(methods -> allows(methods, method));
    }

    void require(String method, String pipeline) throws RequestException {
        if (!may(method, pipeline)) {
            throw new RequestException(
                    Status.Code.PERMISSION_DENIED,
                    "not permitted: client=" + name + ", method=" + method + ", pipeline="
                            + Datatype.printable(pipeline) + " (expected an entry in the server's permission file)");
        }
    }

    private static boolean allows(@org.jspecify.annotations.Nullable List<String> methods, String method) {
        return methods != null && (methods.contains("*") || methods.contains(method));
    }
}
