package io.millrace.kernels.csi.wire;

import io.millrace.kernels.KernelState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parses one CSI record, a serial line in any of the text dialects or an ADR-018 datagram, in place.
 *
 * <p>A line may hold log prefixes, terminal escapes, a carriage return or the torn beginning of another row: the last
 * {@code CSI_DATA,} from which a whole row can be read is used. A header line ({@code type,...}) is remembered and names
 * the columns of later rows that have as many; other rows are told apart by their number of columns. The values counted
 * are the truth, the announced length is only kept: ESP32-CSI-Tool announces 384 and prints 128.
 *
 * <p>Values must fit into eight signed bits; only dialect {@link CsiDialect#ESP_CSI_C5} may go to twelve, which is how the
 * C5 prints a forced legacy training field.
 *
 * <p><b>State and cost</b> the remembered header; time linear in the record. Never throws on any bytes and allocates
 * nothing. One thread at a time.
 */
public final class CsiParser implements KernelState {

    // Longer than other files: it is one pass over one line, and its steps share the cursor.

    private static final byte[] MARKER = "CSI_DATA".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = new byte[256];

    static {
        for (int i = 0; i < 256; i++) {
            HEX[i] = (byte) Character.digit(i < 128 ? i : 0, 16);
        }
    }

    private final ColumnTable header = new ColumnTable();
    private final ValueList values = new ValueList();
    private boolean headerSeen;
    private int cursor;

    /** Creates a parser that has seen no header line. */
    public CsiParser() {}

    /** Forgets the header line seen. */
    @Override
    public void reset() {
        headerSeen = false;
    }

    /**
     * Parses one record.
     *
     * @param record the bytes that hold it
     * @param offset where it begins
     * @param length its length in bytes, with or without the line end; the record must lie within the array
     * @param packet receives the record
     * @return {@link ParseResult#OK} or why there is no packet
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    public ParseResult parse(byte[] record, int offset, int length, CsiPacket packet) {
        Objects.checkFromIndexSize(offset, length, record.length);
        return Adr018.isFamily(record, offset, offset + length)
                ? Adr018.read(record, offset, offset + length, packet)
                : parseLine(record, offset, length, packet);
    }

    /**
     * Parses one datagram, which may hold a binary frame or a text row; what is neither has an unknown magic.
     *
     * @param record the bytes that hold it
     * @param offset where it begins
     * @param length its length in bytes; it must lie within the array
     * @param packet receives the record
     * @return {@link ParseResult#OK} or why there is no packet
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    public ParseResult parseDatagram(byte[] record, int offset, int length, CsiPacket packet) {
        ParseResult result = parse(record, offset, length, packet);
        return result == ParseResult.NOT_CSI ? ParseResult.UNKNOWN_MAGIC : result;
    }

    /**
     * Parses one line of text.
     *
     * @param record the bytes that hold it
     * @param offset where it begins
     * @param length its length in bytes, with or without the line end; it must lie within the array
     * @param packet receives the record
     * @return {@link ParseResult#OK} or why there is no packet
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    public ParseResult parseLine(byte[] record, int offset, int length, CsiPacket packet) {
        Objects.checkFromIndexSize(offset, length, record.length);
        int end = offset + length;
        ParseResult refusal = ParseResult.NOT_CSI;
        int at = marker(record, offset, end);
        while (at >= 0) {
            int after = at + MARKER.length;
            ParseResult result =
                    after < end && record[after] == ',' ? row(record, after + 1, end, packet) : ParseResult.TRUNCATED;
            if (result == ParseResult.OK) {
                return result;
            }
            refusal = refusal == ParseResult.NOT_CSI ? result : refusal;
            at = marker(record, after, end);
        }
        // A header of dialect A ends in the marker and so looks like a torn row.
        boolean maybeHeader = refusal == ParseResult.NOT_CSI || refusal == ParseResult.TRUNCATED;
        if (maybeHeader && header.read(record, offset, end)) {
            headerSeen = true;
            return ParseResult.HEADER_LINE;
        }
        return refusal;
    }

    /** Returns the next marker that a comma or the end of the record follows, or -1. */
    private static int marker(byte[] b, int from, int end) {
        int at = from;
        for (; ; ) {
            at = ColumnTable.find(MARKER, b, at, end);
            int after = at + MARKER.length;
            if (at < 0 || (after < end && b[after] == ',')) {
                return at;
            }
            if (onlyLineEnd(b, after, end)) {
                return at;
            }
            at = after;
        }
    }

    private static boolean onlyLineEnd(byte[] b, int from, int end) {
        int p = from;
        while (p < end && (b[p] == '\r' || b[p] == '\n')) {
            p++;
        }
        return p == end;
    }

    private ParseResult row(byte[] b, int from, int end, CsiPacket packet) {
        // Commas up to the value list; never further than any table reaches, which keeps repeated attempts linear.
        int most = headerSeen ? Math.max(header.count(), ColumnTable.D.count()) - 1 : ColumnTable.D.count() - 1;
        int commas = 1;
        int p = from;
        boolean open = false;
        while (p < end && commas < most && !open) {
            byte c = b[p++];
            commas += c == ',' ? 1 : 0;
            open = c == '[' || c == '"';
        }
        int data = open ? p - 1 : p;
        if (!open && (p == end || commas < most)) {
            return ParseResult.TRUNCATED;
        }
        ColumnTable table = table(commas);
        if (table == null) {
            return misfit(commas, data < end && b[data] == '"');
        }
        packet.clear(table.dialect());
        ParseResult result = columns(b, from, data, table, packet);
        return result != ParseResult.OK ? result : list(b, data, end, table, packet);
    }

    private @Nullable ColumnTable table(int commas) {
        int columns = commas + 1;
        if (headerSeen && header.count() == columns) {
            return header;
        }
        if (columns == ColumnTable.B.count()) {
            return ColumnTable.B;
        }
        if (columns == ColumnTable.A.count()) {
            return ColumnTable.A;
        }
        if (columns == ColumnTable.C.count()) {
            return ColumnTable.C;
        }
        return columns == ColumnTable.D.count() ? ColumnTable.D : null;
    }

    /** Blames the dialect that the form of the list points at: unquoted is A, quoted is the next larger one. */
    private static ParseResult misfit(int commas, boolean quoted) {
        int largest = (quoted ? ColumnTable.D : ColumnTable.A).count();
        return commas + 1 < largest ? ParseResult.TOO_FEW_COLUMNS : ParseResult.TOO_MANY_COLUMNS;
    }

    private ParseResult columns(byte[] b, int from, int data, ColumnTable table, CsiPacket packet) {
        int p = from;
        int last = table.count() - 1;
        for (int column = 1; column < last; column++) {
            int slot = table.field(column);
            if (slot < 0) {
                while (p < data && b[p] != ',') {
                    p++;
                }
                cursor = p;
            } else {
                ParseResult result = field(b, p, data, CsiField.of(slot), packet);
                if (result != ParseResult.OK) {
                    return result;
                }
            }
            if (cursor >= data || b[cursor] != ',') {
                return ParseResult.BAD_NUMBER;
            }
            p = cursor + 1;
        }
        return p == data ? ParseResult.OK : ParseResult.BAD_NUMBER;
    }

    private ParseResult field(byte[] b, int from, int end, CsiField field, CsiPacket packet) {
        if (field == CsiField.MAC) {
            return mac(b, from, end, packet);
        }
        if (field == CsiField.REAL_TIMESTAMP) {
            return seconds(b, from, end, packet);
        }
        boolean negative = from < end && b[from] == '-';
        int first = negative ? from + 1 : from;
        long magnitude = digits(b, first, end);
        if (cursor == first) {
            return ParseResult.BAD_NUMBER;
        }
        long value = negative ? -magnitude : magnitude;
        if (!field.admits(value)) {
            return ParseResult.VALUE_OUT_OF_RANGE;
        }
        packet.set(field, field.normal(value));
        return ParseResult.OK;
    }

    /** Reads digits up to {@code cursor}; a number too large for any field stays too large. */
    private long digits(byte[] b, int from, int end) {
        long magnitude = 0;
        int p = from;
        while (p < end && b[p] >= '0' && b[p] <= '9') {
            magnitude = Math.min(magnitude * 10 + b[p++] - '0', 1L << 40);
        }
        cursor = p;
        return magnitude;
    }

    private ParseResult mac(byte[] b, int from, int end, CsiPacket packet) {
        if (end - from < 17) {
            return ParseResult.BAD_MAC;
        }
        long address = 0;
        for (int i = 0; i < 6; i++) {
            int high = HEX[b[from + 3 * i] & 0xFF];
            int low = HEX[b[from + 3 * i + 1] & 0xFF];
            if ((high | low) < 0 || (i < 5 && b[from + 3 * i + 2] != ':')) {
                return ParseResult.BAD_MAC;
            }
            address = address << 8 | high << 4 | low;
        }
        packet.set(CsiField.MAC, address);
        cursor = from + 17;
        return ParseResult.OK;
    }

    private ParseResult seconds(byte[] b, int from, int end, CsiPacket packet) {
        long whole = digits(b, from, end);
        if (cursor == from) {
            return ParseResult.BAD_NUMBER;
        }
        if (whole > 0xFFFF_FFFFL) {
            return ParseResult.VALUE_OUT_OF_RANGE;
        }
        long nanos = whole * 1_000_000_000L;
        if (cursor < end && b[cursor] == '.') {
            int p = cursor + 1;
            for (long unit = 100_000_000L; p < end && b[p] >= '0' && b[p] <= '9'; p++, unit /= 10) {
                nanos += (b[p] - '0') * unit;
            }
            cursor = p;
        }
        packet.set(CsiField.REAL_TIMESTAMP, nanos);
        return ParseResult.OK;
    }

    private ParseResult list(byte[] b, int data, int end, ColumnTable table, CsiPacket packet) {
        int p = data;
        if (p < end && b[p] == '"') {
            p++;
        }
        if (p == end) {
            return ParseResult.TRUNCATED;
        }
        if (b[p] == '[') {
            return values.read(b, p + 1, end, table.dialect() == CsiDialect.ESP_CSI_C5, packet);
        }
        return table.dialect() == CsiDialect.ESP_RADAR ? Base64List.read(b, p, end, packet) : ParseResult.BAD_NUMBER;
    }

    @Override
    public long stateBytes() {
        return ColumnTable.MAX_COLUMNS;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(headerSeen);
        if (headerSeen) {
            header.save(out);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        headerSeen = in.readBoolean();
        if (headerSeen) {
            header.load(in);
        }
    }
}
