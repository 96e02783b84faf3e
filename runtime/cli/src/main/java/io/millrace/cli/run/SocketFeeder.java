package io.millrace.cli.run;

import io.millrace.api.operator.RecordTimer;
import io.millrace.api.time.SystemClock;
import io.millrace.transport.files.Pace;
import io.millrace.transport.files.Playlist;
import io.millrace.transport.files.ReplaySpeed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Plays recordings into a source through a real socket, as a sensor on this machine would. */
final class SocketFeeder implements AutoCloseable {

    private final RecordSocket socket;
    private final Playlist playlist;
    private final ReplaySpeed speed;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long sent;
    private volatile long playedNanos;
    private volatile @Nullable IOException failure;

    SocketFeeder(
            RecordSocket socket, List<Path> files, RecordTimer timer, ReplaySpeed speed, Playlist.Listener onBegin) {
        this.socket = socket;
        this.playlist = new Playlist(files, timer, onBegin);
        this.speed = speed;
        this.thread = new Thread(this::play, "millrace-feeder");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Records given to the socket so far. */
    long sent() {
        return sent;
    }

    /** How far into the recordings it is. */
    Duration played() {
        return Duration.ofNanos(playedNanos);
    }

    /** Whether everything has been sent, or nothing more can be. */
    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Why it ended early, or null. */
    @Nullable IOException failure() {
        return failure;
    }

    private void play() {
        try (playlist;
                socket) {
            Pace pace = new Pace(SystemClock.INSTANCE, speed);
            byte @Nullable [] record = playlist.next();
            while (record != null && !Thread.currentThread().isInterrupted()) {
                pace.await(playlist.dueNanos());
                socket.send(record);
                sent = playlist.records();
                playedNanos = playlist.dueNanos();
                record = playlist.next();
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } finally {
            ended.countDown();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            ended.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
