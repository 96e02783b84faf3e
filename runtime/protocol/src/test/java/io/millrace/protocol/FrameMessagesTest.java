package io.millrace.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Execution;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.SparseTensor;
import io.millrace.api.frame.Tensor;
import io.millrace.protocol.v1.Frame.Builder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameMessagesTest {

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3, 20261124})
    void returnsEveryFrameAsItWas(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Frame frame = frame(random);

            Frame back = FrameMessages.parse(FrameMessages.toMessage(frame).toByteArray());

            assertThat(back).as("seed=%d, frame=%d", seed, i).isEqualTo(frame);
        }
    }

    @Test
    void writesElementsInLittleEndianOrder() {
        io.millrace.protocol.v1.Frame message =
                FrameMessages.toMessage(of(Tensor.of(Shape.of(1), new int[] {0x01020304})));

        assertThat(message.getTensor().getData().toByteArray()).containsExactly(4, 3, 2, 1);
    }

    @Test
    void namesTheStreamWhenToldTo() {
        assertThat(FrameMessages.toMessage(of(Tensor.ofBytes(new byte[1])), "csi")
                        .getStream())
                .isEqualTo("csi");
    }

    @Test
    void refusesDataThatDoesNotFillTheShape() {
        Builder message = valid();
        message.getTensorBuilder().clearShape().addShape(3);

        assertRefused(message, "tensor data does not fill the shape: bytes=2, type=U8, shape=[3] (expected 3 bytes)");
    }

    @Test
    void refusesShapesBeyondTheLimits() {
        Builder deep = valid();
        for (int i = 0; i < 9; i++) {
            deep.getTensorBuilder().addShape(1);
        }
        Builder huge = valid();
        huge.getTensorBuilder().clearShape().addShape(1 << 20).addShape(1 << 20);
        Builder negative = valid();
        negative.getTensorBuilder().clearShape().addShape(-1);

        assertRefused(deep, "too many axes: rank=10 (expected at most 8)");
        assertRefused(
                huge,
                "shape out of range: shape=[1048576, 1048576] (expected extents of 0 or more, below 2 GiB in all)");
        assertRefused(negative, "shape out of range: shape=[-1] (expected extents of 0 or more, below 2 GiB in all)");
    }

    @Test
    void refusesWhatIsNotStated() {
        Builder noOrigin = valid();
        noOrigin.getProvenanceBuilder().clearOrigin();
        Builder noExecution = valid();
        noExecution.getProvenanceBuilder().setExecutionValue(9);
        Builder noType = valid();
        noType.getTensorBuilder().clearType();

        assertRefused(noOrigin, "origin not known: origin=0 (expected 1..3)");
        assertRefused(noExecution, "execution not known: execution=9 (expected 1..3)");
        assertRefused(noType, "element type not known: type=0 (expected 1..8)");
        assertRefused(
                valid().clearPayload(), "payload is missing: sequence=7 (expected tensor, sparse, events or bundle)");
        assertRefused(
                valid().setUncertaintyNanos(-1), "uncertainty is negative: uncertainty_nanos=-1 (expected 0 or more)");
    }

    @Test
    void refusesSparseAndEventFieldsThatDoNotFit() {
        Builder cut = valid();
        cut.getSparseBuilder().addShape(4).setCoordinates(ByteString.copyFrom(new byte[3]));
        Builder outside = valid();
        outside.getSparseBuilder()
                .addShape(1)
                .setCoordinates(ByteString.copyFrom(new byte[] {1, 0, 0, 0}))
                .setValues(ByteString.copyFrom(new byte[4]));
        Builder uneven = valid();
        uneven.getEventsBuilder().setTimeNanos(ByteString.copyFrom(new byte[8]));

        assertRefused(cut, "field is cut off: field=coordinates, bytes=3 (expected a multiple of 4)");
        assertRefused(
                outside, "coordinate out of order or range: coordinate=1, previous=-1 (expected rising, below 1)");
        assertRefused(uneven, "event arrays differ in length: times=1, addresses=0, polarities=0 (expected equal)");
    }

    @Test
    void refusesBundlesBeyondTheLimits() {
        Payload nested = Tensor.ofBytes(new byte[1]);
        for (int i = 0; i < 9; i++) {
            nested = Bundle.of(List.of("a"), nested);
        }
        Builder repeated = FrameMessages.toMessage(of(Bundle.of(List.of("a", "b"), tensor(), tensor()))).toBuilder();
        repeated.getBundleBuilder().getPartsBuilder(1).setName("a");

        assertRefused(
                FrameMessages.toMessage(of(nested)).toBuilder(),
                "bundle too large: depth=9, parts=1 (expected depth at most 8, parts at most 1024)");
        assertRefused(repeated, "bundle part repeated: name=a, index=1 (expected unique names)");
    }

    @Test
    void refusesBytesThatAreNoMessage() {
        assertThatThrownBy(() -> FrameMessages.parse(new byte[] {(byte) 0xff}))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessageStartingWith("not a frame message: bytes=1, cause=")
                .hasMessageEndingWith("(expected millrace.v1.Frame)");
    }

    @Test
    void readsDelimitedMessagesUpToTheEnd() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        valid().build().writeDelimitedTo(out);
        ByteArrayInputStream whole = new ByteArrayInputStream(out.toByteArray());
        ByteArrayInputStream cut = new ByteArrayInputStream(out.toByteArray(), 0, out.size() - 1);
        int size = valid().build().getSerializedSize();

        assertThat(FrameMessages.readDelimited(whole, size))
                .isEqualTo(valid().build().toByteArray());
        assertThat(FrameMessages.readDelimited(whole, size)).isNull();
        assertThatThrownBy(() -> FrameMessages.readDelimited(cut, size))
                .isInstanceOf(EOFException.class)
                .hasMessage("stream ends within a message: bytes=" + (size - 1) + " (expected " + size + ")");
        assertThatThrownBy(() -> FrameMessages.readDelimited(new ByteArrayInputStream(new byte[] {100}), 99))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessage("message length out of range: bytes=100 (expected 0..99)");
    }

    private static void assertRefused(Builder message, String text) {
        assertThatThrownBy(() -> FrameMessages.parse(message.build().toByteArray()))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessage(text);
    }

    private static Builder valid() {
        return FrameMessages.toMessage(of(tensor())).toBuilder();
    }

    private static Tensor tensor() {
        return Tensor.ofBytes(new byte[] {1, 2});
    }

    private static Frame of(Payload payload) {
        return new Frame(7, 1, 2, 3, payload, Provenance.of(Origin.REAL, "node-1"));
    }

    private static Frame frame(Random random) {
        Provenance provenance = new Provenance(
                Origin.values()[random.nextInt(3)],
                List.of("s" + random.nextInt()),
                random.nextBoolean() ? List.of() : List.of("sha256:1", "sha256:2"),
                Execution.values()[random.nextInt(3)]);
        return new Frame(
                random.nextLong(),
                random.nextLong(),
                random.nextLong() >>> 1,
                random.nextLong(),
                payload(random, 0),
                provenance);
    }

    private static Payload payload(Random random, int depth) {
        return switch (random.nextInt(depth < 3 ? 4 : 3)) {
            case 0 -> dense(random);
            case 1 -> sparse(random);
            case 2 -> events(random);
            default -> bundle(random, depth);
        };
    }

    private static Tensor dense(Random random) {
        Shape shape = random.nextInt(8) == 0 ? Shape.of() : Shape.of(random.nextInt(4), 1 + random.nextInt(5));
        int length = shape.elements();
        ElementType type = ElementType.values()[random.nextInt(ElementType.values().length)];
        return switch (type) {
            // any bit pattern, NaN with payload included
            case F32 -> Tensor.of(shape, floats(random, length));
            case F64 ->
                Tensor.of(
                        shape,
                        random.longs(length)
                                .mapToDouble(Double::longBitsToDouble)
                                .toArray());
            case I8, U8, BOOL -> Tensor.ofBytes(type, shape, bytes(random, length));
            case I16 -> {
                short[] values = new short[length];
                for (int i = 0; i < length; i++) {
                    values[i] = (short) random.nextInt();
                }
                yield Tensor.of(shape, values);
            }
            case I32 -> Tensor.of(shape, random.ints(length).toArray());
            case I64 -> Tensor.of(shape, random.longs(length).toArray());
        };
    }

    private static SparseTensor sparse(Random random) {
        int elements = 1 + random.nextInt(40);
        int[] coordinates =
                random.ints(random.nextInt(10), 0, elements).distinct().sorted().toArray();
        return SparseTensor.of(Shape.of(elements), coordinates, floats(random, coordinates.length));
    }

    private static Events events(Random random) {
        int count = random.nextInt(10);
        return Events.of(
                random.longs(count).sorted().toArray(),
                random.ints(count, 0, 1000).toArray(),
                bytes(random, count));
    }

    private static Bundle bundle(Random random, int depth) {
        List<String> names = new ArrayList<>();
        Payload[] parts = new Payload[random.nextInt(4)];
        for (int i = 0; i < parts.length; i++) {
            names.add("part-" + i);
            parts[i] = payload(random, depth + 1);
        }
        return Bundle.of(names, parts);
    }

    private static float[] floats(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
        }
        return values;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] values = new byte[length];
        random.nextBytes(values);
        return values;
    }
}
