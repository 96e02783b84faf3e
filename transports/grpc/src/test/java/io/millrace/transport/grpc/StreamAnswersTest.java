package io.millrace.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Port;
import io.millrace.transport.grpc.inference.InferParameter;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import io.millrace.transport.grpc.inference.ModelStreamInferResponse;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is written by hand is what protobuf would write, for whatever it takes on; the rest it leaves alone. */
class StreamAnswersTest {

    private static final ServedPipeline PIPELINE = InferRequestFuzzTest.PIPELINE;

    @Test
    void theBytesAreThoseOfTheMessage() throws Exception {
        long seed = Long.getLong("millrace.seed", 20_261_125L);
        System.out.println("StreamAnswersTest seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        StreamAnswers answers = new StreamAnswers(PIPELINE);
        int written = 0;
        for (int i = 0; i < 3000; i++) {
            InferRequest request =
                    request(random.nextInt(3) == 0 ? "" : "request ä " + i, random.nextInt(10) > 0, false);
            List<List<Frame>> given = given(random);
            List<ModelInferResponse> expected = Responses.of(PIPELINE, request, given);
            StreamAnswer answer = answers.write(request, given);
            if (answer == null) {
                assertThat(!request.raw() || expected.size() != 1)
                        .as("seed=%s, request=%s", seed, i)
                        .isTrue();
                continue;
            }
            written++;
            ByteString bytes = bytes(answer, random.nextBoolean());
            assertThat(ModelStreamInferResponse.parseFrom(bytes).getInferResponse())
                    .as("seed=%s, request=%s", seed, i)
                    .isEqualTo(expected.get(0));
        }
        assertThat(written).isGreaterThan(1000);
    }

    @Test
    void leavesToOthersWhatIsNotPlain() throws Exception {
        StreamAnswers answers = new StreamAnswers(PIPELINE);
        List<List<Frame>> one = nothing();
        one.get(0).add(frame(Tensor.of(Shape.of(2, 1), new float[2]), 1));
        assertThat(answers.write(request("", true, false), one)).isNotNull();
        assertThat(answers.write(request("", true, true), one)).isNull();
        assertThat(answers.write(request("", false, false), one)).isNull();
        assertThat(answers.write(request("", true, false), nothing())).isNull();
        one.get(0).add(frame(Tensor.of(Shape.of(2, 1), new float[2]), 2));
        assertThat(answers.write(request("", true, false), one)).isNull();
    }

    private static ByteString bytes(StreamAnswer answer, boolean drained) throws Exception {
        int length = answer.available();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (drained) {
            assertThat(answer.drainTo(out)).isEqualTo(length);
        } else {
            out.write(answer.read());
            assertThat(answer.available()).isEqualTo(length - 1);
            answer.transferTo(out);
        }
        assertThat(out.size()).isEqualTo(length);
        assertThat(answer.read()).isEqualTo(-1);
        return ByteString.copyFrom(out.toByteArray());
    }

    private static InferRequest request(String id, boolean raw, boolean tellsEnd) throws RequestException {
        ModelInferRequest.Builder message = ModelInferRequest.newBuilder().setId(id);
        if (!raw) {
            message.addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                    .setName("F32")
                    .setDatatype("FP32")
                    .addShape(2)
                    .addShape(0));
        }
        if (tellsEnd) {
            message.putParameters(
                    "triton_enable_empty_final_response",
                    InferParameter.newBuilder().setBoolParam(true).build());
        }
        return InferRequest.read(message.build(), PIPELINE);
    }

    private static List<List<Frame>> nothing() {
        List<List<Frame>> given = new ArrayList<>();
        PIPELINE.outputs().forEach(output -> given.add(new ArrayList<>()));
        return given;
    }

    /** Frames of some outputs, rarely two of one. */
    private static List<List<Frame>> given(SplittableRandom random) {
        List<List<Frame>> given = nothing();
        for (int output = 0; output < given.size(); output++) {
            Port port = PIPELINE.outputs().get(output);
            int frames = random.nextInt(3) > 0 ? 0 : random.nextInt(40) == 0 ? 2 : 1;
            for (int k = 0; k < frames && port.spec().axes().size() == 2; k++) {
                long nanos = random.nextLong() >> random.nextInt(64);
                int columns = random.nextInt(random.nextInt(8) == 0 ? 5000 : 3);
                given.get(output).add(frame(tensor(port.spec().element(), columns, random), nanos));
            }
        }
        return given;
    }

    private static Frame frame(Tensor tensor, long nanos) {
        Origin origin = Origin.values()[(int) Math.floorMod(nanos, (long) Origin.values().length)];
        return new Frame(1, nanos, 0, nanos, tensor, Provenance.of(origin, "test"));
    }

    private static Tensor tensor(ElementType type, int columns, SplittableRandom random) {
        Shape shape = Shape.of(2, columns);
        int n = 2 * columns;
        return switch (type) {
            case F32 -> {
                float[] values = new float[n];
                for (int i = 0; i < n; i++) {
                    values[i] = random.nextInt();
                }
                yield Tensor.of(shape, values);
            }
            case F64 -> Tensor.of(shape, random.doubles(n).toArray());
            case I32 -> Tensor.of(shape, random.ints(n).toArray());
            case I64 -> Tensor.of(shape, random.longs(n).toArray());
            case I16 -> {
                short[] values = new short[n];
                for (int i = 0; i < n; i++) {
                    values[i] = (short) random.nextInt();
                }
                yield Tensor.of(shape, values);
            }
            case I8, U8, BOOL -> {
                byte[] values = new byte[n];
                for (int i = 0; i < n; i++) {
                    values[i] = (byte) random.nextInt(2);
                }
                yield Tensor.ofBytes(type, shape, values);
            }
        };
    }
}
