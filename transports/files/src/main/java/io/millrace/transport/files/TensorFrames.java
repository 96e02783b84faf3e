package io.millrace.transport.files;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.protocol.FrameMessages;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Successive single-precision tensors of a file: {@code .frames}, as the file sink writes them, or {@code .npy} with frames
 * along the first axis. Gzipped files are unpacked on the way.
 */
public final class TensorFrames {

    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private TensorFrames() {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @param most how many frames are read at most
     * @return tensors of one shape, in their order
     * @throws IOException if the file cannot be read, is of another kind, or its frames differ in shape
     */
    public static List<Tensor> read(Path file, int most) throws IOException {
        try (InputStream in = Recordings.stream(file)) {
            in.mark(2);
            int first = in.read();
            in.reset();
            return first == 0x93 ? array(file, in, most) : frames(file, in, most);
        }
    }

    private static List<Tensor> array(Path file, InputStream in, int most) throws IOException {
        NpyArray array = NpyArray.read(file.toString(), new DataInputStream(in));
        List<Integer> extents = array.shape();
        if (!array.toString().startsWith("f4[") || extents.isEmpty()) {
            throw new IOException(
                    "array holds no frames: file=" + file + ", array=" + array + " (expected f4[frames, ...])");
        }
        Shape shape =
                Shape.of(extents.stream().skip(1).mapToInt(Integer::intValue).toArray());
        ByteBuffer data = ByteBuffer.wrap(array.data()).order(ByteOrder.LITTLE_ENDIAN);
        List<Tensor> tensors = new ArrayList<>();
        for (int t = 0; t < Math.min(most, extents.get(0)); t++) {
            float[] values = new float[shape.elements()];
            data.asFloatBuffer().get(values);
            data.position(data.position() + Float.BYTES * values.length);
            tensors.add(Tensor.of(shape, values));
        }
        return tensors;
    }

    private static List<Tensor> frames(Path file, InputStream in, int most) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        while (tensors.size() < most) {
            byte[] message = FrameMessages.readDelimited(in, MAX_MESSAGE_BYTES);
            if (message == null) {
                break;
            }
            Frame frame = FrameMessages.parse(message);
            if (!(frame.payload() instanceof Tensor tensor)
                    || tensor.type() != ElementType.F32
                    || (!tensors.isEmpty()
                            && !tensor.shape().equals(tensors.get(0).shape()))) {
                throw new IOException("frame does not belong to the stream: file=" + file + ", sequence="
                        + frame.sequence() + ", payload=" + frame.payload() + " (expected "
                        + (tensors.isEmpty() ? "a float32 tensor" : tensors.get(0)) + ")");
            }
            tensors.add(tensor);
        }
        return tensors;
    }
}
