package io.millrace.cli.run;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.graph.Component;
import io.millrace.cli.UsageException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Live inputs as users write them on a command line. */
final class TransportUrl {

    private static final Location HERE = new Location("--input", 0);

    private TransportUrl() {}

    /**
     * Reads a live input.
     *
     * @param text {@code udp://host:port}, {@code tcp://host:port}, {@code serial:/dev/x?baud=N} or {@code pipe:PATH}
     * @return the transport with its settings, or null if the text is the name of a file
     */
    static @Nullable Component parse(String text) {
        if (text.startsWith("udp://")) {
            return component("udp", "listen", hostAndPort(text, "udp://"));
        }
        if (text.startsWith("tcp://")) {
            return component("tcp", "connect", hostAndPort(text, "tcp://"));
        }
        if (text.startsWith("serial:")) {
            return component("serial", "device", text.substring("serial:".length()));
        }
        return text.startsWith("pipe:") ? component("pipe", "path", text.substring("pipe:".length())) : null;
    }

    private static String hostAndPort(String text, String scheme) {
        String rest = text.substring(scheme.length());
        if (!rest.matches("[^/?]+:\\d+(\\?.*)?")) {
            throw new UsageException("input not understood: input=" + text + " (expected " + scheme + "host:port)");
        }
        return rest;
    }

    /** Whatever follows a question mark is a setting of the transport: {@code baud=921600&max-record-bytes=4096}. */
    private static Component component(String type, String key, String rest) {
        int mark = rest.indexOf('?');
        Map<String, ConfigValue> settings = new LinkedHashMap<>();
        settings.put(key, new ConfigValue.Scalar(mark < 0 ? rest : rest.substring(0, mark), HERE));
        if (mark >= 0) {
            for (String pair : rest.substring(mark + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals < 1) {
                    throw new UsageException(
                            "input not understood: input=" + rest + ", part=" + pair + " (expected key=value)");
                }
                settings.put(pair.substring(0, equals), new ConfigValue.Scalar(pair.substring(equals + 1), HERE));
            }
        }
        return Component.written(type, new ConfigValue.Mapping(settings, HERE), HERE);
    }
}
