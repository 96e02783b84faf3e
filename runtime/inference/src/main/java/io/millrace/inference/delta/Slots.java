package io.millrace.inference.delta;

import io.millrace.api.frame.Tensor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Arrays;

/** Arrays of slots, whatever their type. */
final class Slots {

    private Slots() {}

    private static Object array(Tensor tensor) {
        return switch (tensor.type()) {
            case F32 -> tensor.floats();
            case F64 -> tensor.doubles();
            case I16 -> tensor.shorts();
            case I32 -> tensor.ints();
            case I64 -> tensor.longs();
            case I8, U8, BOOL -> tensor.asBytes();
        };
    }

    static void copy(Tensor from, Tensor to) {
        System.arraycopy(array(from), 0, array(to), 0, from.shape().elements());
    }

    static void zero(Tensor tensor) {
        switch (tensor.type()) {
            case F32 -> Arrays.fill(tensor.floats(), 0f);
            case F64 -> Arrays.fill(tensor.doubles(), 0);
            case I16 -> Arrays.fill(tensor.shorts(), (short) 0);
            case I32 -> Arrays.fill(tensor.ints(), 0);
            case I64 -> Arrays.fill(tensor.longs(), 0);
            case I8, U8, BOOL -> Arrays.fill(tensor.asBytes(), (byte) 0);
        }
    }

    static void save(DataOutput out, Tensor tensor) throws IOException {
        int n = Array.getLength(array(tensor));
        out.writeInt(n);
        for (int i = 0; i < n; i++) {
            switch (tensor.type()) {
                case F32 -> out.writeFloat(tensor.floats()[i]);
                case F64 -> out.writeDouble(tensor.doubles()[i]);
                case I16 -> out.writeShort(tensor.shorts()[i]);
                case I32 -> out.writeInt(tensor.ints()[i]);
                case I64 -> out.writeLong(tensor.longs()[i]);
                case I8, U8, BOOL -> out.writeByte(tensor.asBytes()[i]);
            }
        }
    }

    static void load(DataInput in, Slot slot) throws IOException {
        Tensor tensor = slot.tensor();
        int n = in.readInt();
        if (n != tensor.shape().elements()) {
            throw new IOException("state does not fit: " + slot.name() + ".length=" + n + " (expected "
                    + tensor.shape().elements() + ")");
        }
        for (int i = 0; i < n; i++) {
            switch (tensor.type()) {
                case F32 -> tensor.floats()[i] = in.readFloat();
                case F64 -> tensor.doubles()[i] = in.readDouble();
                case I16 -> tensor.shorts()[i] = in.readShort();
                case I32 -> tensor.ints()[i] = in.readInt();
                case I64 -> tensor.longs()[i] = in.readLong();
                case I8, U8, BOOL -> tensor.asBytes()[i] = in.readByte();
            }
        }
    }
}
