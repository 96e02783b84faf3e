package io.millrace.api.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PayloadTest {

    private static final Shape PAIR = Shape.of(2);

    @Test
    void shapesMultiplyAndCompare() {
        Shape shape = Shape.of(2, 3, 4);
        assertThat(shape.rank()).isEqualTo(3);
        assertThat(shape.extent(1)).isEqualTo(3);
        assertThat(shape.elements()).isEqualTo(24);
        assertThat(shape)
                .isEqualTo(Shape.of(2, 3, 4))
                .hasSameHashCodeAs(Shape.of(2, 3, 4))
                .hasToString("[2, 3, 4]");
        assertThat(shape).isNotEqualTo(Shape.of(4, 3, 2));
        assertThat(Shape.of().elements()).isEqualTo(1);
        assertThat(Shape.of(0, 5).elements()).isZero();
    }

    @Test
    void shapesDoNotShareTheirArrays() {
        int[] extents = {2, 3};
        Shape shape = Shape.of(extents);
        extents[0] = 9;
        shape.toArray()[1] = 9;
        assertThat(shape).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void shapesRefuseWhatIsNoShape() {
        assertThatThrownBy(() -> Shape.of(2, -1)).hasMessage("extent is negative: shape=[2, -1] (expected 0 or more)");
        assertThatThrownBy(() -> Shape.of(65536, 32768))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("shape is too large: shape=[65536, 32768] (expected at most 2147483647 elements)");
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void tensorsOfEveryTypeHaveZerosAndCopies(ElementType type) {
        Tensor zeros = Tensor.zeros(type, Shape.of(3, 2));
        assertThat(zeros.bytes()).isEqualTo(6L * type.bytes());
        assertThat(zeros.copy()).isEqualTo(zeros).isNotSameAs(zeros).hasSameHashCodeAs(zeros);
        assertThat(zeros).hasToString(type + "[3, 2]");
    }

    @Test
    void tensorsAreReadByTheirTypeOnly() {
        assertThat(Tensor.of(PAIR, new float[] {1, 2}).floats()).containsExactly(1, 2);
        assertThat(Tensor.of(PAIR, new double[] {1, 2}).doubles()).containsExactly(1, 2);
        assertThat(Tensor.of(PAIR, new short[] {1, 2}).shorts()).containsExactly((short) 1, (short) 2);
        assertThat(Tensor.of(PAIR, new int[] {1, 2}).ints()).containsExactly(1, 2);
        assertThat(Tensor.of(PAIR, new long[] {1, 2}).longs()).containsExactly(1, 2);
        assertThat(Tensor.ofBytes(ElementType.BOOL, PAIR, new byte[] {0, 1}).asBytes())
                .containsExactly(0, 1);
        assertThat(Tensor.ofBytes(new byte[] {7})).hasToString("U8[1]");
        assertThatThrownBy(() -> Tensor.of(PAIR, new int[2]).floats())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("wrong element type: type=I32 (expected F32)");
        assertThatThrownBy(() -> Tensor.of(PAIR, new int[2]).asBytes())
                .hasMessage("wrong element type: type=I32 (expected U8)");
    }

    @Test
    void tensorsRefuseWhatDoesNotFit() {
        assertThatThrownBy(() -> Tensor.of(PAIR, new float[3]))
                .hasMessage("array does not fill the shape: length=3, shape=[2] (expected length 2)");
        assertThatThrownBy(() -> Tensor.ofBytes(ElementType.F32, PAIR, new byte[2]))
                .hasMessage("bytes given for a wider type: type=F32 (expected I8, U8, BOOL)");
    }

    @Test
    void tensorsCompareBits() {
        Tensor tensor = Tensor.of(PAIR, new float[] {Float.NaN, 0f});
        assertThat(tensor).isEqualTo(Tensor.of(PAIR, new float[] {Float.NaN, 0f}));
        assertThat(tensor).isNotEqualTo(Tensor.of(PAIR, new float[] {Float.NaN, -0f}));
        assertThat(tensor).isNotEqualTo(Tensor.of(Shape.of(2, 1), new float[] {Float.NaN, 0f}));
        assertThat(Tensor.ofBytes(ElementType.I8, PAIR, new byte[2]))
                .isNotEqualTo(Tensor.ofBytes(ElementType.U8, PAIR, new byte[2]));
    }

    @Test
    void copiesShareNothing() {
        float[] data = {1, 2};
        Tensor copy = Tensor.of(PAIR, data).copy();
        data[0] = 9;
        assertThat(copy.floats()).containsExactly(1, 2);
    }

    @Test
    void sparseTensorsBecomeDense() {
        SparseTensor sparse = SparseTensor.of(Shape.of(2, 2), new int[] {1, 3}, new float[] {5, 7});
        assertThat(sparse.toDense()).isEqualTo(Tensor.of(Shape.of(2, 2), new float[] {0, 5, 0, 7}));
        assertThat(sparse.bytes()).isEqualTo(16);
        assertThat(sparse)
                .hasToString("sparse[2, 2]/2")
                .isEqualTo(SparseTensor.of(Shape.of(2, 2), new int[] {1, 3}, new float[] {5, 7}))
                .isNotEqualTo(SparseTensor.of(Shape.of(2, 2), new int[] {1, 2}, new float[] {5, 7}));
    }

    @Test
    void sparseTensorsRefuseWhatDoesNotFit() {
        assertThatThrownBy(() -> SparseTensor.of(PAIR, new int[1], new float[2]))
                .hasMessage("coordinates and values differ in number: coordinates=1, values=2 (expected equal)");
        assertThatThrownBy(() -> SparseTensor.of(PAIR, new int[] {1, 1}, new float[2]))
                .hasMessage("coordinate out of order or range: coordinate=1, previous=1 (expected rising, below 2)");
        assertThatThrownBy(() -> SparseTensor.of(PAIR, new int[] {2}, new float[1]))
                .hasMessage("coordinate out of order or range: coordinate=2, previous=-1 (expected rising, below 2)");
        assertThatThrownBy(() -> SparseTensor.of(PAIR, new int[] {-1}, new float[1]))
                .hasMessage("coordinate out of order or range: coordinate=-1, previous=-1 (expected rising, below 2)");
    }

    @Test
    void eventsNeverFallInTime() {
        Events events = Events.of(new long[] {5, 5, 6}, new int[] {1, 2, 3}, new byte[] {1, -1, 1});
        assertThat(events.count()).isEqualTo(3);
        assertThat(events.bytes()).isEqualTo(39);
        assertThat(events)
                .hasToString("events/3")
                .isEqualTo(Events.of(new long[] {5, 5, 6}, new int[] {1, 2, 3}, new byte[] {1, -1, 1}))
                .isNotEqualTo(Events.of(new long[] {5, 5, 6}, new int[] {1, 2, 3}, new byte[] {1, 1, 1}));
        assertThatThrownBy(() -> Events.of(new long[] {5, 4}, new int[2], new byte[2]))
                .hasMessage("event times fall: index=1, timeNanos=4 (expected at least 5)");
        assertThatThrownBy(() -> Events.of(new long[2], new int[1], new byte[2]))
                .hasMessage("event arrays differ in length: times=2, addresses=1, polarities=2 (expected equal)");
    }

    @Test
    void bundlesFindTheirParts() {
        Tensor tensor = Tensor.of(PAIR, new float[2]);
        Events events = Events.of(new long[0], new int[0], new byte[0]);
        Bundle bundle = Bundle.of(List.of("a", "b"), tensor, events);
        assertThat(bundle.size()).isEqualTo(2);
        assertThat(bundle.part("b")).isSameAs(events).isSameAs(bundle.part(1));
        assertThat(bundle.tensor(0)).isSameAs(tensor);
        assertThat(bundle.bytes()).isEqualTo(8);
        assertThat(bundle)
                .hasToString("bundle[a, b]")
                .isEqualTo(Bundle.of(List.of("a", "b"), tensor.copy(), events))
                .isNotEqualTo(Bundle.of(List.of("a", "c"), tensor, events));
        assertThatThrownBy(() -> bundle.part("c")).hasMessage("no such part: name=c (expected one of [a, b])");
        assertThatThrownBy(() -> bundle.tensor(1)).isInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> Bundle.of(List.of("a"), tensor, events))
                .hasMessage("names and parts differ in number: names=[a], parts=2 (expected 1)");
    }
}
