package io.millrace.transport.grpc;

import io.millrace.api.frame.ElementType;
import io.millrace.transport.grpc.inference.DataType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Element types of the KServe v2 protocol: bytes of one in raw form, and the element type that holds every value of it
 * exactly.
 */
enum Datatype {
    BOOL(1, ElementType.BOOL, DataType.TYPE_BOOL),
    UINT8(1, ElementType.U8, DataType.TYPE_UINT8),
    UINT16(2, ElementType.I32, DataType.TYPE_UINT16),
    UINT32(4, ElementType.I64, DataType.TYPE_UINT32),
    /** Values of 2^63 and more are refused: no element type holds them. */
    UINT64(8, ElementType.I64, DataType.TYPE_UINT64),
    INT8(1, ElementType.I8, DataType.TYPE_INT8),
    INT16(2, ElementType.I16, DataType.TYPE_INT16),
    INT32(4, ElementType.I32, DataType.TYPE_INT32),
    INT64(8, ElementType.I64, DataType.TYPE_INT64),
    FP16(2, ElementType.F32, DataType.TYPE_FP16),
    BF16(2, ElementType.F32, DataType.TYPE_BF16),
    FP32(4, ElementType.F32, DataType.TYPE_FP32),
    FP64(8, ElementType.F64, DataType.TYPE_FP64),
    /** Strings of bytes; in raw form each behind its length, 4 bytes little-endian. */
    BYTES(0, null, DataType.TYPE_STRING);

    /** Looked up for every tensor of every request. */
    private static final Map<ElementType, List<Datatype>> FITTING = new EnumMap<>(ElementType.class);

    static {
        for (ElementType type : ElementType.values()) {
            FITTING.put(type, find(type));
        }
    }

    private final int bytes;
    private final @Nullable ElementType element;
    private final DataType config;

    Datatype(int bytes, @Nullable ElementType element, DataType config) {
        this.bytes = bytes;
        this.element = element;
        this.config = config;
    }

    /** Bytes of one element in raw form; 0 where they differ. */
    int bytes() {
        return bytes;
    }

    /** Its name in Triton's model configuration. */
    DataType config() {
        return config;
    }

    /** The datatype whose values are those of an element type. */
    static Datatype of(ElementType type) {
        return switch (type) {
            case F32 -> FP32;
            case F64 -> FP64;
            case I8 -> INT8;
            case U8 -> UINT8;
            case I16 -> INT16;
            case I32 -> INT32;
            case I64 -> INT64;
            case BOOL -> BOOL;
        };
    }

    /** Those that an input of an element type takes without losing anything, its own first. */
    static List<Datatype> fitting(ElementType type) {
        return Objects.requireNonNull(FITTING.get(type));
    }

    private static List<Datatype> find(ElementType type) {
        Datatype own = of(type);
        return Arrays.stream(values())
                .filter(d -> d.element == type)
                .sorted((a, b) -> a == own ? -1 : b == own ? 1 : a.compareTo(b))
                .toList();
    }

    static Datatype parse(String name) throws RequestException {
        for (Datatype type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw RequestException.invalid(
                "datatype not known: datatype=" + printable(name) + " (expected one of " + List.of(values()) + ")");
    }

    /** Names from outside are cut short before they go into a message. */
    static String printable(String text) {
        String cut = text.length() > 64 ? text.substring(0, 64) + "..." : text;
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
