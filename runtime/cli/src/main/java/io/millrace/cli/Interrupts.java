package io.millrace.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Turns SIGINT (Ctrl-C) and SIGTERM into a request to end: the program goes on, drains, reports and exits by itself. A
 * second signal ends it at once.
 *
 * <p>Shutdown hooks would not do: they all run at once, and ONNX Runtime's own closes its environment under the models
 * that are still draining. The JDK's only interface to signals, {@code sun.misc.Signal}, is not part of the platform
 * that {@code --release} compiles against, hence the reflection; where it is absent, signals end the program as ever.
 */
final class Interrupts implements AutoCloseable {

    private static final int EXIT_AT_ONCE = 130;

    private record Replaced(Object signal, @Nullable Object formerHandler) {}

    private static @Nullable Interrupts current;
    private static boolean raised;

    private final AtomicBoolean requested = new AtomicBoolean();
    private final List<Replaced> replaced = new ArrayList<>();
    private final Runnable stop;

    Interrupts(Runnable stop) {
        this.stop = stop;
        for (String name : new String[] {"INT", "TERM"}) {
            try {
                Object signal = Class.forName("sun.misc.Signal")
                        .getConstructor(String.class)
                        .newInstance(name);
                InvocationHandler onSignal = (proxy, method, arguments) -> handle(proxy, method.getName(), arguments);
                Class<?> type = Class.forName("sun.misc.SignalHandler");
                Object handler = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, onSignal);
                replaced.add(new Replaced(signal, install(signal, handler)));
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                System.getLogger(Interrupts.class.getName())
                        .log(System.Logger.Level.DEBUG, "signal is not handled: signal=" + name, e);
            }
        }
        boolean early;
        synchronized (Interrupts.class) {
            current = this;
            early = raised;
        }
        if (early) {
            end();
        }
    }

    /** Does what a signal does, also to what has not begun yet. */
    static void raise() {
        Interrupts open;
        synchronized (Interrupts.class) {
            raised = true;
            open = current;
        }
        if (open != null) {
            open.end();
        }
    }

    private void end() {
        requested.set(true);
        stop.run();
    }

    /** Whether a signal has come. */
    boolean requested() {
        return requested.get();
    }

    @Override
    public void close() {
        synchronized (Interrupts.class) {
            current = null;
        }
        for (Replaced each : replaced) {
            try {
                if (each.formerHandler() != null) {
                    install(each.signal(), each.formerHandler());
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("signal handler cannot be put back: signal=" + each.signal(), e);
            }
        }
        replaced.clear();
    }

    private @Nullable Object handle(Object proxy, String method, Object @Nullable [] arguments) {
        return switch (method) {
            case "handle" -> {
                if (requested.getAndSet(true)) {
                    Runtime.getRuntime().halt(EXIT_AT_ONCE);
                }
                stop.run();
                yield null;
            }
            case "equals" -> arguments != null && isSame(proxy, arguments[0]);
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "millrace interrupts";
        };
    }

    @SuppressWarnings("ReferenceEquality") // a handler is itself only
    private static boolean isSame(Object proxy, Object other) {
        return proxy == other;
    }

    private static @Nullable Object install(Object signal, Object handler) throws ReflectiveOperationException {
        return signal.getClass()
                .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal, handler);
    }
}
