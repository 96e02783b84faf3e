package io.millrace.kernels.csi.wire;

import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Which field each column of a text row is, read from a header line; built-in dialects are read the same way. */
final class ColumnTable {

    static final int MAX_COLUMNS = 64;

    static final ColumnTable A = builtIn(CsiDialect.ESP32_CSI_TOOL);
    static final ColumnTable B = builtIn(CsiDialect.ESP_CSI);
    static final ColumnTable B_RX_FORMAT = builtIn(CsiDialect.ESP_CSI_RX_FORMAT);
    static final ColumnTable C = builtIn(CsiDialect.ESP_CSI_C5);
    static final ColumnTable D = builtIn(CsiDialect.ESP_RADAR);

    private static final byte[] TYPE = "type,".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = ",len,".getBytes(StandardCharsets.US_ASCII);

    /** Per column the slot of its field, or -1 to pass over; the first column and the last (values) are not used. */
    private final byte[] fields = new byte[MAX_COLUMNS];

    private int count;
    private CsiDialect dialect = CsiDialect.UNKNOWN;

    private static ColumnTable builtIn(CsiDialect dialect) {
        byte[] header = dialect.header().getBytes(StandardCharsets.US_ASCII);
        ColumnTable table = new ColumnTable();
        table.scan(header, 0, header.length);
        table.dialect = dialect;
        return table;
    }

    /** Reads a header line found anywhere in the record; returns false, unchanged, when there is none. */
    boolean read(byte[] line, int from, int to) {
        int start = find(TYPE, line, from, to);
        if (start < 0 || find(LENGTH, line, start, to) < 0) {
            return false;
        }
        int end = start;
        int columns = 1;
        while (end < to && nameCharacter(line[end])) {
            columns += line[end++] == ',' ? 1 : 0;
        }
        if (columns > MAX_COLUMNS) {
            return false;
        }
        scan(line, start, end);
        dialect = judge();
        return true;
    }

    private void scan(byte[] line, int from, int to) {
        count = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || line[i] == ',') {
                fields[count++] = (byte) CsiField.byColumn(line, start, i);
                start = i + 1;
            }
        }
    }

    /** Names the dialect whose fields are the same; unknown columns in between make it {@code UNKNOWN}. */
    private CsiDialect judge() {
        ColumnTable[] known = {A, B, B_RX_FORMAT, C, D};
        for (ColumnTable table : known) {
            if (sameFields(table)) {
                return table.dialect;
            }
        }
        // The C5 header says rx_format in newer firmware; the family is the same.
        return count == C.count && has(CsiField.FFT_GAIN) && !has(CsiField.SIG_MODE)
                ? CsiDialect.ESP_CSI_C5
                : CsiDialect.UNKNOWN;
    }

    private boolean sameFields(ColumnTable other) {
        boolean same = count == other.count;
        for (int i = 0; same && i < count; i++) {
            same = fields[i] == other.fields[i];
        }
        return same;
    }

    private boolean has(CsiField field) {
        for (int i = 0; i < count; i++) {
            if (fields[i] == field.slot()) {
                return true;
            }
        }
        return false;
    }

    int count() {
        return count;
    }

    int field(int column) {
        return fields[column];
    }

    CsiDialect dialect() {
        return dialect;
    }

    private static boolean nameCharacter(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_' || b == ',';
    }

    static int find(byte[] word, byte[] line, int from, int to) {
        for (int i = from; i <= to - word.length; i++) {
            int k = 0;
            while (k < word.length && line[i + k] == word[k]) {
                k++;
            }
            if (k == word.length) {
                return i;
            }
        }
        return -1;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(count);
        out.writeUTF(dialect.name());
        out.write(fields, 0, count);
    }

    void load(DataInput in) throws IOException {
        count = StateIo.readInt(in, "header.columns", 0, MAX_COLUMNS);
        dialect = dialect(in.readUTF());
        in.readFully(fields, 0, count);
        for (int i = 0; i < count; i++) {
            if (fields[i] < -1 || fields[i] >= CsiField.count()) {
                throw new IOException("state does not fit: header.field=" + fields[i] + " (expected -1.."
                        + (CsiField.count() - 1) + ")");
            }
        }
    }

    private static CsiDialect dialect(String name) throws IOException {
        for (CsiDialect known : CsiDialect.values()) {
            if (known.name().equals(name)) {
                return known;
            }
        }
        throw new IOException("state does not fit: header.dialect=" + name + " (expected a known dialect)");
    }
}
