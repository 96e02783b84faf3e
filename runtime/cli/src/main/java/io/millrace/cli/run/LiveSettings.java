package io.millrace.cli.run;

import io.millrace.api.config.ConfigException;
import io.millrace.cli.Json;
import io.millrace.engine.run.Run;
import io.millrace.transport.grpc.PageServer.Answer;
import io.millrace.transport.grpc.PageServer.Request;
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
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Run run;

    LiveSettings(Run run) {
        this.run = run;
    }

    Answer answer(Request request) {
        if (!request.from().isLoopbackAddress()) {
            return Answer.error(
                    403,
                    "changes are taken from this machine only: from="
                            + request.from().getHostAddress() + " (expected a loopback address)");
        }
        if (!request.method().equals("POST")) {
            return Answer.error(405, "method is not known here: method=" + request.method() + " (expected POST)");
        }
        String type = request.contentType().isEmpty() ? "none" : request.contentType();
        if (!type.startsWith("application/json")) {
            return Answer.error(
                    415, "content is of another type: content-type=" + type + " (expected application/json)");
        }
        String node = request.path().substring(PATH.length());
        return change(node, StandardCharsets.UTF_8.decode(request.body()).toString());
    }

    private Answer change(String node, String body) {
        Map<String, String> changes = new LinkedHashMap<>();
        try {
            Json.object(body).forEach((key, value) -> changes.put(key, String.valueOf(value)));
        } catch (JacksonException e) {
            return Answer.error(
                    400, "body is no JSON object: cause=" + e.getOriginalMessage() + " (expected new values by key)");
        }
        try {
            String note = Objects.requireNonNullElse(run.set(node, changes).block(PATIENCE), "changed");
            return new Answer(200, "application/json", Json.line(Map.of("note", note)) + "\n");
        } catch (ConfigException | IllegalArgumentException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) { // the new one cannot be opened, or cannot take over
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Answer.error(
                    409, "live change refused: node=" + node + ", " + changes + ", cause=" + cause.getMessage());
        }
    }
}
