package io.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.inference.onnx.AttributeProto;
import io.millrace.inference.onnx.GraphProto;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.inference.onnx.TensorProto;
import io.millrace.inference.onnx.ValueInfoProto;
import io.millrace.testkit.TestData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** "listed" of {@code onnx_models.py}: a convolution, a batch normalisation, a Relu, all weights among the inputs. */
class ListedWeightsTest {

    private static final Path LISTED = ModelNode.model("listed").model();
    private static final float[] X = {1, -2, 0.5f, 3};
    /** By numpy in float64, printed by the script; computed in float32, so the last digits differ. */
    private static final double[] GOLDEN = {
        0, 0, 1.5582310296087603, 0.7671021456922289, 0, 0, 0.9114299655714069, 1.8192809547473496
    };

    private static final double TOLERANCE = 1e-6;

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(NativeHandles.liveSessions()).isZero();
    }

    @Test
    void takesTheWeightsFromTheInputsAndLeavesTheRest() throws Exception {
        ModelProto before = ModelProto.parseFrom(Files.readAllBytes(LISTED));
        assertThat(before.getGraph().getInputList())
                .extracting(ValueInfoProto::getName)
                .containsExactly("x", "kernel", "scale", "shift", "mean", "variance");
        ModelProto after = ModelProto.parseFrom(Objects.requireNonNull(fixed(LISTED)));
        GraphProto expected = before.getGraph().toBuilder()
                .clearInput()
                .addInput(before.getGraph().getInput(0))
                .addAllValueInfo(before.getGraph().getInputList().subList(1, 6))
                .build();
        assertThat(after).isEqualTo(before.toBuilder().setGraph(expected).build());
    }

    @Test
    void answersAsTheFileDoes() throws Exception {
        try (OrtSession asItIs = SessionPool.environment().createSession(LISTED.toString());
                OnnxTensor x = OnnxTensor.createTensor(SessionPool.environment(), new float[][][] {{X}});
                OrtSession.Result result = asItIs.run(Map.of("x", x))) {
            float[][][] y = (float[][][]) result.get(0).getValue();
            assertClose(y[0][0], 0);
            assertClose(y[0][1], 4);
        }
        StreamSpec stream = StreamSpec.tensor(ElementType.F32, Axis.of("channel", 1), Axis.of("time", 4));
        try (ModelNode node = new ModelNode(OnnxSettings.of(LISTED), stream)) {
            assertClose(node.run(Tensor.of(Shape.of(1, 4), X)).floats(), 0);
        }
    }

    private static void assertClose(float[] found, int from) {
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).isCloseTo(GOLDEN[from + i], within(TOLERANCE));
        }
    }

    @Test
    void theSignatureNamesNoWeightsAndTheDigestIsTheFiles() throws Exception {
        ModelSignature signature = SignatureCache.read(ModelFile.of(LISTED));
        assertThat(signature.inputs()).extracting(ModelPort::name).containsExactly("x");
        java.security.MessageDigest sha = java.security.MessageDigest.getInstance("SHA-256");
        String digest = java.util.HexFormat.of().formatHex(sha.digest(Files.readAllBytes(LISTED)));
        assertThat(signature.digest()).isEqualTo("sha256:" + digest.substring(0, 12));
    }

    /** What it is for: ONNX Runtime makes one node of three only if the weights cannot change. */
    @Test
    void sessionsOfThePoolFoldTheWeights() throws Exception {
        Path asItIs = directory.resolve("as-it-is.onnx");
        SessionPool.optimise(Files.readAllBytes(LISTED), asItIs);
        assertThat(operators(asItIs)).containsExactly("Conv", "BatchNormalization", "Relu");

        Path pooled = directory.resolve("pooled.onnx");
        try (SessionOptions options = new SessionOptions()) {
            options.setOptimizationLevel(SessionOptions.OptLevel.BASIC_OPT);
            options.setOptimizedModelFilePath(pooled.toString());
            SessionKey key = new SessionKey(ModelFile.of(LISTED), Map.of(), List.of("cpu"), 1);
            SessionPool.close(SessionPool.create(key, options));
        }
        assertThat(operators(pooled)).containsExactly("Conv", "Relu");
    }

    private static List<String> operators(Path model) throws Exception {
        return ModelProto.parseFrom(Files.readAllBytes(model)).getGraph().getNodeList().stream()
                .map(NodeProto::getOpType)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "gemm", "gru", "two", "delta-video"})
    void leavesModelsWithoutSuchInputsToTheirFile(String name) throws Exception {
        assertThat(fixed(ModelNode.model(name).model())).isNull();
    }

    @Test
    void publicModelsListHundreds() throws Exception {
        Path ultraFace = TestData.require("models").resolve("ultraface/version-RFB-320.onnx");
        ModelProto before = ModelProto.parseFrom(Files.readAllBytes(ultraFace));
        ModelProto after = ModelProto.parseFrom(Objects.requireNonNull(fixed(ultraFace)));
        assertThat(before.getGraph().getInputCount()).isEqualTo(245);
        assertThat(after.getGraph().getInputList())
                .extracting(ValueInfoProto::getName)
                .containsExactly("input");
    }

    /** Data in other files is found from where the model is, which its bytes do not tell. */
    static Stream<ModelProto> modelsThatMustStayFiles() throws Exception {
        ModelProto listed = ModelProto.parseFrom(Files.readAllBytes(LISTED));
        TensorProto outside = TensorProto.newBuilder().setDataLocation(1).build();
        NodeProto constant = NodeProto.newBuilder()
                .addAttribute(AttributeProto.newBuilder().setT(outside))
                .build();
        GraphProto branch = GraphProto.newBuilder().addNode(constant).build();
        UnknownFieldSet sparse = unknown(15, unknown(1, outside.toByteString()).toByteString());
        UnknownFieldSet function =
                unknown(25, unknown(7, constant.toByteString()).toByteString());
        return Stream.of(
                listed.toBuilder().setIrVersion(3).build(),
                with(listed, GraphProto.newBuilder().addInitializer(outside)),
                with(listed, GraphProto.newBuilder().addNode(constant)),
                with(
                        listed,
                        GraphProto.newBuilder()
                                .addNode(NodeProto.newBuilder()
                                        .addAttribute(
                                                AttributeProto.newBuilder().setG(branch)))),
                with(
                        listed,
                        GraphProto.newBuilder()
                                .addNode(NodeProto.newBuilder()
                                        .addAttribute(
                                                AttributeProto.newBuilder().addGraphs(branch)))),
                with(listed, GraphProto.newBuilder().setUnknownFields(sparse)),
                listed.toBuilder().mergeUnknownFields(function).build());
    }

    private static ModelProto with(ModelProto model, GraphProto.Builder more) {
        return model.toBuilder()
                .setGraph(model.getGraph().toBuilder().mergeFrom(more.build()))
                .build();
    }

    private static UnknownFieldSet unknown(int field, ByteString message) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        field,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(message)
                                .build())
                .build();
    }

    @ParameterizedTest
    @MethodSource("modelsThatMustStayFiles")
    void leavesModelsThatMustStayFiles(ModelProto model) throws Exception {
        assertThat(fixed(write(model.toByteArray()))).isNull();
    }

    @Test
    void inputsOfABranchAreItsOwn() throws Exception {
        ModelProto listed = ModelProto.parseFrom(Files.readAllBytes(LISTED));
        GraphProto branch = GraphProto.newBuilder()
                .addInput(listed.getGraph().getInput(1))
                .addInitializer(listed.getGraph().getInitializer(0))
                .build();
        NodeProto loop = NodeProto.newBuilder()
                .addAttribute(AttributeProto.newBuilder().setG(branch))
                .build();
        GraphProto graph =
                listed.getGraph().toBuilder().clearInitializer().addNode(loop).build();
        assertThat(fixed(write(listed.toBuilder().setGraph(graph).build().toByteArray())))
                .isNull();
    }

    /** Whatever the bytes are, no exception, and what ONNX Runtime says of the file is what the user reads. */
    @Test
    void leavesWhatIsNoModelToOnnxRuntime() throws Exception {
        byte[] model = Files.readAllBytes(LISTED);
        for (int length = 0; length < model.length; length += 7) {
            ListedWeights.fixed(ModelFile.of(write(Arrays.copyOf(model, length))));
        }
        long seed = Long.getLong("millrace.seed", 20_261_125L);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = model.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            byte[] fixed = fixed(write(damaged));
            assertThat(fixed == null ? damaged.length : fixed.length)
                    .as("seed=%d", seed)
                    .isEqualTo(damaged.length);
        }
        Path text = Files.writeString(directory.resolve("no.onnx"), "pipeline: x");
        assertThat(fixed(text)).isNull();
        ModelFile gone = ModelFile.of(text);
        Files.delete(text);
        assertThat(ListedWeights.fixed(gone)).isNull();
    }

    /** Files may be larger than they say when they are replaced: what was scanned must be what is changed. */
    @Test
    void aSizeThatIsNotTheFilesLeavesIt() {
        assertThat(ListedWeights.fixed(new ModelFile(LISTED, 5, 0))).isNull();
        assertThat(ListedWeights.fixed(new ModelFile(LISTED, Long.MAX_VALUE, 0)))
                .isNull();
    }

    private Path write(byte[] model) throws Exception {
        return Files.write(directory.resolve("model.onnx"), model);
    }

    private static byte @org.jspecify.annotations.Nullable [] fixed(Path model) throws Exception {
        return ListedWeights.fixed(ModelFile.of(model));
    }
}
