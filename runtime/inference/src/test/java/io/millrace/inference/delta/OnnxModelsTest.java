package io.millrace.inference.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.inference.onnx.AttributeProto;
import io.millrace.inference.onnx.GraphProto;
import io.millrace.inference.onnx.ModelProto;
import io.millrace.inference.onnx.NodeProto;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OnnxModelsTest {

    @Test
    void refusesWhatIsNoModel() {
        assertThatThrownBy(() -> OnnxModels.read("pipeline: x".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageStartingWith("model is not in ONNX format: bytes=11, error=")
                .hasMessageEndingWith(" (expected protobuf of ModelProto)");
        assertThatThrownBy(() -> OnnxModels.read(new byte[0]))
                .hasMessage("model has too few or too many nodes: nodes=0 (expected 1..100000)");
    }

    @Test
    void refusesBranchesWithinBranchesWithoutEnd() {
        GraphProto graph = GraphProto.newBuilder().setName("leaf").build();
        for (int depth = 0; depth < 40; depth++) {
            graph = GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder()
                            .setOpType("If")
                            .addAttribute(AttributeProto.newBuilder().setG(graph)))
                    .build();
        }
        byte[] bytes = ModelProto.newBuilder().setGraph(graph).build().toByteArray();
        assertThatThrownBy(() -> OnnxModels.read(bytes)).hasMessageContaining("error=Protocol message had too many");
    }

    /** What the format has and this reader does not name is carried along. */
    @Test
    void keepsWhatItDoesNotKnow() throws Exception {
        byte[] bytes = ModelProto.newBuilder()
                .setGraph(GraphProto.newBuilder().addNode(NodeProto.newBuilder().setOpType("Relu")))
                .setUnknownFields(com.google.protobuf.UnknownFieldSet.newBuilder()
                        .addField(
                                2,
                                com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(com.google.protobuf.ByteString.copyFromUtf8("producer"))
                                        .build())
                        .build())
                .build()
                .toByteArray();
        assertThat(OnnxModels.read(bytes).toByteArray()).isEqualTo(bytes);
    }

    @Test
    void readsOfANodeIncludeThoseOfItsBranches() {
        GraphProto branch = GraphProto.newBuilder()
                .addNode(NodeProto.newBuilder()
                        .addInput("outer")
                        .addInput("inner0")
                        .addOutput("inner1"))
                .addNode(NodeProto.newBuilder().addInput("inner1").addOutput("inner0"))
                .build();
        NodeProto node = NodeProto.newBuilder()
                .addInput("condition")
                .addInput("")
                .addAttribute(AttributeProto.newBuilder().setG(branch))
                .build();
        assertThat(OnnxModels.reads(node)).containsExactly("condition", "outer");
    }
}
