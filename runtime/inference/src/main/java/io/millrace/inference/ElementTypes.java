package io.millrace.inference;

import ai.onnxruntime.OnnxJavaType;
import io.millrace.api.frame.ElementType;
import org.jspecify.annotations.Nullable;

/** The element types of frames and of ONNX Runtime, each in terms of the other. */
final class ElementTypes {

    private ElementTypes() {}

    static @Nullable ElementType of(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> ElementType.F32;
            case DOUBLE -> ElementType.F64;
            case INT8 -> ElementType.I8;
            case UINT8 -> ElementType.U8;
            case INT16 -> ElementType.I16;
            case INT32 -> ElementType.I32;
            case INT64 -> ElementType.I64;
            case BOOL -> ElementType.BOOL;
            default -> null;
        };
    }

    static OnnxJavaType toOnnx(ElementType type) {
        return switch (type) {
            case F32 -> OnnxJavaType.FLOAT;
            case F64 -> OnnxJavaType.DOUBLE;
            case I8 -> OnnxJavaType.INT8;
            case U8 -> OnnxJavaType.UINT8;
            case I16 -> OnnxJavaType.INT16;
            case I32 -> OnnxJavaType.INT32;
            case I64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
        };
    }
}
