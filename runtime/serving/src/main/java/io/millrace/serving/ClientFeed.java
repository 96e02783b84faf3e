package io.millrace.serving;

import io.millrace.api.frame.Frame;
import io.millrace.api.stream.StreamSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A source that clients feed, several at once; it takes what the run has asked for. Any thread; for one run. */
public final class ClientFeed implements Publisher<Frame>, Subscription {

    private final StreamSpec spec;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable Subscriber<? super Frame> run;
    private long demand;
    private long sequence;
    private boolean ended;

    /**
     * Makes a source.
     *
     * @param spec what its frames carry
     */
    public ClientFeed(StreamSpec spec) {
        this.spec = spec;
    }

    StreamSpec spec() {
        return spec;
    }

    @Override
    public void subscribe(Subscriber<? super Frame> subscriber) {
        synchronized (this) {
            if (run != null) {
                throw new IllegalStateException("source is fed into a run already (expected one run)");
            }
            run = subscriber;
        }
        subscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        wake(n);
    }

    @Override
    public void cancel() {
        synchronized (this) {
            ended = true;
        }
        wake(0);
    }

    private void wake(long more) {
        Deque<Runnable> woken;
        synchronized (this) {
            demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
            woken = new ArrayDeque<>(waiting);
            waiting.clear();
        }
        woken.forEach(Runnable::run);
    }

    /** Takes a frame, numbered anew because several clients may feed one source; false if there is no room now. */
    boolean offer(Frame frame, long arrivalNanos, Runnable onSpace) {
        synchronized (this) {
            Subscriber<? super Frame> to = run;
            if (ended || to == null) {
                throw new IllegalStateException("the run has ended");
            }
            if (demand == 0) {
                waiting.add(onSpace);
                return false;
            }
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
            // Under the monitor, because a run may be fed by one thread at a time; offering to a queue never waits.
            to.onNext(new Frame(
                    ++sequence,
                    frame.timeNanos(),
                    frame.uncertaintyNanos(),
                    arrivalNanos,
                    frame.payload(),
                    frame.provenance()));
            return true;
        }
    }
}
