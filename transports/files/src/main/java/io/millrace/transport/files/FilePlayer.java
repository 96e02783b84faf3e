package io.millrace.transport.files;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.DropReason;
import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import io.millrace.api.transport.WaitingIngress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plays recordings on a thread of its own. Nothing is lost: it waits when the pipeline is full. */
final class FilePlayer implements SourceConnection {

    private static final DropReason UNREADABLE = new DropReason("unreadable-record");

    private final FileSettings settings;
    private final SourceContext context;
    private final Origin origin;
    private final Provenance provenance;
    private final Playlist playlist;
    private final ReplaySpeed speed;
    private final long untilNanos;
    private final Thread thread;
    private long skipThrough = -1;

    FilePlayer(FileSettings settings, SourceContext context, Origin origin, Playlist.Listener listener) {
        this.settings = settings;
        this.context = context;
        this.origin = origin;
        Provenance stated = context.provenance();
        this.provenance =
                new Provenance(origin.weaker(stated.origin()), stated.sensors(), stated.models(), stated.execution());
        this.playlist = new Playlist(repeated(settings), context.timer(), listener);
        this.speed = ReplaySpeed.parse(settings.speed());
        this.untilNanos =
                settings.play() == null ? Long.MAX_VALUE : settings.play().toNanos();
        this.thread = new Thread(this::play, "millrace-file-" + context.name());
        this.thread.setDaemon(true);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public String address() {
        return settings.paths().stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    @Override
    public Origin origin(Origin stated) {
        return origin.weaker(stated);
    }

    @Override
    public boolean resumeAfter(long lastSequence) {
        skipThrough = lastSequence;
        return true;
    }

    @Override
    public void close() {
        if (Thread.currentThread() == thread) {
            return; // on a virtual clock the run ends on this very thread
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void play() {
        WaitingIngress ingress = new WaitingIngress(context.ingress());
        try (playlist) {
            Pace pace = new Pace(context.clock(), speed);
            byte @Nullable [] record = playlist.next();
            while (record != null && playlist.records() - 1 <= skipThrough) {
                record = playlist.next();
            }
            long playedNanos = skipThrough < 0 ? 0 : playlist.dueNanos();
            while (record != null && playlist.dueNanos() <= untilNanos) {
                pace.await(playlist.dueNanos() - playedNanos);
                if (!ingress.put(frame(record))) {
                    return;
                }
                record = playlist.next();
            }
            if (playlist.skipped() > 0) {
                context.ingress().lost(UNREADABLE, playlist.skipped());
            }
            context.ingress().complete();
        } catch (IOException | RuntimeException e) {
            context.ingress().fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed while it waited; the run completes the ingress itself
        }
    }

    private Frame frame(byte[] record) {
        long nanos = speed.isMax() ? playlist.dueNanos() : context.clock().epochNanos();
        return new Frame(playlist.records() - 1, nanos, 0, nanos, Tensor.ofBytes(record), provenance);
    }

    private static List<Path> repeated(FileSettings settings) {
        List<Path> all = new ArrayList<>();
        for (int i = 0; i < settings.repeat(); i++) {
            all.addAll(settings.paths());
        }
        return all;
    }
}
