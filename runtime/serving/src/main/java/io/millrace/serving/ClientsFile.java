package io.millrace.serving;

import io.millrace.api.config.ConfigException;
import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Problems;
import io.millrace.config.YamlFile;
import io.millrace.transport.grpc.Clients;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file that says who may do what:
 *
 * <pre>{@code
 * clients:
 *   dashboard: { token-sha256: "9f86d0...", expires: 2027-01-01T00:00:00Z, allow: { csi-presence: [Subscribe, Plan] } }
 *   gateway:   { certificate: gateway.local, allow: { "*": ["*"] } }
 *   anonymous: { allow: { "*": [Check, Watch] } }
 * }</pre>
 *
 * <p>A token is known by its SHA-256 ({@code printf %s TOKEN | sha256sum}), a certificate by the common name of its subject;
 * {@code anonymous} is whoever shows neither. Methods are those of the services, {@code *} stands for all.
 */
public final class ClientsFile {

    private static final Set<String> KEYS = Set.of("token-sha256", "expires", "certificate", "allow");

    private final Problems problems = new Problems();

    private ClientsFile() {}

    /**
     * Reads the file.
     *
     * @param file the file
     * @return the clients
     * @throws ConfigException with every problem, if there is one
     */
    public static Clients read(Path file) {
        return new ClientsFile().content(file);
    }

    private Clients content(Path file) {
        ConfigValue.Mapping root = YamlFile.read(file, problems);
        List<Clients.Client> clients = new ArrayList<>();
        if (root != null) {
            root.entries().forEach((key, value) -> {
                if (!key.equals("clients")) {
                    problems.add(value.location(), "key not known: key=" + key + " (expected clients)");
                }
            });
            ConfigValue.Mapping named = mapping(root, "clients");
            named.entries().forEach((name, value) -> {
                if (value instanceof ConfigValue.Mapping client) {
                    clients.add(client(name, client));
                } else {
                    problems.add(
                            value.location(), "client is no mapping: client=" + name + " (expected { allow: ... })");
                }
            });
        }
        problems.throwIfAny("permission file " + file);
        return new Clients(clients);
    }

    private Clients.Client client(String name, ConfigValue.Mapping client) {
        client.entries().forEach((key, value) -> {
            if (!KEYS.contains(key)) {
                problems.add(
                        value.location(),
                        "key not known: client=" + name + ", key=" + key + " (expected one of "
                                + KEYS.stream().sorted().toList() + ")");
            }
        });
        String digest = scalar(client, "token-sha256");
        String certificate = scalar(client, "certificate");
        if (digest != null && !digest.matches("[0-9a-f]{64}")) {
            problems.add(
                    client.location(),
                    "digest is none: client=" + name + ", token-sha256=" + digest
                            + " (expected 64 lower-case hexadecimal digits)");
        }
        boolean anonymous = name.equals(Clients.ANONYMOUS);
        if (anonymous == (digest != null || certificate != null)) {
            problems.add(
                    client.location(),
                    "credentials do not fit: client=" + name
                            + " (expected token-sha256 or certificate, and neither for " + Clients.ANONYMOUS + ")");
        }
        Map<String, List<String>> allowed = new LinkedHashMap<>();
        mapping(client, "allow").entries().forEach((pipeline, methods) -> {
            if (methods instanceof ConfigValue.Sequence list) {
                allowed.put(
                        pipeline,
                        list.items().stream().map(ConfigValue::toString).toList());
            } else {
                problems.add(
                        methods.location(),
                        "methods are no list: client=" + name + ", pipeline=" + pipeline
                                + " (expected [METHOD, ...] or [\"*\"])");
            }
        });
        return new Clients.Client(name, digest, expires(name, client), certificate, allowed);
    }

    private long expires(String name, ConfigValue.Mapping client) {
        String text = scalar(client, "expires");
        if (text == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Math.multiplyExact(Instant.parse(text).getEpochSecond(), 1_000_000_000L);
        } catch (DateTimeParseException | ArithmeticException e) {
            problems.add(
                    client.location(),
                    "time not understood: client=" + name + ", expires=" + text + " (expected 2027-01-31T00:00:00Z)");
            return 0;
        }
    }

    private ConfigValue.Mapping mapping(ConfigValue.Mapping of, String key) {
        if (of.entries().get(key) instanceof ConfigValue.Mapping mapping) {
            return mapping;
        }
        problems.add(of.location(), "mapping is missing: key=" + key + " (expected " + key + ": { ... })");
        return ConfigValue.Mapping.empty(of.location());
    }

    private static @Nullable String scalar(ConfigValue.Mapping of, String key) {
        return of.entries().get(key) instanceof ConfigValue.Scalar scalar ? scalar.text() : null;
    }
}
