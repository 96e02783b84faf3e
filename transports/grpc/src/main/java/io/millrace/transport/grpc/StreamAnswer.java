package io.millrace.transport.grpc;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.millrace.api.frame.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The bytes of a ModelStreamInferResponse with raw tensors, written straight from the arrays into the connection's buffers:
 * `head` is everything up to the raw contents, which stand last in the message and in the one around it. Building the
 * message and having it serialised would copy every tensor twice more.
 */
final class StreamAnswer extends InputStream implements KnownLength, Drainable {

    /** Field 6 of ModelInferResponse, raw_output_contents, length-delimited. */
    private static final int RAW_TAG = 6 << 3 | 2;

    private final byte[] head;
    private final List<Tensor> tensors;
    private @Nullable InputStream rest; // once somebody reads instead of draining

    private StreamAnswer(byte[] head, List<Tensor> tensors) {
        this.head = head;
        this.tensors = tensors;
    }

    /**
     * @param response the fields of the inner message before its raw contents, serialised
     * @param length how much of it counts
     * @param tensors its raw contents
     */
    static StreamAnswer of(byte[] response, int length, List<Tensor> tensors) {
        int inner = length;
        for (int i = 0; i < tensors.size(); i++) {
            int bytes = Math.toIntExact(tensors.get(i).bytes());
            inner += 1 + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes;
        }
        byte[] head = new byte[1 + CodedOutputStream.computeUInt32SizeNoTag(inner) + length];
        head[0] = 2 << 3 | 2; // infer_response
        int at = varint(head, 1, inner);
        System.arraycopy(response, 0, head, at, length);
        return new StreamAnswer(head, tensors);
    }

    private static int varint(byte[] to, int from, int value) {
        int at = from;
        int rest = value;
        while (rest >= 0x80) {
            to[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[at++] = (byte) rest;
        return at;
    }

    @Override
    public int available() throws IOException {
        if (rest != null) {
            return rest.available();
        }
        int length = head.length;
        for (int i = 0; i < tensors.size(); i++) {
            int bytes = (int) tensors.get(i).bytes();
            length += 1 + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes;
        }
        return length;
    }

    @Override
    public int drainTo(OutputStream to) throws IOException {
        if (rest != null) {
            return (int) rest.transferTo(to);
        }
        int length = available();
        to.write(head);
        RawBytes raw = RawBytes.ofThisThread();
        byte[] field = new byte[6];
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            field[0] = RAW_TAG;
            to.write(field, 0, varint(field, 1, (int) tensor.bytes()));
            raw.write(tensor, to);
        }
        rest = InputStream.nullInputStream();
        return length;
    }

    private InputStream reading() {
        InputStream from = rest;
        if (from == null) {
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream(available());
                drainTo(bytes);
                from = new ByteArrayInputStream(bytes.toByteArray());
                rest = from;
            } catch (IOException e) {
                throw new UncheckedIOException(e); // of a stream in memory
            }
        }
        return from;
    }

    @Override
    public int read() throws IOException {
        return reading().read();
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        return reading().read(to, offset, length);
    }
}
