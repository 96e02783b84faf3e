package io.millrace.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The intact packets of the example's simulated room, which has a few damaged and repeated ones: rows
 * {@code CSI_DATA,seq,mac,...,local_timestamp,...,"[values]"} with 64 pairs of values.
 */
final class Packets {

    private static final int TIMESTAMP_COLUMN = 9;
    private static final long STEP_MICROS = 50;

    private static final Pattern INTACT = Pattern.compile("CSI_DATA(,[^,\\[]+){13},\"\\[(-?\\d+,){127}-?\\d+]\"");

    private final List<String> rows;

    private Packets(List<String> rows) {
        this.rows = rows;
    }

    static Packets ofTheExample() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(
                        Files.newInputStream(Cli.root().resolve("examples/csi-presence/simulated-room.csv.gz"))),
                StandardCharsets.US_ASCII))) {
            return new Packets(
                    lines.lines().filter(Packets::isIntact).distinct().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isIntact(String line) {
        return INTACT.matcher(line).matches();
    }

    /** A row as it was recorded. */
    String row(int index) {
        return rows.get(index);
    }

    /** The chip's time of a row since the first, across the wrap of its 32 bits, µs. */
    long micros(int index) {
        return timestamp(index) - timestamp(0) & 0xFFFF_FFFFL;
    }

    /** One of an endless sequence: recorded values, numbered and timed anew, 50 µs apart on the chip's clock. */
    byte[] endless(int number) {
        String[] columns = rows.get(number % rows.size()).split(",", TIMESTAMP_COLUMN + 2);
        columns[1] = Integer.toString(number);
        columns[TIMESTAMP_COLUMN] = Long.toString(1_000_000 + number * STEP_MICROS);
        return bytes(String.join(",", columns));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private long timestamp(int index) {
        return Long.parseLong(rows.get(index).split(",", TIMESTAMP_COLUMN + 2)[TIMESTAMP_COLUMN]);
    }
}
