package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where subscribers listen at one output. Frames come from one thread; subscribers come and go on any. */
final class PortTap {

    private final List<PortSubscription> all = new CopyOnWriteArrayList<>();
    private volatile PortSubscription[] active = new PortSubscription[0];
    private final @Nullable Consumer<Frame> onlooker;
    private boolean ended;
    private @Nullable Throwable failure;

    PortTap(@Nullable Consumer<Frame> onlooker) {
        this.onlooker = onlooker;
    }

    void offer(Frame frame) {
        if (onlooker != null) {
            onlooker.accept(frame);
        }
        for (PortSubscription subscription : active) {
            subscription.offer(frame);
        }
    }

    synchronized void add(PortSubscription subscription) {
        all.add(subscription);
        if (ended) {
            subscription.end(failure);
        } else {
            active = all.toArray(new PortSubscription[0]);
        }
    }

    synchronized void remove(PortSubscription subscription) {
        all.remove(subscription);
        active = ended ? new PortSubscription[0] : all.toArray(new PortSubscription[0]);
    }

    synchronized void complete(@Nullable Throwable cause) {
        ended = true;
        failure = cause;
        PortSubscription[] last = active;
        active = new PortSubscription[0];
        for (PortSubscription subscription : last) {
            subscription.end(cause);
        }
    }
}
