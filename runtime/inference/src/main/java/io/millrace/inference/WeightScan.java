package io.millrace.inference;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.millrace.inference.onnx.AttributeProto;
import io.millrace.inference.onnx.GraphProto;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.inference.onnx.TensorProto;
import io.millrace.inference.onnx.ValueInfoProto;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds in a model's bytes the inputs that are weights. Keeps names and places only. One model each. */
final class WeightScan {

    static final byte INPUT_TAG = tag(GraphProto.INPUT_FIELD_NUMBER);
    static final byte VALUE_INFO_TAG = tag(GraphProto.VALUE_INFO_FIELD_NUMBER);

    /** From this version of the format on, weights need not be inputs; before, ONNX Runtime takes them as fixed anyway. */
    private static final long FIRST_VERSION = 4;

    private static final int EXTERNAL = 1;
    private static final int MAX_DEPTH = 60;
    /** Fields that the reader of models has no name for: functions of a model, their nodes; sparse weights, their values. */
    private static final int FUNCTIONS = 25;

    private static final int FUNCTION_NODES = 7;
    private static final int SPARSE_WEIGHTS = 15;
    private static final int SPARSE_VALUES = 1;

    private enum Message {
        MODEL,
        GRAPH,
        FUNCTION,
        NODE,
        ATTRIBUTE,
        SPARSE_TENSOR,
        TENSOR,
        INPUT
    }

    private final CodedInputStream in;
    private final Map<String, Integer> inputs = new LinkedHashMap<>();
    private final Set<String> weights = new HashSet<>();
    private long version;
    private boolean external;

    WeightScan(InputStream in) {
        this.in = CodedInputStream.newInstance(in);
    }

    /**
     * Where the tags of such inputs are, offsets in bytes; none if they must stay.
     *
     * @param bytes size of the model
     * @throws IOException if it is no model, or not of this size
     */
    int[] places(long bytes) throws IOException {
        walk(Message.MODEL, 0);
        if (in.getTotalBytesRead() != bytes) {
            throw new IOException("model ends early: bytes=" + bytes + " (expected " + in.getTotalBytesRead() + ")");
        }
        if (external || version < FIRST_VERSION) {
            return new int[0];
        }
        inputs.keySet().retainAll(weights);
        return inputs.values().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Reads a message to its end, and gives its name if it is one that is asked for. */
    private String walk(Message message, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("model is nested too deeply: depth=" + depth + " (expected " + MAX_DEPTH + ")");
        }
        String name = "";
        int at = in.getTotalBytesRead();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            boolean delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            Message inner = delimited ? inner(message, field) : null;
            if (inner != null) {
                int limit = in.pushLimit(in.readRawVarint32());
                String found = walk(inner, depth + 1);
                in.popLimit(limit);
                note(message, depth, field, found, at);
            } else if (delimited && isName(message, field)) {
                name = in.readString();
            } else if (!delimited && message == Message.MODEL && field == ModelProto.IR_VERSION_FIELD_NUMBER) {
                version = in.readInt64();
            } else if (!delimited && message == Message.TENSOR && field == TensorProto.DATA_LOCATION_FIELD_NUMBER) {
                external |= in.readInt32() == EXTERNAL;
            } else {
                in.skipField(tag);
            }
            at = in.getTotalBytesRead();
        }
        return name;
    }

    private void note(Message message, int depth, int field, String name, int at) {
        if (message == Message.GRAPH && depth == 1) {
            if (field == GraphProto.INPUT_FIELD_NUMBER) {
                inputs.put(name, at);
            } else if (field == GraphProto.INITIALIZER_FIELD_NUMBER) {
                weights.add(name);
            }
        }
    }

    private static boolean isName(Message message, int field) {
        return (message == Message.TENSOR && field == TensorProto.NAME_FIELD_NUMBER)
                || (message == Message.INPUT && field == ValueInfoProto.NAME_FIELD_NUMBER);
    }

    /** What a field holds, if it is to be looked into: wherever tensors may be, which may be outside of the file. */
    private static @Nullable Message inner(Message message, int field) {
        return switch (message) {
            case MODEL ->
                field == ModelProto.GRAPH_FIELD_NUMBER ? Message.GRAPH : field == FUNCTIONS ? Message.FUNCTION : null;
            case GRAPH ->
                switch (field) {
                    case GraphProto.NODE_FIELD_NUMBER -> Message.NODE;
                    case GraphProto.INITIALIZER_FIELD_NUMBER -> Message.TENSOR;
                    case GraphProto.INPUT_FIELD_NUMBER -> Message.INPUT;
                    case SPARSE_WEIGHTS -> Message.SPARSE_TENSOR;
                    default -> null;
                };
            case FUNCTION -> field == FUNCTION_NODES ? Message.NODE : null;
            case NODE -> field == NodeProto.ATTRIBUTE_FIELD_NUMBER ? Message.ATTRIBUTE : null;
            case ATTRIBUTE ->
                switch (field) {
                    case AttributeProto.T_FIELD_NUMBER, AttributeProto.TENSORS_FIELD_NUMBER -> Message.TENSOR;
                    case AttributeProto.G_FIELD_NUMBER, AttributeProto.GRAPHS_FIELD_NUMBER -> Message.GRAPH;
                    default -> null;
                };
            case SPARSE_TENSOR -> field == SPARSE_VALUES ? Message.TENSOR : null;
            case TENSOR, INPUT -> null;
        };
    }

    private static byte tag(int field) {
        return (byte) (field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
    }
}
