package io.millrace.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SourceConnection;
import io.millrace.protocol.FrameMessages;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.RecordingIngress;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class TcpTest {

    private final RecordingIngress ingress = new RecordingIngress();
    private final ManualClock clock = new ManualClock(1_000);
    private SourceConnection source;
    private TcpSinkConnection sink;

    @AfterEach
    void close() {
        if (source != null) {
            source.close();
        }
        if (sink != null) {
            sink.close();
        }
    }

    @Test
    void deliversLinesOfAClientAndCountsThoseTooLong() throws IOException {
        listen("max-record-bytes", "8");
        try (Socket client = call(source.address())) {
            write(client, "one\r\n123456789\ntwo\nrest");
        }

        ingress.awaitLost("record-incomplete", 1);
        assertThat(ingress.texts()).containsExactly("one", "two");
        assertThat(ingress.lost()).isEqualTo(Map.of("record-too-long", 1L, "record-incomplete", 1L));
    }

    @Test
    void losesNothingWhileTheIngressIsFull() throws IOException {
        ingress.room(0);
        listen();
        try (Socket client = call(source.address())) {
            for (int i = 0; i < 2000; i++) {
                write(client, "line-" + i + "\n");
            }
            ingress.await(() -> ingress.refusals() == 1);
            for (int i = 1; i <= 50; i++) {
                ingress.room(1);
                ingress.awaitFrames(i);
            }
            ingress.room(Integer.MAX_VALUE);
            ingress.awaitFrames(2000);
        }

        assertThat(ingress.texts().get(1999)).isEqualTo("line-1999");
        assertThat(ingress.frames().get(1999).sequence()).isEqualTo(1999);
        assertThat(ingress.lost()).isEmpty();
    }

    @Test
    void closesAConnectionWhoseRecordIsLongerThanAllowed() throws IOException {
        listen("framing", "length-prefixed", "max-record-bytes", "8");
        try (Socket client = call(source.address())) {
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            out.writeInt(3);
            out.writeBytes("abc");
            out.writeInt(9);
            out.flush();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(ingress.texts()).containsExactly("abc");
        assertThat(ingress.lost()).isEqualTo(Map.of("record-too-long", 1L));
    }

    @Test
    void closesAConnectionThatBringsBytesButNoRecord() throws IOException {
        listen("idle-timeout", "100ms");
        try (Socket client = call(source.address())) {
            write(client, "never ends");

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        ingress.awaitLost("record-incomplete", 1);
    }

    @Test
    void refusesConnectionsBeyondTheLimitAndKeepsTheOthers() throws IOException {
        listen("max-connections", "1");
        try (Socket first = call(source.address())) {
            write(first, "one\n");
            ingress.awaitFrames(1);
            try (Socket second = call(source.address())) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
            write(first, "two\n");
            ingress.awaitFrames(2);
        }
    }

    @Test
    void callsAServerAgainAfterItHungUp() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            open(
                    "connect",
                    "127.0.0.1:" + server.getLocalPort(),
                    "reconnect-least",
                    "1ms",
                    "reconnect-longest",
                    "10ms");
            for (int i = 1; i <= 3; i++) {
                try (Socket connection = server.accept()) {
                    write(connection, "visit-" + i + "\n");
                    ingress.awaitFrames(i);
                }
            }
        }
        assertThat(ingress.texts()).containsExactly("visit-1", "visit-2", "visit-3");
    }

    @Test
    void callsAServerUntilItIsThere() throws IOException {
        int port;
        try (ServerSocket reserved = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            port = reserved.getLocalPort();
        }
        open("connect", "127.0.0.1:" + port, "reconnect-least", "1ms", "reconnect-longest", "10ms");
        try (ServerSocket server = new ServerSocket(port, 5, InetAddress.getByName("127.0.0.1"));
                Socket connection = server.accept()) {
            write(connection, "hello\n");
            ingress.awaitFrames(1);
        }
    }

    @Test
    void leavesNoThreadBehind() throws IOException {
        listen();
        Socket client = call(source.address());
        write(client, "x\n");
        ingress.awaitFrames(1);

        source.close();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        client.close();
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(n -> n.startsWith("millrace-tcp-test")))
                .isEmpty();
    }

    @Test
    void carriesFramesFromSinkToSourceAsTheyAre() throws IOException {
        sink("client-queue-frames", "1000");
        open("connect", sink.address(), "framing", "frames", "element", "f32");
        awaitClients(1);
        for (int i = 1; i <= 100; i++) {
            sink.accept(0, frame(i, 2));
        }

        ingress.awaitFrames(100);
        Frame last = ingress.frames().get(99);
        assertThat(last.payload()).isEqualTo(frame(100, 2).payload());
        assertThat(last.timeNanos()).isEqualTo(100_000);
        assertThat(last.arrivalNanos()).isEqualTo(1_000);
        assertThat(last.provenance()).isEqualTo(Provenance.of(Origin.SIMULATED, "generator"));
    }

    @Test
    void deliversEventsWhoseAddressesAreInRange() throws IOException {
        listen("framing", "frames", "payload", "events", "axes", "[channel=4]");
        Events events = Events.of(new long[] {5, 6}, new int[] {0, 3}, new byte[] {1, -1});
        Events outside = Events.of(new long[] {5}, new int[] {4}, new byte[] {1});
        try (Socket client = call(source.address())) {
            for (Payload payload : List.of(events, outside, Tensor.ofBytes(new byte[1]))) {
                FrameMessages.toMessage(frame(1, 1).withPayload(payload)).writeDelimitedTo(client.getOutputStream());
            }
            ingress.awaitLost("unexpected-payload", 2);
        }
        assertThat(ingress.frames()).extracting(Frame::payload).containsExactly(events);
    }

    @Test
    void countsFramesThatAreNotWhatWasDeclared() throws IOException {
        listen("framing", "frames", "element", "f32");
        try (Socket client = call(source.address())) {
            FrameMessages.toMessage(frame(1, 1)).writeDelimitedTo(client.getOutputStream());
            FrameMessages.toMessage(frame(2, 1).withPayload(Tensor.ofBytes(new byte[1])))
                    .writeDelimitedTo(client.getOutputStream());
            io.millrace.protocol.v1.Frame.getDefaultInstance().writeDelimitedTo(client.getOutputStream());
            ingress.awaitLost("malformed-message", 1);
        }
        assertThat(ingress.frames()).hasSize(1);
        assertThat(ingress.lost()).isEqualTo(Map.of("malformed-message", 1L, "unexpected-payload", 1L));
    }

    @Test
    void dropsTheOldestOfASlowClientWithoutBlockingTheStage() throws IOException, InterruptedException {
        sink("client-queue-frames", "4");
        try (Socket slow = call(sink.address())) {
            awaitClients(1);
            Client client = sink.clients().get(0);
            // Far more than socket buffers hold: the client reads nothing, yet every call returns.
            int count = 300;
            for (int i = 0; i < count; i++) {
                sink.accept(0, frame(i, 1 << 16));
            }
            Thread flusher = new Thread(sink::flush);
            flusher.start();
            int received = 0;
            long last = -1;
            byte[] message = FrameMessages.readDelimited(slow.getInputStream(), 1 << 20);
            while (message != null) {
                last = FrameMessages.parse(message).sequence();
                received++;
                message = FrameMessages.readDelimited(slow.getInputStream(), 1 << 20);
            }
            flusher.join();

            assertThat(last).isEqualTo(count - 1);
            assertThat(client.dropped()).isPositive().isEqualTo(count - received);
        }
    }

    @Test
    void namesTheStreamOfEachFrame() throws IOException {
        sink();
        try (Socket client = call(sink.address())) {
            awaitClients(1);
            sink.accept(1, frame(1, 1));

            assertThat(io.millrace.protocol.v1.Frame.parseDelimitedFrom(client.getInputStream())
                            .getStream())
                    .isEqualTo("activity");
        }
    }

    @Test
    void namesAddressAndCauseWhenItCannotBind() throws IOException {
        listen();
        String[] taken = {"listen", source.address()};

        for (String transport : List.of("source", "sink")) {
            assertThatThrownBy(() -> {
                        if (transport.equals("source")) {
                            new TcpSource()
                                    .open(
                                            Bind.settings(TcpSettings.class, taken),
                                            ingress.context("other", clock, "node-1"));
                        } else {
                            new TcpSink().open(Bind.settings(TcpSinkSettings.class, taken), sinkContext());
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot listen: transport=tcp, listen=" + source.address() + ", cause=")
                    .hasMessageEndingWith(" (expected a free address)");
        }
    }

    private void listen(String... settings) throws IOException {
        String[] all = new String[settings.length + 2];
        all[0] = "listen";
        all[1] = "127.0.0.1:0";
        System.arraycopy(settings, 0, all, 2, settings.length);
        open(all);
    }

    private void open(String... settings) throws IOException {
        source = new TcpSource()
                .open(Bind.settings(TcpSettings.class, settings), ingress.context("tcp-test", clock, "node-1"));
        source.start();
    }

    private void sink(String... settings) throws IOException {
        String[] all = new String[settings.length + 4];
        all[0] = "listen";
        all[1] = "127.0.0.1:0";
        all[2] = "flush-timeout";
        all[3] = "10s";
        System.arraycopy(settings, 0, all, 4, settings.length);
        sink = TcpSinkConnection.open(Bind.settings(TcpSinkSettings.class, all), sinkContext());
    }

    private SinkContext sinkContext() {
        Map<String, StreamSpec> inputs = new java.util.LinkedHashMap<>();
        inputs.put("presence", StreamSpec.tensor(ElementType.F32, Axis.dynamic("x")));
        inputs.put("activity", StreamSpec.tensor(ElementType.F32, Axis.dynamic("x")));
        return new SinkContext("tcp-sink-test", inputs, clock);
    }

    private void awaitClients(int count) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (sink.clients().size() < count) {
            assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static Frame frame(long sequence, int floats) {
        float[] values = new float[floats];
        values[0] = sequence;
        return new Frame(
                sequence,
                1000 * sequence,
                0,
                7,
                Tensor.of(Shape.of(floats), values),
                Provenance.of(Origin.SIMULATED, "generator"));
    }

    private static Socket call(String address) throws IOException {
        Socket socket = new Socket("127.0.0.1", Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
