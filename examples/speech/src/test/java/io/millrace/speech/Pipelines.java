package io.millrace.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** Runs the pipeline files of the example as a user does. */
final class Pipelines {

    private Pipelines() {}

    static Path example(String file) {
        return Path.of(System.getProperty("millrace.root"))
                .resolve("examples/speech")
                .resolve(file);
    }

    /** Runs {@code millrace run} at full speed; standard output as JSON lines. */
    static String run(String file, String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
        List<String> arguments = new ArrayList<>(List.of("run", example(file).toString(), "--speed", "max", "--json"));
        arguments.addAll(Arrays.asList(options));
        int code = command.execute(arguments.toArray(new String[0]));
        assertThat(code).as("%s%n%s", out, err).isZero();
        return out.toString();
    }

    /** Writes floats as a WAV of 32-bit floating point, channels interleaved, 16 kHz. */
    static void write(Path file, float[]... channels) throws IOException {
        int bytes = 4 * channels.length * channels[0].length;
        ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 3);
        wav.putShort((short) channels.length).putInt(16_000).putInt(64_000 * channels.length);
        wav.putShort((short) (4 * channels.length)).putShort((short) 32);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
        for (int i = 0; i < channels[0].length; i++) {
            for (float[] channel : channels) {
                wav.putFloat(channel[i]);
            }
        }
        Files.write(file, wav.array());
    }

    /** The first samples of a mono recording of 16 bits as a file of its own. */
    static Path start(Path recording, int samples, Path file) throws IOException {
        byte[] all = Files.readAllBytes(recording);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(all, 0, 44 + 2 * samples);
        byte[] cut = out.toByteArray();
        ByteBuffer.wrap(cut)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, 36 + 2 * samples)
                .putInt(40, 2 * samples);
        return Files.write(file, cut);
    }
}
