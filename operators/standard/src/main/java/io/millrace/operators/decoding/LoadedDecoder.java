package io.millrace.operators.decoding;

import io.millrace.kernels.decoding.Decoder;
import io.millrace.kernels.decoding.DecoderFile;
import io.millrace.kernels.decoding.Decoders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A decoder with what its file says about it. */
record LoadedDecoder(Decoder decoder, String topology, String unit, double binMs, long footprintBytes, String digest) {

    private static final long MAX_FILE_BYTES = 256L << 20;

    static LoadedDecoder read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new NoSuchFileException("no such file");
        }
        if (Files.size(path) > MAX_FILE_BYTES) {
            throw new IOException(
                    "file too large: bytes=" + Files.size(path) + " (expected at most " + MAX_FILE_BYTES + ")");
        }
        DecoderFile file = DecoderFile.read(path);
        Decoder decoder = Decoders.of(file);
        return new LoadedDecoder(
                decoder,
                file.word("topology", ""),
                file.word("unit", "1"),
                file.number("bin_ms", 0),
                Decoders.footprintBytes(file, decoder),
                digest(path));
    }

    private static String digest(Path path) throws IOException {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return "sha256:" + HexFormat.of().formatHex(sha.digest(Files.readAllBytes(path)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
