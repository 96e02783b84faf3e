package io.millrace.cli.doctor;

import ai.onnxruntime.OrtEnvironment;
import com.fazecast.jSerialComm.SerialPort;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import io.millrace.api.config.Words;
import io.millrace.engine.catalog.Catalog;
import io.millrace.inference.CommandLineLimit;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The things that are looked at. None of them changes anything on the machine. */
public final class Checks {

    private static final long MIB = 1024 * 1024;

    private Checks() {}

    /**
     * Looks at everything.
     *
     * @return findings in a fixed order
     */
    public static List<Finding> all() {
        return List.of(
                java(),
                guarded("vector unit", Checks::vectors),
                memory(),
                guarded("ONNX Runtime", Checks::onnxRuntime),
                guarded("sockets", Checks::epoll),
                guarded("UDP port", Checks::udp),
                guarded("serial ports", Checks::serial),
                terminal(),
                guarded("catalogue", Checks::catalogue));
    }

    /** What a library throws while it loads is a finding, not the end of the examination. */
    @SuppressWarnings("CatchingUnchecked")
    private static Finding guarded(String what, Supplier<Finding> check) {
        try {
            return check.get();
        } catch (RuntimeException | LinkageError e) {
            return Finding.bad(what, "does not load: cause=" + e);
        }
    }

    private static Finding java() {
        String found = Runtime.version() + ", " + System.getProperty("java.vendor") + ", "
                + System.getProperty("java.vm.name") + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
        return Runtime.version().feature() >= 17
                ? Finding.ok("java", found)
                : Finding.bad("java", found + " (expected 17 or later)");
    }

    private static Finding vectors() {
        String bytes = option("MaxVectorSize");
        String avx = option("UseAVX");
        String sve = option("UseSVE");
        if (bytes.isEmpty()) {
            return Finding.note("vector unit", "the JVM does not tell: vm=" + System.getProperty("java.vm.name"));
        }
        int bits = Integer.parseInt(bytes) * 8;
        String found = bits + " bit" + (avx.isEmpty() ? "" : ", AVX level " + avx)
                + (sve.isEmpty() || sve.equals("0") ? "" : ", SVE level " + sve) + ", "
                + Runtime.getRuntime().availableProcessors() + " processors";
        return bits >= 128
                ? Finding.ok("vector unit", found)
                : Finding.note("vector unit", found + ": kernels run without SIMD");
    }

    private static String option(String name) {
        HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            return bean == null ? "" : bean.getVMOption(name).getValue();
        } catch (IllegalArgumentException e) {
            return ""; // not an option of this JVM or this processor
        }
    }

    private static Finding memory() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long heap = Runtime.getRuntime().maxMemory();
        String found = "heap up to " + heap / MIB + " MiB (MILLRACE_JAVA_OPTS=-Xmx1g for more), machine "
                + system.getTotalMemorySize() / MIB + " MiB of which " + system.getFreeMemorySize() / MIB + " MiB free";
        return Finding.ok("memory", found);
    }

    private static Finding onnxRuntime() {
        int bytes = CommandLineLimit.bytes();
        if (bytes > CommandLineLimit.MAX_BYTES) {
            return Finding.bad(
                    "ONNX Runtime",
                    "command line is too long for it: bytes=" + bytes + " (expected at most "
                            + CommandLineLimit.MAX_BYTES + ")");
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        String providers = OrtEnvironment.getAvailableProviders().stream()
                .map(Words::of)
                .sorted()
                .collect(Collectors.joining(", "));
        return Finding.ok("ONNX Runtime", environment.getVersion() + ", execution providers: " + providers);
    }

    private static Finding epoll() {
        if (Epoll.isAvailable()) {
            return Finding.ok("sockets", "epoll, natively: several datagrams a system call");
        }
        Throwable cause = Epoll.unavailabilityCause();
        return Finding.note(
                "sockets",
                "NIO: receives fewer datagrams a second" + (cause == null ? "" : "; cause=" + cause.getMessage()));
    }

    private static Finding udp() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return Finding.ok(
                    "UDP port",
                    "can be bound; receive buffer " + socket.getReceiveBufferSize() / 1024
                            + " KiB unless asked for more");
        } catch (IOException e) {
            return Finding.bad("UDP port", "cannot be bound: cause=" + e.getMessage());
        }
    }

    private static Finding serial() {
        SerialPort[] ports = SerialPort.getCommPorts();
        return ports.length == 0
                ? Finding.note(
                        "serial ports", "none found (plug a device in; on Linux the user must be in group dialout)")
                : Finding.ok(
                        "serial ports",
                        Arrays.stream(ports)
                                .map(p -> p.getSystemPortPath() + " " + p.getDescriptivePortName())
                                .collect(Collectors.joining(", ")));
    }

    private static Finding terminal() {
        String size = System.getProperty("millrace.terminal", "");
        if (size.isEmpty()) {
            return Finding.note("terminal", "output does not go to a terminal: one line a second instead of a screen");
        }
        String colour = System.getenv("NO_COLOR") != null ? "no colours (NO_COLOR)" : "256 colours assumed";
        return Finding.ok(
                "terminal", String.format(Locale.ROOT, "%s lines by columns, %s", size.replace(" ", " x "), colour));
    }

    private static Finding catalogue() {
        Catalog catalog = Catalog.installed();
        return Finding.ok(
                "catalogue",
                catalog.operators().size() + " operators, sources "
                        + catalog.sources().keySet() + ", sinks "
                        + catalog.sinks().keySet());
    }
}
