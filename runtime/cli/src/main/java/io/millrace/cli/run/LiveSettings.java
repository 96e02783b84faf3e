package io.millrace.cli.run;

import com.sun.net.httpserver.HttpExchange;
import io.millrace.api.config.ConfigException;
import io.millrace.cli.Json;
import io.millrace.engine.run.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;

/**
 * Takes live changes over HTTP: {@code POST /nodes/NODE} with a JSON object of new values by key. From this machine only, and
 * only as {@code application/json}, which no page of another site can send from a browser.
 */
final class LiveSettings {

    static final String PATH = "/nodes/";
    private static final int MAX_BODY_BYTES = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Run run;

    /** What is answered. */
    record Answer(int status, String body) {}

    LiveSettings(Run run) {
        this.run = run;
    }

    Answer handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRemoteAddress().getAddress().isLoopbackAddress()) {
            return answer(
                    403,
                    "changes are taken from this machine only: from="
                            + exchange.getRemoteAddress().getAddress().getHostAddress()
                            + " (expected a loopback address)");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return answer(405, "method is not known here: method=" + exchange.getRequestMethod() + " (expected POST)");
        }
        String type = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Type"), "none");
        if (!type.startsWith("application/json")) {
            return answer(415, "content is of another type: content-type=" + type + " (expected application/json)");
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            return answer(413, "body is too long: bytes=" + body.length + " (expected at most " + MAX_BODY_BYTES + ")");
        }
        String node = exchange.getRequestURI().getPath().substring(PATH.length());
        return change(node, new String(body, StandardCharsets.UTF_8));
    }

    private Answer change(String node, String body) {
        Map<String, String> changes = new LinkedHashMap<>();
        try {
            Json.object(body).forEach((key, value) -> changes.put(key, String.valueOf(value)));
        } catch (JacksonException e) {
            return answer(
                    400, "body is no JSON object: cause=" + e.getOriginalMessage() + " (expected new values by key)");
        }
        try {
            return answer(200, Objects.requireNonNullElse(run.set(node, changes).block(PATIENCE), "changed"));
        } catch (ConfigException | IllegalArgumentException e) {
            return answer(400, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) { // the new one cannot be opened, or cannot take over
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return answer(409, "live change refused: node=" + node + ", " + changes + ", cause=" + cause.getMessage());
        }
    }

    private static Answer answer(int status, String said) {
        return new Answer(status, Json.line(Map.of(status == 200 ? "note" : "error", said)) + "\n");
    }
}
