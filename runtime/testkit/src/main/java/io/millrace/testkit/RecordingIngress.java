package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.time.Clock;
import io.millrace.api.transport.Ingress;
import io.millrace.api.transport.Offer;
import io.millrace.api.transport.SourceContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An ingress that keeps all that a source tells it, and is full on demand. Any thread may call any method.
 *
 * <p>Methods that begin with {@code await} give up after {@link #PATIENCE}, and at once when the source fails.
 */
public final class RecordingIngress implements Ingress {

    /** How long a test waits before it fails: far longer than a slow machine needs. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Frame> frames = new ArrayList<>();
    private final Map<String, Long> lost = new TreeMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private int fullEvery = Integer.MAX_VALUE;
    private int offers;
    private int refusals;
    private boolean complete;
    private @Nullable Throwable failure;

    /** An ingress with room for everything. */
    public RecordingIngress() {}

    /**
     * What a source is opened with to fill this ingress.
     *
     * @param name name of the source
     * @param clock time of the run
     * @param sensor name of the real sensor that frames come from
     * @return the context
     */
    public SourceContext context(String name, Clock clock, String sensor) {
        return new SourceContext(name, this, clock, Provenance.of(Origin.REAL, sensor), RecordTimer.NONE);
    }

    /**
     * Sets the room, and tells those who wait for it.
     *
     * @param places how many further frames are taken, 0 or more
     */
    public void room(int places) {
        List<Runnable> actions = new ArrayList<>();
        lock.lock();
        try {
            room = places;
            if (places > 0) {
                actions.addAll(waiting);
                waiting.clear();
            }
        } finally {
            lock.unlock();
        }
        actions.forEach(Runnable::run);
    }

    /**
     * Refuses some frames although there is room, which the source is told at once.
     *
     * @param count every how many offers one is answered with {@link Offer#FULL}, 2 or more
     */
    public void fullEvery(int count) {
        locked(() -> fullEvery = count);
    }

    @Override
    public Offer offer(Frame frame) {
        lock.lock();
        try {
            changed.signalAll();
            if (++offers % fullEvery == 0 || room == 0) {
                refusals++;
                return Offer.FULL;
            }
            room--;
            frames.add(frame);
            return Offer.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onSpace(Runnable action) {
        lock.lock();
        try {
            if (room == 0) {
                waiting.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    @Override
    public void lost(DropReason reason, long count) {
        locked(() -> lost.merge(reason.word(), count, Long::sum));
    }

    @Override
    public void complete() {
        locked(() -> complete = true);
    }

    @Override
    public void fail(Throwable cause) {
        locked(() -> failure = cause);
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The frames taken so far.
     *
     * @return an immutable copy
     */
    public List<Frame> frames() {
        lock.lock();
        try {
            return List.copyOf(frames);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The payloads of the frames taken so far, as text.
     *
     * @return one character for each byte (ISO 8859-1)
     */
    public List<String> texts() {
        return frames().stream()
                .map(f -> new String(f.tensor().asBytes(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    /**
     * What the source counted as lost so far.
     *
     * @return an immutable copy: how many, by the word of the reason
     */
    public Map<String, Long> lost() {
        lock.lock();
        try {
            return Collections.unmodifiableMap(new TreeMap<>(lost));
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many offers were answered with {@link Offer#FULL}.
     *
     * @return 0 or more
     */
    public int refusals() {
        lock.lock();
        try {
            return refusals;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for frames, and checks that there are no more.
     *
     * @param count how many in all
     */
    public void awaitFrames(int count) {
        await(() -> frames.size() >= count);
        assertThat(frames()).hasSize(count);
    }

    /**
     * Waits for losses, and checks that there are no more.
     *
     * @param reason word of the reason
     * @param count how many in all
     */
    public void awaitLost(String reason, long count) {
        await(() -> lost.getOrDefault(reason, 0L) >= count);
        assertThat(lost()).containsEntry(reason, count);
    }

    /** Waits until the source says that no further frame will come. */
    public void awaitComplete() {
        await(() -> complete);
    }

    /**
     * Waits until the source fails.
     *
     * @return the cause
     */
    public Throwable awaitFailure() {
        await(PATIENCE, () -> failure != null);
        if (failure == null) {
            throw new AssertionError("source has not failed: " + state());
        }
        return failure;
    }

    /**
     * Waits until something told to this ingress makes a condition true.
     *
     * @param condition what to wait for
     * @throws AssertionError if it does not come true in time, or the source fails before
     */
    public void await(BooleanSupplier condition) {
        boolean[] met = {false};
        await(PATIENCE, () -> (met[0] = condition.getAsBoolean()) || failure != null);
        if (!met[0]) {
            throw new AssertionError((failure == null ? "patience is over: " : "source failed: ") + state(), failure);
        }
    }

    /**
     * Waits a while for something told to this ingress to make a condition true.
     *
     * @param atMost how long
     * @param condition what to wait for
     * @return false if it is still not true
     */
    public boolean await(Duration atMost, BooleanSupplier condition) {
        lock.lock();
        try {
            long leftNanos = atMost.toNanos();
            while (!condition.getAsBoolean()) {
                if (leftNanos <= 0) {
                    return false;
                }
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted: " + state(), e);
        } finally {
            lock.unlock();
        }
    }

    private String state() {
        return "frames=" + frames().size() + ", lost=" + lost() + ", refusals=" + refusals();
    }
}
