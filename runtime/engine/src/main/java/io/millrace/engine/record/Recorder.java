package io.millrace.engine.record;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.millrace.api.frame.Frame;
import io.millrace.api.plan.Plan;
import io.millrace.api.time.SystemClock;
import io.millrace.engine.edge.EdgeCount;
import io.millrace.engine.run.NodeChange;
import io.millrace.engine.run.RunReport;
import io.millrace.engine.run.RunTap;
import io.millrace.protocol.FrameMessages;
import io.millrace.protocol.mcap.McapItem;
import io.millrace.protocol.mcap.McapWriter;
import io.millrace.protocol.v1.FrameDigest;
import io.millrace.protocol.v1.FrameProto;
import io.millrace.protocol.v1.RecordingProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records one run into an MCAP file, on a thread of its own behind a bounded queue.
 *
 * <p>A recording never harms what it records. In real time a disk that is too slow costs the recording frames, which are
 * counted; on the virtual clock, where waiting harms nothing, it loses none. A disk that is full ends the recording, with
 * a note in the run's report, and the run goes on.
 */
public final class Recorder implements RunTap {

    private static final int QUEUE_FRAMES = 8192;
    private static final long FLUSH_NANOS = 500_000_000;

    private final Path file;
    private final RecordingHead head;
    private final Set<String> kept;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE_FRAMES);
    private final Queue<NodeChange> changes = new ConcurrentLinkedQueue<>(); // few, and none may be lost
    private final List<String> sources = new ArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    private final Map<String, Integer> channels = new LinkedHashMap<>();
    private final FrameDigests digests = new FrameDigests();
    private final Thread thread = new Thread(this::write, "millrace-recorder");
    private final McapWriter writer;
    private final int frameSchema;
    private final int digestSchema;
    private final int changeSchema;
    private Consumer<String> notes = note -> {};
    private boolean waits;
    private volatile boolean stopped;
    private long written;
    private long latestNanos;

    /** Something to be written; without a frame: the end, with what the report says. */
    private record Entry(String topic, @Nullable Frame frame, Map<String, String> end) {}

    /**
     * Begins a file.
     *
     * @param file the file, replaced if it is there
     * @param head what it says of the run
     * @param kept ports whose frames are kept whole, beside their digests
     * @throws IOException if it cannot be written
     */
    public Recorder(Path file, RecordingHead head, Set<String> kept) throws IOException {
        this.file = file;
        this.head = head;
        this.kept = Set.copyOf(kept);
        this.writer = new McapWriter(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), "millrace");
        byte[] frame = FileDescriptorSet.newBuilder()
                .addFile(FrameProto.getDescriptor().toProto())
                .build()
                .toByteArray();
        byte[] digest = FileDescriptorSet.newBuilder()
                .addFile(RecordingProto.getDescriptor().toProto())
                .build()
                .toByteArray();
        this.frameSchema = writer.schema("millrace.v1.Frame", "protobuf", frame);
        this.digestSchema = writer.schema("millrace.v1.FrameDigest", "protobuf", digest);
        this.changeSchema = writer.schema("millrace.v1.NodeChange", "protobuf", digest);
        thread.setDaemon(true);
    }

    @Override
    public void opened(Plan plan, boolean virtual, Consumer<String> to) {
        notes = to;
        waits = virtual;
        try {
            head.write(writer, plan, virtual);
            for (String topic : sources) {
                channel(topic, frameSchema); // a source that gives nothing is part of the run
            }
            writer.flush();
        } catch (IOException e) {
            stop(e);
        }
        thread.start();
    }

    @Override
    public Consumer<Frame> source(String source) {
        String topic = Recording.SOURCE + source;
        sources.add(topic);
        return frame -> offer(topic, frame);
    }

    @Override
    public Consumer<Frame> port(String port) {
        String topic = "/digest/" + port;
        if (!kept.contains(port)) {
            return frame -> offer(topic, frame);
        }
        String whole = "/port/" + port;
        return frame -> {
            offer(topic, frame);
            offer(whole, frame);
        };
    }

    @Override
    public void changed(NodeChange change) {
        changes.add(change);
    }

    @Override
    public void ended(RunReport report) {
        Map<String, String> words = new TreeMap<>();
        words.put("state", report.state().name());
        for (EdgeCount edge : report.edges()) {
            if (edge.droppedTotal() > 0) {
                words.put("dropped " + edge.edge(), edge.dropped().toString());
            }
        }
        try {
            queue.put(new Entry("", null, words));
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (lost.get() > 0) {
            notes.accept("recording has gaps: file=" + file + ", lost=" + lost
                    + " (the disk was too slow; the run lost nothing)");
        }
    }

    private void offer(String topic, Frame frame) {
        if (stopped) {
            return;
        }
        Entry entry = new Entry(topic, frame, Map.of());
        if (waits) {
            try {
                queue.put(entry);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else if (!queue.offer(entry)) {
            lost.incrementAndGet();
        }
    }

    private void write() {
        long flushedNanos = SystemClock.INSTANCE.monotonicNanos();
        while (true) {
            try {
                Entry entry = queue.poll(FLUSH_NANOS, TimeUnit.NANOSECONDS);
                for (NodeChange change = changes.poll(); change != null && !stopped; change = changes.poll()) {
                    write(change);
                }
                long now = SystemClock.INSTANCE.monotonicNanos();
                if (now - flushedNanos
                        >= FLUSH_NANOS) { // also in a stream that never pauses: a crash costs half a second
                    flush();
                    flushedNanos = now;
                }
                if (entry != null && entry.frame() == null) {
                    end(entry.end());
                    return;
                }
                if (entry != null && !stopped) {
                    write(entry.topic(), entry.frame());
                }
            } catch (IOException e) {
                stop(e);
            } catch (InterruptedException e) {
                return; // nobody interrupts it but a JVM that ends
            }
        }
    }

    private void flush() throws IOException {
        if (!stopped) {
            writer.flush();
        }
    }

    private void write(String topic, @Nullable Frame frame) throws IOException {
        if (frame == null) {
            return;
        }
        boolean digest = topic.startsWith("/digest/");
        int channel = channel(topic, digest ? digestSchema : frameSchema);
        byte[] bytes;
        if (digest) {
            FrameDigest message = digests.of(frame);
            bytes = message.toByteArray();
        } else {
            bytes = FrameMessages.toMessage(frame).toByteArray();
        }
        latestNanos = frame.arrivalNanos();
        writer.message(
                new McapItem.Message(channel, (int) frame.sequence(), frame.arrivalNanos(), frame.timeNanos(), bytes));
        written++;
    }

    private void write(NodeChange change) throws IOException {
        byte[] bytes = io.millrace.protocol.v1.NodeChange.newBuilder()
                .setNode(change.node())
                .setAfterFrames(change.afterFrames())
                .putAllSettings(change.settings())
                .build()
                .toByteArray();
        writer.message(
                new McapItem.Message(channel(Recording.CHANGE, changeSchema), 0, latestNanos, latestNanos, bytes));
        written++;
    }

    private int channel(String topic, int schema) throws IOException {
        Integer channel = channels.get(topic);
        if (channel == null) {
            channel = writer.channel(schema, topic, "protobuf", Map.of());
            channels.put(topic, channel);
        }
        return channel;
    }

    private void end(Map<String, String> words) {
        if (stopped) {
            return;
        }
        try (writer) {
            Map<String, String> all = new TreeMap<>(words);
            all.put("lost", lost.toString());
            writer.metadata(new McapItem.Metadata("end", all));
        } catch (IOException e) {
            stop(e);
        }
    }

    private void stop(IOException cause) {
        if (!stopped) {
            stopped = true;
            try {
                writer.close(); // or each recording that fails costs a file descriptor
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
            notes.accept("recording stopped: file=" + file + ", messages=" + written + ", cause=" + cause.getMessage()
                    + " (the run goes on; the file can be read up to its last whole chunk)");
        }
    }
}
