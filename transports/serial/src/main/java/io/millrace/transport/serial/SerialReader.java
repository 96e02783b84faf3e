package io.millrace.transport.serial;

import com.fazecast.jSerialComm.SerialPort;
import io.millrace.api.transport.Backoff;
import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Reads one device on a thread of its own, until closed. */
final class SerialReader implements SourceConnection {

    private static final Logger LOG = System.getLogger(SerialReader.class.getName());

    private static final long LOOK_NANOS = 1_000_000;
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final SerialSettings settings;
    private final LineSource lines;
    private final Thread thread;
    private final Backoff backoff;
    private volatile SerialPort port;

    SerialReader(SerialPort port, SerialSettings settings, SourceContext context) {
        this.port = port;
        this.settings = settings;
        this.lines = new LineSource(context, settings.maxRecordBytes());
        this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, settings.device().hashCode());
        this.thread = new Thread(this::read, "millrace-serial-" + context.name());
        this.thread.setDaemon(true);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public String address() {
        return settings.device();
    }

    @Override
    public void close() {
        lines.close();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        port.closePort();
    }

    private void read() {
        byte[] chunk = new byte[8192];
        while (!lines.isClosed()) {
            // Only what is there is read: a read that waits can wait for ever if another program changes the
            // device's settings meanwhile, and nothing would end it.
            int there = port.bytesAvailable();
            int read = there > 0 ? port.readBytes(chunk, Math.min(there, chunk.length)) : there;
            if (read > 0) {
                backoff.reset();
                lines.feed(chunk, read);
            } else if (read < 0 || !port.isOpen()) {
                lines.breakOff();
                reopen();
            } else {
                LockSupport.parkNanos(this, LOOK_NANOS);
            }
        }
    }

    private void reopen() {
        LOG.log(Level.WARNING, "serial device is gone: device=" + settings.device() + " (trying to open it again)");
        port.closePort();
        while (!lines.isClosed()) {
            LockSupport.parkNanos(this, backoff.nextNanos());
            try {
                port = SerialSource.open(settings);
                LOG.log(Level.INFO, "serial device is back: device=" + settings.device());
                return;
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "serial device is still gone: device=" + settings.device(), e);
            }
        }
    }
}
