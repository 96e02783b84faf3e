package io.millrace.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.api.frame.Shape;
import io.millrace.protocol.v1.SparseTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layouts of a sparse tensor in a message. Which elements are present is told by position, by gaps between positions,
 * by a bitmap, or not at all because values of all elements are there; values are float32, or int16 with one exponent
 * where that loses no bit. Of what is possible the smallest message is taken, by its true size.
 */
final class SparseLayouts {

    private static final int MAX_INT16 = 32767;

    private SparseLayouts() {}

    static SparseTensor smallest(io.millrace.api.frame.SparseTensor sparse, List<Integer> extents) {
        return alternatives(sparse, extents).stream()
                .min(Comparator.comparingInt(SparseTensor::getSerializedSize))
                .orElseThrow();
    }

    /** Every layout that holds this tensor exactly. */
    static List<SparseTensor> alternatives(io.millrace.api.frame.SparseTensor sparse, List<Integer> extents) {
        List<SparseTensor.Builder> presences = new ArrayList<>();
        presences.add(start(extents).setCoordinates(Elements.bytes(sparse.coordinates())));
        presences.add(start(extents).setCoordinateGaps(gaps(sparse.coordinates())));
        presences.add(start(extents).setBitmap(bitmap(sparse)));
        List<SparseTensor> messages = new ArrayList<>();
        Integer exponent = exponent(sparse.values());
        for (SparseTensor.Builder presence : presences) {
            messages.add(withValues(presence.clone(), sparse.values(), null));
            if (exponent != null) {
                messages.add(withValues(presence.clone(), sparse.values(), exponent));
            }
        }
        if (canBeDense(sparse)) {
            float[] all = sparse.toDense().floats();
            messages.add(withValues(start(extents).setDense(true), all, null));
            if (exponent != null) {
                messages.add(withValues(start(extents).setDense(true), all, exponent));
            }
        }
        return messages;
    }

    private static SparseTensor.Builder start(List<Integer> extents) {
        return SparseTensor.newBuilder().addAllShape(extents);
    }

    /** A present zero would read as absent. */
    private static boolean canBeDense(io.millrace.api.frame.SparseTensor sparse) {
        for (float value : sparse.values()) {
            if (Float.floatToRawIntBits(value) == 0) {
                return false;
            }
        }
        return sparse.values().length > 0;
    }

    private static SparseTensor withValues(SparseTensor.Builder message, float[] values, @Nullable Integer exponent) {
        if (exponent == null) {
            return message.setValues(Elements.bytes(values)).build();
        }
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putShort((short) Math.scalb((double) value, -exponent));
        }
        return message.setInt16Values(UnsafeByteOperations.unsafeWrap(buffer.flip()))
                .setExponent(exponent)
                .build();
    }

    /** The exponent with which every value is a whole multiple of two to it, 15 bits wide; null if there is none. */
    private static @Nullable Integer exponent(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (!(largest < Float.POSITIVE_INFINITY)) {
            return null;
        }
        int exponent = largest == 0 ? 0 : Math.max(Math.getExponent(largest), Float.MIN_EXPONENT) - 14;
        for (float value : values) {
            double mantissa = Math.scalb((double) value, -exponent);
            boolean exact = mantissa == Math.rint(mantissa) && Math.abs(mantissa) <= MAX_INT16;
            if (!exact || Float.floatToRawIntBits(value) == Integer.MIN_VALUE) {
                return null;
            }
        }
        return exponent;
    }

    private static ByteString gaps(int[] coordinates) {
        int size = 0;
        int before = -1;
        for (int coordinate : coordinates) {
            size += CodedOutputStream.computeUInt32SizeNoTag(coordinate - before - 1);
            before = coordinate;
        }
        byte[] bytes = new byte[size];
        int n = 0;
        before = -1;
        for (int coordinate : coordinates) {
            int gap = coordinate - before - 1;
            while (gap > 0x7f) {
                bytes[n++] = (byte) (gap | 0x80);
                gap >>>= 7;
            }
            bytes[n++] = (byte) gap;
            before = coordinate;
        }
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    private static ByteString bitmap(io.millrace.api.frame.SparseTensor sparse) {
        byte[] bits = new byte[(sparse.shape().elements() + 7) / 8];
        for (int coordinate : sparse.coordinates()) {
            bits[coordinate >> 3] |= (byte) (1 << (coordinate & 7));
        }
        return UnsafeByteOperations.unsafeWrap(bits);
    }

    static io.millrace.api.frame.SparseTensor read(SparseTensor message, Shape shape) throws MalformedFrameException {
        float[] values = values(message);
        if (message.getDense()) {
            return dense(shape, values);
        }
        int ways = (message.getCoordinates().isEmpty() ? 0 : 1)
                + (message.getCoordinateGaps().isEmpty() ? 0 : 1)
                + (message.getBitmap().isEmpty() ? 0 : 1);
        if (ways > 1) {
            throw new MalformedFrameException("presence is told in several ways: ways=" + ways + " (expected 1)");
        }
        int[] coordinates;
        if (!message.getBitmap().isEmpty()) {
            coordinates = positions(message.getBitmap(), shape);
        } else if (!message.getCoordinateGaps().isEmpty()) {
            coordinates = positions(message.getCoordinateGaps(), values.length);
        } else {
            PayloadMessages.whole("coordinates", message.getCoordinates(), Integer.BYTES);
            coordinates = Elements.ints(message.getCoordinates());
        }
        try {
            return io.millrace.api.frame.SparseTensor.of(shape, coordinates, values);
        } catch (IllegalArgumentException e) {
            throw new MalformedFrameException(String.valueOf(e.getMessage()), e);
        }
    }

    private static float[] values(SparseTensor message) throws MalformedFrameException {
        ByteString shorts = message.getInt16Values();
        if (shorts.isEmpty()) {
            PayloadMessages.whole("values", message.getValues(), Float.BYTES);
            return Elements.floats(message.getValues());
        }
        PayloadMessages.whole("int16_values", shorts, Short.BYTES);
        if (!message.getValues().isEmpty()) {
            throw new MalformedFrameException("values are given twice: bytes="
                    + message.getValues().size() + ", int16Bytes=" + shorts.size() + " (expected one of them)");
        }
        ByteBuffer buffer = shorts.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[shorts.size() / 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.scalb((double) buffer.getShort(), message.getExponent());
        }
        return values;
    }

    private static io.millrace.api.frame.SparseTensor dense(Shape shape, float[] all) throws MalformedFrameException {
        if (all.length != shape.elements()) {
            throw new MalformedFrameException("values do not fill the shape: values=" + all.length + ", shape=" + shape
                    + " (expected " + shape.elements() + ")");
        }
        int present = 0;
        for (float value : all) {
            present += Float.floatToRawIntBits(value) == 0 ? 0 : 1;
        }
        int[] coordinates = new int[present];
        float[] values = new float[coordinates.length];
        int n = 0;
        for (int i = 0; i < all.length; i++) {
            if (Float.floatToRawIntBits(all[i]) != 0) {
                coordinates[n] = i;
                values[n++] = all[i];
            }
        }
        return io.millrace.api.frame.SparseTensor.of(shape, coordinates, values);
    }

    private static int[] positions(ByteString bitmap, Shape shape) throws MalformedFrameException {
        int elements = shape.elements();
        if (bitmap.size() != (elements + 7) / 8) {
            throw new MalformedFrameException("bitmap does not fill the shape: bytes=" + bitmap.size() + ", shape="
                    + shape + " (expected " + (elements + 7) / 8 + ")");
        }
        int[] positions = new int[elements];
        int n = 0;
        for (int p = 0; p < elements; p++) {
            positions[n] = p;
            n += bitmap.byteAt(p >> 3) >> (p & 7) & 1;
        }
        return Arrays.copyOf(positions, n);
    }

    private static int[] positions(ByteString gaps, int count) throws MalformedFrameException {
        int[] positions = new int[count];
        int at = 0;
        long position = -1;
        for (int i = 0; i < count; i++) {
            long gap = 0;
            int shift = 0;
            int next;
            do {
                if (at == gaps.size() || shift > 28) {
                    throw new MalformedFrameException("field is cut off: field=coordinate_gaps, bytes=" + gaps.size()
                            + " (expected " + count + " varints)");
                }
                next = gaps.byteAt(at++);
                gap |= (long) (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            position += gap + 1;
            if (position > Integer.MAX_VALUE) {
                throw new MalformedFrameException(
                        "coordinate out of order or range: coordinate=" + position + " (expected below 2^31)");
            }
            positions[i] = (int) position;
        }
        if (at != gaps.size()) {
            throw new MalformedFrameException("coordinates and values differ in number: values=" + count
                    + ", bytesLeft=" + (gaps.size() - at) + " (expected 0 left)");
        }
        return positions;
    }
}
