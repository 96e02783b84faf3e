package io.millrace.transport.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.time.SystemClock;
import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import io.millrace.testkit.RecordingIngress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real devices: a pseudo-terminal pair made by socat, a named pipe made by mkfifo. */
@Timeout(30)
class LinesOnAWireTest {

    @TempDir
    Path folder;

    private final RecordingIngress recorder = new RecordingIngress();

    private SourceContext context() {
        return recorder.context("csi", SystemClock.INSTANCE, "wire");
    }

    @Test
    void readsASerialDeviceAndOpensItAgainWhenItComesBack() throws Exception {
        Path device = folder.resolve("tty");
        Path far = folder.resolve("far");
        Process pair = socat(device, far);
        try {
            SourceConnection source =
                    new SerialSource().open(new SerialSettings(device.toString(), 115_200, 64), context());
            source.start();
            try (OutputStream out = Files.newOutputStream(far)) {
                out.write(utf8("first\r\nsecond\n" + "x".repeat(100) + "\nthird\n"));
            }
            recorder.awaitFrames(3);
            assertThat(recorder.texts()).containsExactly("first", "second", "third");
            assertThat(recorder.lost()).isEqualTo(Map.of("record-too-long", 1L));

            pair.destroy();
            pair.waitFor();
            pair = socat(device, far);
            do { // bytes written before the device is open again are nobody's
                try (OutputStream out = Files.newOutputStream(far)) {
                    out.write(utf8("back\n"));
                }
            } while (!recorder.await(
                    Duration.ofMillis(100), () -> recorder.texts().contains("back")));
            source.close();
        } finally {
            pair.destroy();
        }
    }

    @Test
    void readsANamedPipeToItsEnd() throws Exception {
        Path pipe = folder.resolve("pipe");
        Assumptions.assumeTrue(run("mkfifo", pipe.toString()) == 0, "skipped: mkfifo is not installed");
        recorder.fullEvery(2);
        try (SourceConnection source = new PipeSource().open(new PipeSettings(pipe.toString(), 64), context())) {
            source.start();
            try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write(utf8("a\nb\nc\nwithout end"));
            }
            recorder.awaitComplete();
        }
        assertThat(recorder.texts()).containsExactly("a", "b", "c", "without end");
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThatThrownBy(() -> new PipeSource().open(new PipeSettings("/nowhere/pipe", 64), context()))
                .isInstanceOf(IOException.class)
                .hasMessage("pipe cannot be read: path=/nowhere/pipe, cause=no such file (expected a named pipe, or -"
                        + " for standard input)");
        assertThatThrownBy(() -> new SerialSource().open(new SerialSettings("/dev/nowhere", 115_200, 64), context()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("serial device cannot be opened: device=/dev/nowhere, ");
    }

    private Process socat(Path device, Path far) throws Exception {
        Assumptions.assumeTrue(run("which", "socat") == 0, "skipped: socat is not installed (apt-get install socat)");
        Process pair =
                new ProcessBuilder("socat", "pty,raw,echo=0,link=" + device, "pty,raw,echo=0,link=" + far).start();
        while (!Files.exists(device) || !Files.exists(far)) {
            assertThat(pair.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        return pair;
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
