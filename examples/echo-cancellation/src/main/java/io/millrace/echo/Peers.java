package io.millrace.echo;

import io.millrace.speech.Wav;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The program {@code peers}, which runs libspeexdsp and WebRTC over WAV files; every recording goes through it once. */
final class Peers {

    private static final int WAV_HEADER_BYTES = 44;

    private final Path program;
    private final Path folder;
    private final Map<Recording, Map<String, Output>> known = new HashMap<>();
    private int runs;

    Peers(Path program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** The cancellers it knows, told by running it. */
    List<Canceller> cancellers(Recording any) throws IOException {
        List<Canceller> all = new ArrayList<>();
        for (String name : outputs(any).keySet()) {
            all.add(new Peer(name));
        }
        return all;
    }

    private Map<String, Output> outputs(Recording recording) throws IOException {
        Map<String, Output> outputs = known.get(recording);
        if (outputs == null) {
            outputs = run(recording);
            known.put(recording, outputs);
        }
        return outputs;
    }

    private Map<String, Output> run(Recording recording) throws IOException {
        String prefix = folder.resolve("run-" + runs++ + "-").toString();
        Path mic = Path.of(prefix + "mic.wav");
        Path far = Path.of(prefix + "far.wav");
        write(mic, recording.mic);
        write(far, recording.far);
        Process process = new ProcessBuilder(program.toString(), mic.toString(), far.toString(), prefix)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, Output> outputs = new LinkedHashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 3);
                outputs.put(words[0], new Output(Wav.mono(Path.of(words[2])), Double.parseDouble(words[1])));
            }
        }
        if (outputs.isEmpty()) {
            throw new IOException(
                    "peers printed nothing: program=" + program + " (expected a line for each canceller)");
        }
        return outputs;
    }

    private static void write(Path path, float[] samples) throws IOException {
        int bytes = 2 * samples.length;
        ByteBuffer wav = ByteBuffer.allocate(WAV_HEADER_BYTES + bytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 1);
        wav.putInt(Recording.RATE_HZ).putInt(2 * Recording.RATE_HZ);
        wav.putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
        for (float sample : samples) {
            wav.putShort((short) Math.max(-32768, Math.min(32767, Math.round(sample * 32768))));
        }
        Files.write(path, wav.array());
    }

    private final class Peer implements Canceller {

        private final String name;

        Peer(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Output cancel(Recording recording) throws IOException {
            Output output = outputs(recording).get(name);
            if (output == null) {
                throw new IOException("peer is missing: name=" + name + " (expected the same ones on every run)");
            }
            return output;
        }
    }
}
