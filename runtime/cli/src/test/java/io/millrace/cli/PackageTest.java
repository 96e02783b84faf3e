package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A packaged folder is whole, tells when it is not, has the same bytes every time, and runs where there is no Java. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // packaging takes seconds: it is done once, and moved at the end
class PackageTest {

    private static final String LIVE = "sources.csi.listen=127.0.0.1:0";

    @TempDir
    private static Path temporary = Path.of("");

    private static Path folder = Path.of("");
    private static Map<String, Object> report = Map.of();

    @BeforeAll
    static void packages() throws IOException {
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        boolean linux = System.getProperty("os.name").equals("Linux");
        if (!linux || !Files.isExecutable(jlink)) {
            System.err.println("SKIPPED, nothing is packaged: no " + jlink + " or not Linux (expected a whole JDK)");
        }
        Assumptions.assumeTrue(linux && Files.isExecutable(jlink), "no jlink: nothing is packaged");
        folder = temporary.resolve("presence");
        Cli cli = Cli.run("package", Cli.example(), "--no-archive", "--json", "--out", folder.toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        report = cli.object();
    }

    @AfterAll
    static void forgets() {
        folder = Path.of("");
    }

    @Test
    @Order(1)
    void holdsWhatThePipelineNeedsAndNoMore() throws IOException {
        assertThat(report).containsEntry("startArchive", "none: not asked for; bin/archive makes it");
        assertThat(String.valueOf(report.get("modules")))
                .contains("java.base", "java.management", "jdk.crypto.ec", "jdk.unsupported")
                .doesNotContain("java.desktop", "java.sql", "jdk.jfr", "jdk.compiler", "jdk.sctp");
        assertThat(String.valueOf(report.get("libraries")))
                .contains("onnxruntime", "netty-transport", "reactor-core")
                .doesNotContain("jhdf", "jSerialComm", "junit", "grpc-services", "exposition-formats", "assertj");
        try (JarFile netty =
                new JarFile(only("lib", "netty-transport-[0-9].*[.]jar").toFile())) {
            assertThat(netty.getEntry("META-INF/INDEX.LIST")).isNull(); // it names jars that are not here
        }
        assertThat(folder.resolve("app/activity.onnx")).exists();
        assertThat(folder.resolve("app/simulated-room.csv.gz")).doesNotExist();
        assertThat(Files.readString(folder.resolve("app/pipeline.yaml"))).doesNotContain("demo");
        try (var natives = Files.list(folder.resolve("native"))) {
            assertThat(natives.map(file -> file.getFileName().toString()).sorted())
                    .allMatch(name -> name.startsWith("lib") && name.endsWith(".so"))
                    .contains("libonnxruntime.so", "libonnxruntime4j_jni.so");
        }
        assertThat(Files.readString(folder.resolve("systemd/millrace-csi-presence.service")))
                .contains("ExecStart=/opt/millrace-csi-presence/bin/millrace\n")
                .doesNotContain("@");
        assertThat(folder.resolve("bin/millrace")).isExecutable().content().doesNotContain("@P", "@C", "@F", "@A");
    }

    @Test
    @Order(1)
    void listsItsPartsInCycloneDx() throws IOException {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_7,
                builder -> builder.schemas(Map.of(
                        "http://cyclonedx.org/schema/spdx.schema.json", resource("/spdx.schema.json"),
                        "http://cyclonedx.org/schema/jsf-0.82.schema.json", resource("/jsf-0.82.schema.json"))));
        Schema schema = registry.getSchema(resource("/bom-1.6.schema.json"));
        String bill = Files.readString(folder.resolve("sbom.cdx.json"));
        assertThat(schema.validate(bill, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(bill.replace("\"SHA-256\"", "\"SHA-255\""), InputFormat.JSON))
                .isNotEmpty();
        assertThat(bill)
                .contains("pkg:maven/com.microsoft.onnxruntime/onnxruntime@", "pkg:maven/io.netty/netty-common@")
                .contains("\"machine-learning-model\"", "native/libonnxruntime.so", "\"openjdk\"");
    }

    @Test
    @Order(1)
    void hasTheSameBytesEveryTime() {
        Path again = temporary.resolve("again");
        Cli cli = Cli.run("package", Cli.example(), "--no-archive", "--out", again.toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(again.resolve("manifest.sha256")).hasSameTextualContentAs(folder.resolve("manifest.sha256"));
    }

    @Test
    @Order(1)
    void canBeCheckedBySha256sum() throws Exception {
        Path program = Path.of("/usr/bin/sha256sum");
        Assumptions.assumeTrue(Files.isExecutable(program), "no sha256sum");
        Process sum = new ProcessBuilder(program.toString(), "--check", "--strict", "--quiet", "manifest.sha256")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(sum.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(sum.waitFor()).as(said).isZero();
    }

    @Test
    @Order(1)
    void doesNotOverwrite() {
        Cli cli = Cli.run("package", Cli.example(), "--out", folder.toString());
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).isEqualTo("millrace: folder is there already: out=" + folder + " (expected a new one)\n");
    }

    @Test
    @Order(1)
    void refusesWhatIsNoJdk() {
        Cli cli = Cli.run("package", Cli.example(), "--jdk", temporary.toString(), "--out", temporary + "/not-made");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err())
                .endsWith("millrace: not a JDK: folder=" + temporary
                        + ", missing=release (expected the folder of a JDK, " + "which has a file 'release')\n");
        assertThat(temporary.resolve("not-made")).doesNotExist();
    }

    @Test
    @Order(2)
    void runsWithoutJavaAndTellsWhatIsWrong() throws Exception {
        Jail jail = Jail.with(folder, temporary.resolve("root"));
        isHealthyAndDrains(jail);
        assertThat(jail.run("bin/check").out()).isEqualTo("all as packaged: files=" + report.get("files") + "\n");
        tellsWhatIsAnother(jail);
        tellsWhatIsMissing(jail);
    }

    private static void isHealthyAndDrains(Jail jail) throws Exception {
        String port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = Integer.toString(free.getLocalPort());
        }
        String url = "http://127.0.0.1:" + port;
        assertThat(jail.run("bin/health", "--url", url).out())
                .startsWith("millrace: nothing answers: url=" + url + "/healthz, cause=")
                .endsWith(" (expected a pipeline that runs with --metrics-port)\n");
        Process run = jail.start("bin/millrace", "--set", LIVE, "--metrics-port", port);
        Cli health = jail.run("bin/health", "--url", url, "--wait", "60s");
        assertThat(health.code()).as(health.out()).isZero();
        assertThat(health.out()).isEqualTo("running\n");
        run.toHandle().destroy(); // SIGTERM; Process.destroy closes what it says
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).as(said).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(said).contains("csi.raw → csi", "The books balance on every edge");
    }

    private static void tellsWhatIsAnother(Jail jail) throws Exception {
        flip(jail.folder().resolve("app/activity.onnx"));
        assertSays(
                jail.run("bin/millrace", "--set", LIVE),
                "millrace: file of the package is not as packaged: file=app/activity\\.onnx, sha256=[0-9a-f]{64} "
                        + "\\(expected [0-9a-f]{64}\\)\n");
        flip(jail.folder().resolve("app/activity.onnx"));
        Path large = jail.folder().resolve("native/libonnxruntime.so");
        flip(large);
        assertSays(
                jail.run("bin/check"),
                "millrace: file of the package is not as packaged: file=native/libonnxruntime\\.so, "
                        + "sha256=[0-9a-f]{64} \\(expected [0-9a-f]{64}\\)\n");
        Cli late = jail.run("bin/millrace", "--set", LIVE, "--metrics-port", "0", "--duration", "90s");
        assertThat(late.code()).as(late.out()).isEqualTo(ExitCode.FAILED);
        assertThat(late.out()) // it ran until the file had been read, then drained
                .contains("millrace: file of the package is not as packaged: file=native/libonnxruntime.so, sha256=")
                .contains("The books balance on every edge");
        flip(large);
        Path bill = jail.folder().resolve("sbom.cdx.json");
        String text = Files.readString(bill);
        Files.writeString(bill, text + " ");
        assertSays(
                jail.run("bin/millrace", "--set", LIVE),
                "millrace: file of the package is not as packaged: file=sbom\\.cdx\\.json, bytes=" + (text.length() + 1)
                        + " \\(expected " + text.length() + "\\)\n");
        Files.writeString(bill, text);
    }

    private static void tellsWhatIsMissing(Jail jail) throws Exception {
        Files.delete(jail.folder().resolve("native/libonnxruntime4j_jni.so"));
        for (String script : List.of("bin/millrace", "bin/check", "bin/health")) {
            assertSays(
                    jail.run(script),
                    "millrace: file of the package is missing: file=native/libonnxruntime4j_jni\\.so "
                            + "\\(expected every file of manifest\\.sha256: copy the folder again\\)\n");
        }
        Files.delete(jail.folder().resolve("manifest.sha256"));
        assertSays(
                jail.run("bin/millrace"),
                "millrace: not a packaged folder: folder=.*, missing=manifest\\.sha256 "
                        + "\\(expected a folder made by millrace package\\)\n");
    }

    private static Path only(String part, String pattern) throws IOException {
        try (var files = Files.list(folder.resolve(part))) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().matches(pattern))
                    .toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    private static void assertSays(Cli cli, String pattern) {
        assertThat(cli.out()).matches(pattern);
        assertThat(cli.code()).isEqualTo(ExitCode.FAILED);
    }

    /** Turns one bit in the middle of a file over. */
    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private static String resource(String name) {
        try (InputStream in = PackageTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
