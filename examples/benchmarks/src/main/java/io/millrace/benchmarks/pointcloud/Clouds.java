package io.millrace.benchmarks.pointcloud;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.RecordingReader;
import io.millrace.operators.pointcloud.LidarClock;
import io.millrace.operators.pointcloud.OusterLidar;
import io.millrace.operators.pointcloud.PointFile;
import io.millrace.transport.files.Recordings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Real recordings as frames: the sweeps of lidar-kitti-nc, a turn of lidar-ouster; and the simulated crossing. */
final class Clouds {

    static final StreamSpec RECORDS = StreamSpec.records().withRateHz(10);

    private static final int SWEEPS = 6;
    private static final int FRAME_ID_AT = 2;
    private static final int SHORTEST_LIDAR_PACKET = 1000; // those of the inertial unit are 48 bytes
    private static final long PERIOD_NANOS = 100_000_000L;

    private Clouds() {}

    static Frame frame(long sequence, Tensor tensor) {
        long nanos = sequence * PERIOD_NANOS;
        return new Frame(sequence, nanos, 0, nanos, tensor, Provenance.of(Origin.REPLAY, "bench"));
    }

    /** The records of a file. */
    static List<byte[]> records(Path file) throws IOException {
        List<byte[]> records = new ArrayList<>();
        try (RecordingReader reader = Recordings.open(file)) {
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
        }
        return records;
    }

    /** Six PCD files, as they are. */
    static Frame[] sweepFiles(Path data) throws IOException {
        Frame[] files = new Frame[SWEEPS];
        for (int i = 0; i < SWEEPS; i++) {
            Path file = data.resolve("lidar-kitti-nc/frame_0" + i + ".pcd.gz");
            files[i] = frame(i, Tensor.ofBytes(records(file).get(0)));
        }
        return files;
    }

    /** The clouds of files. */
    static Frame[] decoded(Frame[] files) {
        Stage decoder = decoder();
        Frame[] clouds = new Frame[files.length];
        for (int i = 0; i < files.length; i++) {
            clouds[i] = decoder.feed(files[i]);
        }
        return clouds;
    }

    static Stage decoder() {
        return Stage.open(new PointFile(), new PointFile.Config(PointFile.Form.AUTO), RECORDS);
    }

    static Stage ouster(Path metadata) {
        return Stage.open(new OusterLidar(), new OusterLidar.Config(metadata, 10, LidarClock.SENSOR), RECORDS);
    }

    /** Packets of a sensor that turns and turns: those of whole turns of a capture, their counter put forward each time. */
    static final class Turns {

        private final List<byte[]> packets = new ArrayList<>();
        private final int perTurn;
        private int turn;

        /** Takes so many turns of a capture, from the first that is whole. */
        Turns(Path capture, int perTurn, int turns) throws IOException {
            this.perTurn = perTurn;
            List<byte[]> all = records(capture).stream()
                    .filter(r -> r.length > SHORTEST_LIDAR_PACKET)
                    .toList();
            for (int at = 0; at < all.size() && packets.size() < perTurn * turns; ) {
                int end = at;
                while (end < all.size() && id(all.get(end)) == id(all.get(at))) {
                    end++;
                }
                if (end - at == perTurn) {
                    packets.addAll(all.subList(at, end));
                }
                at = end;
            }
            if (packets.size() != perTurn * turns) {
                throw new IOException("capture is too short: file=" + capture + ", packets=" + all.size()
                        + " (expected " + turns + " whole turns of " + perTurn + " packets)");
            }
        }

        int bytesPerTurn() {
            return perTurn * packets.get(0).length;
        }

        /** Feeds the next turn. */
        void feed(Stage decoder) {
            int first = turn * perTurn % packets.size();
            for (int i = 0; i < perTurn; i++) {
                byte[] packet = packets.get(first + i);
                packet[FRAME_ID_AT] = (byte) turn;
                packet[FRAME_ID_AT + 1] = (byte) (turn >> 8);
                decoder.feed(frame(turn, Tensor.ofBytes(packet)));
            }
            turn = (turn + 1) & 0x7fff_ffff;
        }

        private static int id(byte[] packet) {
            return (packet[FRAME_ID_AT] & 0xff) | (packet[FRAME_ID_AT + 1] & 0xff) << 8;
        }
    }
}
