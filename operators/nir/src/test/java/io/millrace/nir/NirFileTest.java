package io.millrace.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that the nir package of Python wrote, and files that it reads. */
class NirFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsCompressedNestedAndCyclicGraphs() throws IOException {
        NirGraph graph = Fixtures.graph("recurrent");
        assertThat(graph.nodes().keySet()).containsExactly("fc1", "fc2", "input", "lif1.rnn", "lif2", "output");
        NirGraph inner = Objects.requireNonNull(node(graph, "lif1.rnn").graph());
        assertThat(inner.edges())
                .containsExactly(
                        new NirEdge("input", "lif"),
                        new NirEdge("lif", "output"),
                        new NirEdge("lif", "w_rec"),
                        new NirEdge("w_rec", "lif"));
        assertThat(node(inner, "w_rec").parameters().get("weight")).hasToString("float[9, 9]");
        assertThat(node(inner, "w_rec").parameters().get("bias")).hasToString("double[9]");
        assertThat(node(graph, "input").parameters().get("shape")).isEqualTo(NirArray.ints(5));
    }

    @Test
    void readsFilesOfTheFirstVersions() throws IOException {
        NirGraph graph = Fixtures.graph("old");
        assertThat(node(graph, "lif").parameters().keySet()).containsExactly("r", "tau", "v_leak", "v_threshold");
        assertThat(graph.edges()).as("a repeated edge is one").hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recurrent", "picture", "sequence", "old"})
    void readsWhatItWrote(String name) throws IOException {
        NirGraph graph = Fixtures.graph(name);
        Path file = folder.resolve("copy.nir");
        NirFile.write(file, graph);
        assertThat(NirFile.read(file)).isEqualTo(graph);
    }

    /** Skipped, and says so, where there is no Python with the nir package. */
    @Test
    void filesAreReadByTheNirPackage() throws Exception {
        List<String> names = List.of("recurrent", "picture", "sequence", "old");
        List<Path> ours = new ArrayList<>();
        for (String name : names) {
            ours.add(folder.resolve(name + ".nir"));
            NirFile.write(ours.get(ours.size() - 1), Fixtures.graph(name));
        }
        assertThat(seenByPython(ours))
                .contains("lif1.rnn/lif CubaLIF r=90 tau_mem=0.009")
                .isEqualTo(seenByPython(names.stream().map(Fixtures::file).toList()));
    }

    private static String seenByPython(List<Path> files) throws Exception {
        String python = System.getProperty("millrace.python", "python3");
        Path script = Path.of(System.getProperty("millrace.root", "."), "operators/reference/nir_files.py");
        List<String> command = new ArrayList<>(List.of(python, script.toString(), "--check"));
        files.forEach(f -> command.add(f.toString()));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Assumptions.abort(
                    "no Python: command=" + python + " (run with -Dmillrace.python=<python with nir>)");
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Assumptions.assumeTrue(
                process.exitValue() == 0,
                "no nir package: command=" + python + " (run with -Dmillrace.python=<python with nir, scipy, h5py>)");
        return text;
    }

    @Test
    void saysWhatIsNoNetwork() throws IOException {
        Path none = folder.resolve("none.nir");
        assertThatThrownBy(() -> NirFile.read(none))
                .isInstanceOf(IOException.class)
                .hasMessage("network cannot be read: file=" + none + " (expected a readable file)");
        Path text = Files.writeString(folder.resolve("text.nir"), "not a network");
        assertThatThrownBy(() -> NirFile.read(text))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("network is malformed: file=.*, cause=.* \\(expected a NIR file in HDF5\\)");
        Path empty = folder.resolve("empty.nir");
        try (io.jhdf.WritableHdfFile hdf = io.jhdf.HdfFile.write(empty)) {
            hdf.putGroup("other");
        }
        assertThatThrownBy(() -> NirFile.read(empty))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "file holds no NIR graph: file=" + empty + ", groups=[other] (expected a group named node)");
    }

    @Test
    void refusesEdgesWithoutNodes() {
        assertThatThrownBy(() ->
                        new NirGraph(Map.of("a", NirNode.of("Input", Map.of())), List.of(new NirEdge("a", "b"))))
                .hasMessage("edge has no node: from=a, to=b (expected two of [a])");
    }

    private static NirNode node(NirGraph graph, String name) {
        return Objects.requireNonNull(graph.nodes().get(name), name);
    }
}
