package io.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.NumericFormat;
import io.millrace.api.device.Overload;
import io.millrace.api.device.Terms;
import io.millrace.api.frame.ElementType;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.inference.onnx.GraphProto;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device without the memory or the arithmetic for a model refuses it. */
class ModelLimitsTest {

    private static final StreamSpec FOUR = StreamSpec.tensor(ElementType.F32, Axis.of("a", 4));

    @TempDir
    private Path folder;

    private static DeviceProfile device(long nativeBytes, NumericFormat... formats) {
        return new DeviceProfile("small", "a small device", 1, "any", 1 << 20, nativeBytes, List.of("cpu"), 0, Map.of())
                .with(new Terms(List.of(formats), null, List.of(), Overload.FILE_DECIDES));
    }

    private static List<String> problems(DeviceProfile device) {
        Problems problems = new Problems();
        ModelNode.contract(ModelNode.model("gemm"), Map.of("in", FOUR), device, problems);
        return problems.sorted().stream().map(Problem::message).toList();
    }

    @Test
    void refusesAModelThatIsLargerThanTheNativeMemory() throws IOException {
        long bytes = Files.size(ModelNode.model("gemm").model());
        assertThat(problems(device(bytes))).isEmpty();
        assertThat(problems(device(bytes - 1)))
                .containsExactly("model does not fit the native memory: node=node, model=gemm.onnx, bytes=" + bytes
                        + " (expected at most " + (bytes - 1) + ", from profile small)");
    }

    @Test
    void refusesWeightsInAFormatThatTheDeviceDoesNotComputeIn() {
        assertThat(problems(device(1 << 20, NumericFormat.F32))).isEmpty();
        assertThat(problems(device(1 << 20, NumericFormat.I8, NumericFormat.F16)))
                .containsExactly("device does not compute in the format of the weights: node=node, model=gemm.onnx,"
                        + " format=f32 (expected one of f16, i8, from profile small)");
    }

    @Test
    void namesEveryFormatOfWeightsButNotThatOfIndices() throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder();
        // FLOAT, UINT8, INT8, INT64, BOOL, FLOAT16, DOUBLE, BFLOAT16, FLOAT8E5M2, INT4: onnx.proto,
        // TensorProto.DataType
        for (int type : new int[] {1, 2, 3, 7, 9, 10, 11, 16, 19, 22}) {
            graph.addInitializer(
                    TensorProto.newBuilder().setName("w" + type).addDims(3).setDataType(type));
        }
        Path file = folder.resolve("formats.onnx");
        Files.write(
                file,
                ModelProto.newBuilder().setIrVersion(8).setGraph(graph).build().toByteArray());
        assertThat(WeightFormats.of(ModelFile.of(file))).containsExactly("bf16", "f16", "f32", "f64", "f8", "i4", "i8");
    }
}
