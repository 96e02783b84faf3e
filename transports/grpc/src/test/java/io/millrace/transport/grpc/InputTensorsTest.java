package io.millrace.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Port;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.transport.grpc.inference.InferTensorContents;
import io.millrace.transport.grpc.inference.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Byte tables: what each datatype looks like in raw form, by hand from the protocol's text. */
class InputTensorsTest {

    private static InferInputTensor tensor(String type, long... shape) {
        InferInputTensor.Builder tensor =
                InferInputTensor.newBuilder().setName("x").setDatatype(type);
        for (long extent : shape) {
            tensor.addShape(extent);
        }
        return tensor.build();
    }

    private static Port port(ElementType type) {
        return new Port("x", StreamSpec.tensor(type, Axis.of("value", 2)));
    }

    private static Tensor raw(String type, ElementType element, String hex) throws RequestException {
        ByteString bytes = ByteString.copyFrom(HexFormat.of().parseHex(hex.replace(" ", "")));
        return InputTensors.read(tensor(type, 2), bytes, port(element)).get(0);
    }

    @Test
    void rawFormOfEveryDatatype() throws Exception {
        assertThat(raw("BOOL", ElementType.BOOL, "01 00").asBytes()).containsExactly(1, 0);
        assertThat(raw("UINT8", ElementType.U8, "ff 01").asBytes()).containsExactly(-1, 1);
        assertThat(raw("INT8", ElementType.I8, "ff 01").asBytes()).containsExactly(-1, 1);
        assertThat(raw("UINT16", ElementType.I32, "ffff 0100").ints()).containsExactly(65535, 1);
        assertThat(raw("INT16", ElementType.I16, "feff 0100").shorts()).containsExactly((short) -2, (short) 1);
        assertThat(raw("UINT32", ElementType.I64, "ffffffff 01000000").longs()).containsExactly(4294967295L, 1);
        assertThat(raw("INT32", ElementType.I32, "feffffff 01000000").ints()).containsExactly(-2, 1);
        assertThat(raw("UINT64", ElementType.I64, "ffffffffffffff7f 0100000000000000")
                        .longs())
                .containsExactly(Long.MAX_VALUE, 1);
        assertThat(raw("INT64", ElementType.I64, "feffffffffffffff 0100000000000000")
                        .longs())
                .containsExactly(-2, 1);
        assertThat(raw("FP16", ElementType.F32, "003c 00c0").floats()).containsExactly(1, -2);
        assertThat(raw("BF16", ElementType.F32, "803f 00c0").floats()).containsExactly(1, -2);
        assertThat(raw("FP32", ElementType.F32, "0000803f 000000c0").floats()).containsExactly(1, -2);
        assertThat(raw("FP64", ElementType.F64, "000000000000f03f 00000000000000c0")
                        .doubles())
                .containsExactly(1, -2);
    }

    @Test
    void stringsAreRecords() throws Exception {
        Port records = new Port("x", StreamSpec.records());
        ByteBuffer raw = ByteBuffer.allocate(13).order(ByteOrder.LITTLE_ENDIAN);
        raw.putInt(3).put("abc".getBytes(StandardCharsets.US_ASCII)).putInt(2).put(new byte[] {7, 8});
        var read = InputTensors.read(tensor("BYTES", 2), ByteString.copyFrom(raw.array()), records);
        assertThat(read)
                .extracting(t -> new String(t.asBytes(), StandardCharsets.US_ASCII))
                .containsExactly("abc", "\u0007\b");
        assertThatThrownBy(
                        () -> InputTensors.read(tensor("BYTES", 2), ByteString.copyFrom(raw.array(), 0, 12), records))
                .hasMessage(
                        "raw strings are cut off: input=x, string=1, length=2, left=1 (expected a length of 4 bytes,"
                                + " little-endian, and that many bytes)");
        assertThatThrownBy(() -> InputTensors.read(tensor("BYTES", 1), ByteString.copyFrom(raw.array()), records))
                .hasMessage("raw strings are too long: input=x, left=6 (expected 1 strings and nothing behind them)");
    }

    @Test
    void typedContentsOfEveryDatatype() throws Exception {
        InferTensorContents all = InferTensorContents.newBuilder()
                .addBoolContents(true)
                .addBoolContents(false)
                .addIntContents(-1)
                .addIntContents(2)
                .addUintContents(200)
                .addUintContents(2)
                .addInt64Contents(-1)
                .addInt64Contents(2)
                .addUint64Contents(1)
                .addUint64Contents(2)
                .addFp32Contents(-1)
                .addFp32Contents(2)
                .addFp64Contents(-1)
                .addFp64Contents(2)
                .build();
        assertThat(typed("BOOL", ElementType.BOOL, all).asBytes()).containsExactly(1, 0);
        assertThat(typed("INT8", ElementType.I8, all).asBytes()).containsExactly(-1, 2);
        assertThat(typed("INT16", ElementType.I16, all).shorts()).containsExactly((short) -1, (short) 2);
        assertThat(typed("INT32", ElementType.I32, all).ints()).containsExactly(-1, 2);
        assertThat(typed("UINT8", ElementType.U8, all).asBytes()).containsExactly(-56, 2);
        assertThat(typed("UINT16", ElementType.I32, all).ints()).containsExactly(200, 2);
        assertThat(typed("UINT32", ElementType.I64, all).longs()).containsExactly(200, 2);
        assertThat(typed("INT64", ElementType.I64, all).longs()).containsExactly(-1, 2);
        assertThat(typed("UINT64", ElementType.I64, all).longs()).containsExactly(1, 2);
        assertThat(typed("FP32", ElementType.F32, all).floats()).containsExactly(-1, 2);
        assertThat(typed("FP64", ElementType.F64, all).doubles()).containsExactly(-1, 2);
        assertThatThrownBy(() -> typed("FP16", ElementType.F32, all))
                .hasMessage("datatype has no typed contents: input=x, datatype=FP16 (expected raw_input_contents)");
    }

    private static Tensor typed(String type, ElementType element, InferTensorContents contents)
            throws RequestException {
        InferInputTensor tensor =
                tensor(type, 2).toBuilder().setContents(contents).build();
        return InputTensors.read(tensor, null, port(element)).get(0);
    }

    @Test
    void refusalsSayWhatWasFound() {
        assertThatThrownBy(() -> raw("FP8", ElementType.F32, "0000"))
                .hasMessageStartingWith("datatype not known: datatype=FP8 (expected one of [BOOL, ");
        assertThatThrownBy(() -> raw("INT32", ElementType.F32, "0000000000000000"))
                .hasMessage("datatype does not fit the input: input=x, datatype=INT32 (expected one of [FP32, FP16,"
                        + " BF16])");
        assertThatThrownBy(() -> raw("FP32", ElementType.F32, "0000803f 000000"))
                .hasMessage("raw contents do not fill the shape: input=x, bytes=7 (expected 8 for FP32[2])");
        assertThatThrownBy(() -> raw("UINT64", ElementType.I64, "0000000000000080 0100000000000000"))
                .hasMessage("value out of range: input=x, value=9223372036854775808 (expected below"
                        + " 9223372036854775808)");
        assertThatThrownBy(() ->
                        InputTensors.read(tensor("FP32", 1L << 31, 1L << 31), ByteString.EMPTY, port(ElementType.F32)))
                .hasMessage(
                        "shape out of range: input=x, shape=[2147483648, 2147483648] (expected extents of 0 or more,"
                                + " at most 2147483647 elements in all)");
        assertThatThrownBy(() -> InputTensors.read(tensor("FP32", 2), null, port(ElementType.F32)))
                .hasMessage("contents are missing: input=x, shape=[2] (expected contents, or an entry in"
                        + " raw_input_contents)");
    }
}
