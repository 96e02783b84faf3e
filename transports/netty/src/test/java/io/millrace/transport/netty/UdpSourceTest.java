package io.millrace.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.api.config.ConfigException;
import io.millrace.api.frame.Frame;
import io.millrace.api.transport.SourceConnection;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.RecordingIngress;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class UdpSourceTest {

    private static final String[] INTERFACES = {"nio", "epoll"};

    private final RecordingIngress ingress = new RecordingIngress();
    private final ManualClock clock = new ManualClock(1_000);
    private DatagramSocket sender;
    private SourceConnection source;

    @BeforeEach
    void openSender() throws IOException {
        sender = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
    }

    @AfterEach
    void close() {
        sender.close();
        if (source != null) {
            source.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void deliversEveryDatagramInOrder(String io) throws IOException {
        open(io);

        for (int i = 0; i < 500; i++) {
            send("packet-" + i);
        }

        ingress.awaitFrames(500);
        assertThat(ingress.texts())
                .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "packet-" + i).toList());
        assertThat(ingress.frames().stream().map(Frame::sequence))
                .isEqualTo(IntStream.range(0, 500).mapToObj(i -> (long) i).toList());
        assertThat(ingress.lost()).isEmpty();
    }

    @Test
    void stampsFramesWithArrivalAndProvenance() throws IOException {
        open("auto");
        clock.advance(Duration.ofNanos(41_000));

        send("x");

        ingress.awaitFrames(1);
        Frame frame = ingress.frames().get(0);
        assertThat(frame.timeNanos()).isEqualTo(42_000);
        assertThat(frame.arrivalNanos()).isEqualTo(42_000);
        assertThat(frame.uncertaintyNanos()).isZero();
        assertThat(frame.provenance().sensors()).containsExactly("node-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void countsDatagramsBeyondTheLimitAndPassesThoseThatJustFit(String io) throws IOException {
        open(io, "max-datagram-bytes", "16");

        send("x".repeat(16));
        send("x".repeat(17));
        send("x".repeat(4000));
        send("");

        ingress.awaitFrames(2);
        ingress.awaitLost("oversized", 2);
        assertThat(ingress.texts()).containsExactly("x".repeat(16), "");
    }

    @Test
    void passesTheLargestDatagramThatUdpAllows() throws IOException {
        open("auto", "max-datagram-bytes", "65507");

        send("x".repeat(65507));

        ingress.awaitFrames(1);
        assertThat(ingress.texts().get(0)).hasSize(65507);
    }

    @Test
    void limitsTheRateOfASenderByTheRunsClock() throws IOException {
        open("auto", "max-packets-per-second-per-sender", "10");

        sendAll(25);
        ingress.awaitLost("rate-limited", 15);
        ingress.awaitFrames(10);
        clock.advance(Duration.ofMillis(300));
        sendAll(5);

        ingress.awaitLost("rate-limited", 17);
        ingress.awaitFrames(13);
    }

    @Test
    void refusesFurtherSendersUntilOneHasBeenSilent() throws IOException {
        open("auto", "max-senders", "1");
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.2", 0))) {
            send("first");
            ingress.awaitFrames(1);
            send(other, "second");
            ingress.awaitLost("too-many-senders", 1);

            clock.advance(Duration.ofNanos(Senders.SILENCE_NANOS));
            send(other, "third");

            ingress.awaitFrames(2);
            assertThat(ingress.texts()).containsExactly("first", "third");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void losesNothingAndKeepsTheOrderWhileTheIngressIsFull(String io) throws IOException {
        ingress.room(0);
        open(io);
        sendAll(1);
        ingress.await(() -> ingress.refusals() == 1);

        sendAll(200);
        // One place at a time, so that the source meets a full ingress again and again.
        for (int i = 1; i <= 50; i++) {
            ingress.room(1);
            ingress.awaitFrames(i);
        }
        ingress.room(Integer.MAX_VALUE);

        ingress.awaitFrames(201);
        assertThat(ingress.frames().stream().map(Frame::sequence))
                .isEqualTo(IntStream.range(0, 201).mapToObj(i -> (long) i).toList());
        assertThat(ingress.lost()).isEmpty();
    }

    @Test
    void countsWhatStillWaitsWhenItIsClosed() throws IOException {
        ingress.room(0);
        open("nio");
        send("x");
        ingress.await(() -> ingress.refusals() == 1);

        source.close();

        assertThat(ingress.lost()).containsExactly(java.util.Map.entry("cancelled", 1L));
        ingress.room(5);
        assertThat(ingress.frames()).isEmpty();
    }

    @Test
    void deliversNothingBeforeItIsStarted() throws IOException {
        source = new UdpSource().open(settings("auto"), ingress.context("udp-test", clock, "node-1"));
        send("early");

        assertThat(ingress.frames()).isEmpty();
        source.start();

        ingress.awaitFrames(1);
        assertThat(ingress.texts()).containsExactly("early");
    }

    @Test
    void leavesNoThreadBehind() throws IOException {
        open("auto");
        send("x");
        ingress.awaitFrames(1);
        assertThat(threads()).hasSize(1);

        source.close();

        assertThat(threads()).isEmpty();
    }

    @Test
    void namesAddressAndCauseWhenItCannotBind() throws IOException {
        open("auto");
        UdpSettings taken = Bind.settings(UdpSettings.class, "listen", source.address());

        assertThatThrownBy(() -> new UdpSource().open(taken, ingress.context("other", clock, "node-1")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen: transport=udp, listen=" + source.address() + ", cause=")
                .hasMessageContaining("in use")
                .hasMessageEndingWith(" (expected a free address)");
    }

    @Test
    void refusesAnAddressWithoutPort() {
        assertThatThrownBy(() -> Bind.settings(UdpSettings.class, "listen", "localhost"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("address not understood: listen=localhost (expected host:port with port 0..65535,"
                        + " such as 127.0.0.1:5566)");
    }

    private void open(String io, String... settings) throws IOException {
        if (io.equals(INTERFACES[1])) {
            assumeThat(Epoll.isAvailable()).as("epoll on this machine").isTrue();
        }
        source = new UdpSource().open(settings(io, settings), ingress.context("udp-test", clock, "node-1"));
        source.start();
    }

    private static UdpSettings settings(String io, String... more) {
        List<String> all = new ArrayList<>(List.of("listen", "127.0.0.1:0", "io", io));
        all.addAll(List.of(more));
        return Bind.settings(UdpSettings.class, all.toArray(String[]::new));
    }

    private void sendAll(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            send("packet-" + i);
        }
    }

    private void send(String text) throws IOException {
        send(sender, text);
    }

    private void send(DatagramSocket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int port = Integer.parseInt(source.address().substring("127.0.0.1:".length()));
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName("127.0.0.1"), port));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("millrace-udp-test"))
                .toList();
    }
}
