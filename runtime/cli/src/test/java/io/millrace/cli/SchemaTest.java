package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed schema is what the command prints, and it judges files as the loader does. */
class SchemaTest {

    private static final String COMMITTED = "runtime/cli/src/main/resources/io/millrace/cli/pipeline.schema.json";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void isCommittedAsItIsPrinted() throws IOException {
        String printed = Cli.run("schema").out();
        assertThat(Files.readString(Cli.root().resolve(COMMITTED)))
                .as("run: ./millrace schema > " + COMMITTED)
                .isEqualTo(printed);
    }

    @Test
    void theExampleRefersToIt() throws IOException {
        Path example = Path.of(Cli.example()).resolve("pipeline.yaml");
        String first = Files.readAllLines(example).get(0);
        String reference = first.substring(first.indexOf("$schema=") + "$schema=".length());
        assertThat(example.resolveSibling(reference).normalize())
                .isEqualTo(Cli.root().resolve(COMMITTED).normalize());
        assertThat(isValid(Files.readString(example))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pipeline: p\nsources:\n  s: { transport: udp, listen: \"127.0.0.1:0\", overflow: latest, capacity: 1 }\n",
                "pipeline: p\nsources:\n  s: { transport: udp, listen: \"127.0.0.1:0\", decoder: esp32-csi, overflow: block, capacity: 9 }\n"
                        + "nodes:\n  a: { operator: csi-amplitude, in: s }\n  b: { operator: hampel, in: [a], window-frames: 9 }\n",
                "pipeline: p\nsources:\n  s: { transport: udp, listen: \"127.0.0.1:0\", decoder: esp32-csi, overflow: block, capacity: 9 }\n"
                        + "  t: { transport: udp, listen: \"127.0.0.1:0\", decoder: esp32-csi, overflow: block, capacity: 9, deadline: 1s }\n"
                        + "nodes:\n  p: { align: nearest, in: { a: s, b: t }, tolerance: 5ms, on-stall: wait(200ms), overflow: latest,"
                        + " capacity: 2, deadline: 50ms, max-in-flight: 2, until: r }\n"
                        + "  r: { align: hold-last, in: { p: p, s: s }, on-stall: hold, overflow: block, capacity: 2 }\n",
            })
    void acceptsWhatTheLoaderAccepts(String yaml) throws IOException {
        assertThat(isValid(yaml)).isTrue();
        assertThat(loads(yaml)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sources:\n  s: { transport: udp, listen: \"127.0.0.1:0\", overflow: latest, capacity: 1 }\n",
                "pipeline: p\nsources:\n  s: { transport: udp, listen: \"127.0.0.1:0\" }\n",
                "pipeline: p\nsources:\n  s: { transport: upd, listen: \"127.0.0.1:0\", overflow: latest, capacity: 1 }\n",
                "pipeline: p\nsources:\n  s: { transport: udp, listen: \"127.0.0.1:0\", overflow: grow, capacity: 1 }\n",
                "pipeline: p\nsources:\n  s: { transport: udp, listen: \"127.0.0.1:0\", overflow: latest, capacity: 0 }\n",
                "pipeline: p\nsources:\n  s: { transport: udp, listen: \"127.0.0.1:0\", lisen: 1, overflow: latest, capacity: 1 }\n",
                "pipeline: p\nsources:\n  s: { transport: udp, listen: \"127.0.0.1:0\", overflow: latest, capacity: 1 }\nsink: {}\n",
                "pipeline: p\nsources:\n  s: { transport: udp, listen: \"127.0.0.1:0\", decoder: esp32-csi, overflow: latest, capacity: 1 }\n"
                        + "nodes:\n  a: { operator: csi-amplitude, in: s }\n  b: { operator: hampel, in: a, window-frames: 0 }\n",
                "pipeline: p\nsources:\n  s: { transport: udp, listen: \"127.0.0.1:0\", decoder: esp32-csi, overflow: latest, capacity: 1 }\n"
                        + "nodes:\n  a: { operator: csi-amplitude, in: s }\n  b: { operator: hampel, in: a, window-frames: wide }\n",
                "pipeline: p\nsources:\n  s: { transport: udp, listen: \"127.0.0.1:0\", decoder: esp32-csi, overflow: latest, capacity: 1 }\n"
                        + "nodes:\n  a: { operator: csi-amplitude }\n",
            })
    void refusesWhatTheLoaderRefuses(String yaml) throws IOException {
        assertThat(isValid(yaml)).isFalse();
        assertThat(loads(yaml)).isFalse();
    }

    private static boolean isValid(String yaml) {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Cli.run("schema").out());
        return schema.validate(yaml, InputFormat.YAML).isEmpty();
    }

    private boolean loads(String yaml) throws IOException {
        Files.writeString(folder.resolve("pipeline.yaml"), yaml);
        return Cli.run("validate", folder.toString()).code() == ExitCode.OK;
    }
}
