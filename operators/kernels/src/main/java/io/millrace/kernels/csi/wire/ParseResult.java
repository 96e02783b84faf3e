package io.millrace.kernels.csi.wire;

/** What became of one record: a packet, something that is not CSI, or the precise reason why it was refused. */
public enum ParseResult {
    /** The packet holds the record. */
    OK("ok", Kind.PACKET),
    /** No {@code CSI_DATA} row and no header in the line: log output, boot noise, an empty line. */
    NOT_CSI("not-csi", Kind.OTHER),
    /** A {@code type,...} header line; its column names are used from now on. */
    HEADER_LINE("header-line", Kind.OTHER),
    /** A RuView vitals datagram, magic {@code 0xC5110002}. */
    VITALS("vitals", Kind.OTHER),
    /** A RuView feature datagram, magic {@code 0xC5110003}. */
    FEATURES("features", Kind.OTHER),
    /** A datagram with magic {@code 0xC5110004}, which two firmwares use: fused vitals or WebAssembly output. */
    FUSED_VITALS_OR_WASM("fused-vitals-or-wasm", Kind.OTHER),
    /** A run-length coded CSI difference, magic {@code 0xC5110005}; it cannot be read without its predecessors. */
    COMPRESSED_DELTA("compressed-delta", Kind.OTHER),
    /** A RuView feature state datagram, magic {@code 0xC5110006}. */
    FEATURE_STATE("feature-state", Kind.OTHER),
    /** The record ends before the value list does, or a datagram before its declared length. */
    TRUNCATED("truncated", Kind.MALFORMED),
    /** An empty value list. */
    EMPTY("empty", Kind.MALFORMED),
    /** An odd number of values, so at least one imaginary or real part is lost and all later pairs may be swapped. */
    ODD_COUNT("odd-count", Kind.MALFORMED),
    /** A numeric column or a value that is not a decimal number, or two values without a separator. */
    BAD_NUMBER("bad-number", Kind.MALFORMED),
    /** A MAC column that is not six hexadecimal bytes. */
    BAD_MAC("bad-mac", Kind.MALFORMED),
    /** Fewer columns before the value list than any known dialect or the header line asks for. */
    TOO_FEW_COLUMNS("too-few-columns", Kind.MALFORMED),
    /** More columns before the value list than the dialect of that list form has. */
    TOO_MANY_COLUMNS("too-many-columns", Kind.MALFORMED),
    /** A number outside what its column, or outside what the dialect's values can hold. */
    VALUE_OUT_OF_RANGE("value-out-of-range", Kind.MALFORMED),
    /** A base64 value list with a foreign character or a wrong length. */
    BAD_BASE64("bad-base64", Kind.MALFORMED),
    /** A datagram whose first four bytes are no known magic. */
    UNKNOWN_MAGIC("unknown-magic", Kind.MALFORMED),
    /** More values than {@link CsiPacket#MAX_SUBCARRIERS} pairs. */
    TOO_LONG("too-long", Kind.MALFORMED);

    private enum Kind {
        PACKET,
        OTHER,
        MALFORMED
    }

    private final String reason;
    private final Kind kind;

    ParseResult(String reason, Kind kind) {
        this.reason = reason;
        this.kind = kind;
    }

    /**
     * Returns the name under which records with this result are counted.
     *
     * @return the kebab-case name, stable across releases
     */
    public String reason() {
        return reason;
    }

    /**
     * Returns whether the record is a damaged CSI record or datagram, as opposed to a packet or to something else that
     * legitimately shares the line.
     *
     * @return true for a record that was meant as CSI and had to be refused
     */
    public boolean isMalformed() {
        return kind == Kind.MALFORMED;
    }
}
