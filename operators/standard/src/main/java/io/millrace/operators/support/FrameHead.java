package io.millrace.operators.support;

import io.millrace.api.frame.Execution;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Tensor;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All of a frame but its payload, as part of a state: what a processor has to know of the last frame so that it can emit
 * what is left over when the stream ends, also after it was restored.
 */
public final class FrameHead {

    private static final int MAX_WORDS = 1 << 16;
    private static final Payload NOTHING = Tensor.ofBytes(new byte[0]);

    private FrameHead() {}

    /**
     * Writes the head of a frame, or that there is none.
     *
     * @param frame the frame, or null
     * @param out where to
     * @throws IOException if writing fails
     */
    public static void save(@Nullable Frame frame, DataOutput out) throws IOException {
        out.writeBoolean(frame != null);
        if (frame != null) {
            out.writeLong(frame.sequence());
            out.writeLong(frame.timeNanos());
            out.writeLong(frame.uncertaintyNanos());
            out.writeLong(frame.arrivalNanos());
            Provenance provenance = frame.provenance();
            out.writeUTF(provenance.origin().name());
            out.writeUTF(provenance.execution().name());
            saveWords(provenance.sensors(), out);
            saveWords(provenance.models(), out);
        }
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @param in where from
     * @return a frame with that head and an empty payload, or null
     * @throws IOException if reading fails or it is no head
     */
    public static @Nullable Frame load(DataInput in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        long sequence = in.readLong();
        long timeNanos = in.readLong();
        long uncertaintyNanos = in.readLong();
        long arrivalNanos = in.readLong();
        Origin origin = word(in, Origin.values());
        Execution execution = word(in, Execution.values());
        Provenance provenance = new Provenance(origin, loadWords(in), loadWords(in), execution);
        return new Frame(sequence, timeNanos, uncertaintyNanos, arrivalNanos, NOTHING, provenance);
    }

    private static <E extends Enum<E>> E word(DataInput in, E[] values) throws IOException {
        String name = in.readUTF();
        for (E value : values) {
            if (value.name().equals(name)) {
                return value;
            }
        }
        throw new IOException(
                "state does not fit: frame.provenance=" + name + " (expected one of " + Arrays.toString(values) + ")");
    }

    private static void saveWords(List<String> words, DataOutput out) throws IOException {
        out.writeInt(words.size());
        for (String word : words) {
            out.writeUTF(word);
        }
    }

    private static List<String> loadWords(DataInput in) throws IOException {
        int count = StateIo.readInt(in, "frame.words", 0, MAX_WORDS);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(in.readUTF());
        }
        return words;
    }
}
