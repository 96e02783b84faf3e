package io.millrace.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/**
 * What a command did.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record Cli(int code, String out, String err) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Cli run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
        int code = command.execute(arguments);
        return new Cli(code, out.toString(), err.toString());
    }

    /** The root of the repository. */
    static Path root() {
        return Path.of(System.getProperty("millrace.root"));
    }

    static String example() {
        return root().resolve("examples/csi-presence").toString();
    }

    /** Standard output as JSON lines. */
    List<Map<String, Object>> lines() {
        return out.lines().map(Cli::object).toList();
    }

    /** Standard output as one JSON object. */
    Map<String, Object> object() {
        return object(out);
    }

    private static Map<String, Object> object(String text) {
        return JSON.readValue(text, new TypeReference<>() {});
    }
}
