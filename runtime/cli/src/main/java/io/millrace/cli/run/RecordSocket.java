package io.millrace.cli.run;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** The sending end of a source's socket. */
interface RecordSocket extends Closeable {

    /** Sends one record: a datagram, or a line. */
    void send(byte[] record) throws IOException;

    /**
     * Connects.
     *
     * @param transport {@code udp} or {@code tcp}
     * @param address where the source listens, {@code host:port}
     */
    static RecordSocket connect(String transport, String address) throws IOException {
        int colon = address.lastIndexOf(':');
        InetAddress host = InetAddress.getByName(address.substring(0, colon).replaceAll("[\\[\\]]", ""));
        InetSocketAddress to = new InetSocketAddress(
                host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host,
                Integer.parseInt(address.substring(colon + 1)));
        return transport.equals("udp") ? new Udp(to) : new Tcp(to);
    }

    /** A datagram a record. */
    final class Udp implements RecordSocket {

        private final DatagramSocket socket = new DatagramSocket();

        Udp(InetSocketAddress to) throws IOException {
            socket.connect(to);
        }

        @Override
        public void send(byte[] record) throws IOException {
            socket.send(new DatagramPacket(record, record.length));
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** A line a record. */
    final class Tcp implements RecordSocket {

        private final Socket socket;
        private final OutputStream out;

        Tcp(InetSocketAddress to) throws IOException {
            socket = new Socket(to.getAddress(), to.getPort());
            out = new BufferedOutputStream(socket.getOutputStream());
        }

        @Override
        public void send(byte[] record) throws IOException {
            out.write(record);
            out.write('\n');
            out.flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
