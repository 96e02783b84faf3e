package io.millrace.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions of this process: whoever opens the same model with the same options shares one, because weights are the
 * larger part of a session and running one is thread-safe. The last to close a lease closes the session. The ONNX
 * Runtime environment is one for the process and is never closed.
 */
final class SessionPool {

    private static final Map<SessionKey, Entry> ENTRIES = new HashMap<>();

    private SessionPool() {}

    /**
     * Opens a session or joins an open one.
     *
     * @throws OrtException if the model cannot be loaded
     */
    static Lease acquire(SessionKey key) throws OrtException {
        synchronized (ENTRIES) {
            Entry entry = ENTRIES.get(key);
            if (entry == null) {
                entry = new Entry(load(key));
                ENTRIES.put(key, entry);
            }
            entry.leases++;
            return new Lease(key, entry);
        }
    }

    static OrtEnvironment environment() {
        // Warnings of ONNX Runtime go to the standard error stream, which belongs to the program, not to a library.
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    }

    /** A session of its owner's own. */
    static OrtSession load(SessionKey key) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            set(options, key.threads(), key.dims());
            Providers.add(key.providers(), options);
            return create(key, options);
        }
    }

    /** A session of a model in memory, its owner's own. */
    static OrtSession load(byte[] model, List<String> providers, int threads) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            set(options, threads, Map.of());
            Providers.add(providers, options);
            return create(model, options);
        }
    }

    /** Writes the model to a file as ONNX Runtime simplifies it, with standard operators only. */
    static void optimise(byte[] model, Path to) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            set(options, 1, Map.of());
            options.setOptimizationLevel(SessionOptions.OptLevel.BASIC_OPT);
            options.setOptimizedModelFilePath(to.toString());
            close(create(model, options));
        }
    }

    private static OrtSession create(byte[] model, SessionOptions options) throws OrtException {
        OrtSession session = environment().createSession(model, options);
        NativeHandles.sessionMade();
        return session;
    }

    /** A session that writes what it runs, node by node as the model states them, into a file of this prefix. */
    static OrtSession loadProfiled(SessionKey key, Path prefix) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            set(options, key.threads(), key.dims());
            options.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
            options.addConfigEntry("session.disable_prepacking", "1"); // packed weights have no shape in a profile
            options.enableProfiling(prefix.toString());
            return create(key, options);
        }
    }

    private static void set(SessionOptions options, int threads, Map<String, Integer> dims) throws OrtException {
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        options.setDeterministicCompute(true);
        for (Map.Entry<String, Integer> dim : dims.entrySet()) {
            options.setSymbolicDimensionValue(dim.getKey(), dim.getValue());
        }
    }

    static OrtSession create(SessionKey key, SessionOptions options) throws OrtException {
        byte[] fixed = ListedWeights.fixed(key.file());
        if (fixed != null) {
            return create(fixed, options);
        }
        OrtSession session = environment().createSession(key.file().path().toString(), options);
        NativeHandles.sessionMade();
        return session;
    }

    static void close(OrtSession session) {
        NativeHandles.sessionClosed();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("session cannot be closed: error=" + Errors.line(e), e);
        }
    }

    private static void release(SessionKey key, Entry entry) {
        synchronized (ENTRIES) {
            if (--entry.leases == 0) {
                ENTRIES.remove(key);
                close(entry.session);
            }
        }
    }

    private static final class Entry {
        private final OrtSession session;
        private int leases;

        private Entry(OrtSession session) {
            this.session = session;
        }
    }

    /** A share in a session. */
    static final class Lease implements AutoCloseable {
        private final SessionKey key;
        private final Entry entry;
        private boolean closed;

        private Lease(SessionKey key, Entry entry) {
            this.key = key;
            this.entry = entry;
        }

        OrtSession session() {
            return entry.session;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                release(key, entry);
            }
        }
    }
}
