package io.millrace.inference;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.millrace.inference.onnx.GraphProto;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.TensorProto;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;

/**
 * In which formats a model keeps its weights, as words of device profiles. Indices, shapes and truth values are not
 * among them: they are not multiplied. Reads names and types only, the weights are skipped.
 */
final class WeightFormats {

    private WeightFormats() {}

    /** {@code f32}, {@code i8} ... sorted; formats that no profile has a word for are called {@code f8} and {@code i4}. */
    static Set<String> of(ModelFile file) throws IOException {
        Set<String> formats = new TreeSet<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file.path()))) {
            CodedInputStream model = CodedInputStream.newInstance(in);
            model.setSizeLimit(Integer.MAX_VALUE);
            each(
                    model,
                    ModelProto.GRAPH_FIELD_NUMBER,
                    graph -> each(graph, GraphProto.INITIALIZER_FIELD_NUMBER, tensor -> format(tensor, formats)));
        }
        return formats;
    }

    /** What is done with the inside of a message. */
    @FunctionalInterface
    private interface Inside {
        void read(CodedInputStream in) throws IOException;
    }

    private static void each(CodedInputStream in, int field, Inside inside) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            boolean isMessage = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (isMessage && WireFormat.getTagFieldNumber(tag) == field) {
                int limit = in.pushLimit(in.readRawVarint32());
                inside.read(in);
                in.popLimit(limit);
            } else {
                in.skipField(tag);
            }
        }
    }

    private static void format(CodedInputStream tensor, Set<String> formats) throws IOException {
        for (int tag = tensor.readTag(); tag != 0; tag = tensor.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == TensorProto.DATA_TYPE_FIELD_NUMBER) {
                String format = word(tensor.readInt32());
                if (!format.isEmpty()) {
                    formats.add(format);
                }
            } else {
                tensor.skipField(tag);
            }
        }
    }

    /** ONNX, onnx.proto, TensorProto.DataType. */
    private static String word(int dataType) {
        return switch (dataType) {
            case 1 -> "f32";
            case 2, 3 -> "i8"; // UINT8, INT8
            case 10 -> "f16";
            case 11 -> "f64";
            case 16 -> "bf16";
            case 17, 18, 19, 20 -> "f8";
            case 21, 22 -> "i4"; // UINT4, INT4
            default -> "";
        };
    }
}
