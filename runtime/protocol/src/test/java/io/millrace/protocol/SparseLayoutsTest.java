package io.millrace.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.SparseTensor;
import io.millrace.protocol.v1.SparseTensor.Builder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SparseLayoutsTest {

    private static final int TENSORS = Boolean.getBoolean("millrace.extended") ? 20_000 : 1000;

    /** The chosen message is never larger than any other that holds the tensor, and all of them read back to the bit. */
    @Test
    void takesTheSmallestOfAllThatAreExact() throws MalformedFrameException {
        Random random = new Random(41);
        boolean[] chosen = new boolean[4];
        int halves = 0;
        for (int i = 0; i < TENSORS; i++) {
            SparseTensor sparse = draw(random);
            List<Integer> extents =
                    List.of(sparse.shape().extent(0), sparse.shape().extent(1));
            var smallest = SparseLayouts.smallest(sparse, extents);
            for (var alternative : SparseLayouts.alternatives(sparse, extents)) {
                assertThat(smallest.getSerializedSize())
                        .as("seed=41 tensor=%d", i)
                        .isLessThanOrEqualTo(alternative.getSerializedSize());
                assertThat(SparseLayouts.read(alternative, sparse.shape()))
                        .as("seed=41 tensor=%d layout=%s", i, alternative)
                        .isEqualTo(sparse);
            }
            int layout = smallest.getDense()
                    ? 0
                    : !smallest.getBitmap().isEmpty()
                            ? 1
                            : !smallest.getCoordinateGaps().isEmpty() ? 2 : 3;
            chosen[layout] = true;
            halves += smallest.getInt16Values().isEmpty() ? 0 : 1;
        }
        assertThat(chosen).as("dense, bitmap, gaps, nothing present").containsOnly(true);
        assertThat(halves).isBetween(TENSORS / 10, TENSORS);
    }

    private static SparseTensor draw(Random random) {
        Shape shape = Shape.of(1 + random.nextInt(20), 1 + random.nextInt(200));
        double density = Math.pow(random.nextDouble(), 3);
        int kind = random.nextInt(4);
        int[] coordinates = new int[shape.elements()];
        float[] values = new float[shape.elements()];
        int n = 0;
        for (int p = 0; p < shape.elements(); p++) {
            if (random.nextDouble() < density || density > 0.9) {
                coordinates[n] = p;
                values[n++] = switch (kind) {
                    case 0 -> (float) random.nextGaussian();
                    case 1 -> random.nextInt(255) - 127;
                    case 2 -> (random.nextInt(60000) - 30000) * 0x1p-130f;
                    default -> random.nextInt(5) == 0 ? -0f : random.nextInt(9) * 0x1p20f;
                };
            }
        }
        return SparseTensor.of(shape, Arrays.copyOf(coordinates, n), Arrays.copyOf(values, n));
    }

    @Test
    void travelsInFrames() throws MalformedFrameException {
        Random random = new Random(42);
        for (int i = 0; i < 100; i++) {
            Frame frame = new Frame(i, 5, 0, 6, draw(random), Provenance.of(Origin.SIMULATED, "s"));
            assertThat(FrameMessages.parse(FrameMessages.toMessage(frame).toByteArray()))
                    .isEqualTo(frame);
        }
    }

    @Test
    void readsPlainCoordinatesToo() throws MalformedFrameException {
        Builder message = io.millrace.protocol.v1.SparseTensor.newBuilder()
                .setCoordinates(Elements.bytes(new int[] {1, 4}))
                .setValues(Elements.bytes(new float[] {5, 6}));
        assertThat(SparseLayouts.read(message.build(), Shape.of(5)))
                .isEqualTo(SparseTensor.of(Shape.of(5), new int[] {1, 4}, new float[] {5, 6}));
    }

    @Test
    void refusesWhatContradictsItself() {
        refused(message().setBitmap(bytes(1)), "bitmap does not fill the shape: bytes=1, shape=[9] (expected 2)");
        refused(
                message().setBitmap(bytes(1, 0)).setCoordinateGaps(bytes(0)),
                "presence is told in several ways: ways=2" + " (expected 1)");
        refused(message().setDense(true), "values do not fill the shape: values=1, shape=[9] (expected 9)");
        refused(
                message().setCoordinateGaps(bytes(0x80)),
                "field is cut off: field=coordinate_gaps, bytes=1" + " (expected 1 varints)");
        refused(
                message().setCoordinateGaps(bytes(0x80, 0x80, 0x80, 0x80, 0x80, 1)),
                "field is cut off:" + " field=coordinate_gaps, bytes=6 (expected 1 varints)");
        refused(
                message().setCoordinateGaps(bytes(0xff, 0xff, 0xff, 0xff, 0x0f)),
                "coordinate out of order or range:" + " coordinate=4294967295 (expected below 2^31)");
        refused(
                message().setCoordinateGaps(bytes(0, 0)),
                "coordinates and values differ in number: values=1," + " bytesLeft=1 (expected 0 left)");
        refused(
                message().setCoordinateGaps(bytes(9)),
                "coordinate out of order or range: coordinate=9, previous=-1" + " (expected rising, below 9)");
        refused(
                message().setInt16Values(bytes(1, 2)),
                "values are given twice: bytes=4, int16Bytes=2" + " (expected one of them)");
        refused(
                message().clearValues().setInt16Values(bytes(1)),
                "field is cut off: field=int16_values, bytes=1" + " (expected a multiple of 2)");
        refused(
                message().setBitmap(bytes(3, 0)),
                "coordinates and values differ in number: coordinates=2, values=1" + " (expected equal)");
    }

    private static Builder message() {
        return io.millrace.protocol.v1.SparseTensor.newBuilder().setValues(Elements.bytes(new float[] {1}));
    }

    private static ByteString bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteString.copyFrom(bytes);
    }

    private static void refused(Builder message, String expected) {
        assertThatThrownBy(() -> SparseLayouts.read(message.build(), Shape.of(9)))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessage(expected);
    }

    @Test
    void sizesAreThoseOfTheFormulas() {
        float[] noise = {0.1f, 0.7f};
        int quiet = SparseLayouts.smallest(
                        SparseTensor.of(Shape.of(100_000), new int[] {5, 70_000}, noise), List.of(100_000))
                .getSerializedSize();
        // shape 5, gaps 2 + (1 + 3), values 2 + 8
        assertThat(quiet).isEqualTo(5 + 6 + 10);
    }
}
