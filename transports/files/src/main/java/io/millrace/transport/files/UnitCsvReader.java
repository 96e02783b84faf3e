package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table as records of spikes: units in the order of their columns are the channels, other columns the values.
 * A record covers the millisecond that begins at its row's time.
 */
final class UnitCsvReader implements RecordingReader {

    static final String NAME = "unit-csv";

    private static final int ROW_NANOS = 1_000_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MAX_COLUMNS = 1 << 14;
    private static final int MAX_COUNT = 255;

    private final LinesReader lines;
    private final boolean[] isUnit;
    private final int units;
    private final float[] values;
    private final int[] address;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private long timeNanos = RecordTimer.UNKNOWN;
    private int sequence;
    private long skipped;

    UnitCsvReader(InputStream in) throws IOException {
        this.lines = new LinesReader(in);
        byte[] first = lines.next();
        String[] names = first == null ? new String[0] : cells(first);
        this.isUnit = new boolean[names.length];
        List<String> others = new ArrayList<>();
        int count = 0;
        for (int i = 1; i < names.length; i++) {
            isUnit[i] = names[i].startsWith("unit_");
            count += isUnit[i] ? 1 : 0;
            if (!isUnit[i]) {
                others.add(names[i]);
            }
        }
        this.units = count;
        if (units == 0 || others.size() > SpikeRecord.MAX_VALUES || names.length > MAX_COLUMNS) {
            lines.close();
            throw new IOException("table holds no spikes: columns=" + names.length + ", units=" + units + ", others="
                    + others.size() + " (expected at least one unit_ column, at most 16384 columns and 256 others)");
        }
        this.values = new float[others.size()];
        this.address = new int[MAX_COUNT * 16];
        properties.put("units", Integer.toString(units));
        properties.put("values", String.join(" ", others));
    }

    @Override
    public RecordingInfo info() {
        return new RecordingInfo(NAME, Origin.REPLAY, NANOS_PER_SECOND / ROW_NANOS, properties);
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            byte[] record = record(cells(line));
            if (record != null) {
                return record;
            }
            skipped++;
        }
        return null;
    }

    private byte @Nullable [] record(String[] row) {
        if (row.length != isUnit.length) {
            return null;
        }
        int channel = 0;
        int value = 0;
        int spikes = 0;
        try {
            long start = Math.round(Double.parseDouble(row[0]) * NANOS_PER_SECOND);
            for (int i = 1; i < row.length; i++) {
                if (!isUnit[i]) {
                    values[value++] = Float.parseFloat(row[i]);
                    continue;
                }
                int count = (int) Double.parseDouble(row[i]);
                if (count < 0 || spikes + count > address.length) {
                    return null;
                }
                for (int k = 0; k < count; k++) {
                    address[spikes++] = channel;
                }
                channel++;
            }
            timeNanos = start + ROW_NANOS;
            return SpikeRecord.of(sequence++, units, start, ROW_NANOS, address, spikes, values);
        } catch (NumberFormatException e) {
            return null; // counted by the caller
        }
    }

    private static String[] cells(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1).split(",", -1);
    }

    @Override
    public long timeNanos() {
        return timeNanos;
    }

    @Override
    public long skipped() {
        return skipped + lines.skipped();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
