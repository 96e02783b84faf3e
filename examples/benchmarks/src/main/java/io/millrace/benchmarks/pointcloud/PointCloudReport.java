package io.millrace.benchmarks.pointcloud;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.operators.pointcloud.CloudCrop;
import io.millrace.operators.pointcloud.ClusterBoxes;
import io.millrace.operators.pointcloud.GroundRemoval;
import io.millrace.operators.pointcloud.TrackBoxes;
import io.millrace.operators.pointcloud.VoxelMap;
import io.millrace.operators.pointcloud.VoxelMean;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Points a second on one core: decoding, voxels, tracking, beside PCL's VoxelGrid and plain copies, in turns, round by round,
 * so that what else the machine does meets all of them. Arguments: folder of recordings, program {@code pcl_voxels}, a sweep as
 * PCD, rounds, seconds of each in a round. {@code examples/benchmarks/voxels-against-pcl} gives them.
 */
public final class PointCloudReport {

    private static final List<Double> LOW = List.of(-128.0, -128.0, -32.0);
    private static final List<Double> HIGH = List.of(128.0, 128.0, 32.0);
    private static final int WINDOW = 5;
    private static final int POINT_LIMIT = 131_072;
    private static final Path EXAMPLE = Path.of(System.getProperty("millrace.root", "."), "examples/lidar-tracking");

    private final List<Measure> measures = new ArrayList<>();
    private long counter;

    private PointCloudReport() {}

    /** Measures and prints. */
    public static void main(String[] args) throws Exception {
        if (args.length != 5) {
            System.err.println("usage: PointCloudReport DATA PCL_VOXELS SWEEP.pcd ROUNDS SECONDS");
            System.exit(2);
        }
        PointCloudReport report = new PointCloudReport();
        Path data = Path.of(args[0]);
        report.decoding(data);
        Frame[] clouds = Clouds.decoded(Clouds.sweepFiles(data));
        for (double edge : new double[] {0.5, 0.25}) {
            report.voxels(clouds[0], edge);
            report.measures.add(Measure.pcl(args[1], args[2], edge));
        }
        report.map(clouds);
        report.stages(clouds[0]);
        report.chains(data, clouds);
        report.run(Integer.parseInt(args[3]), Double.parseDouble(args[4]));
    }

    private void decoding(Path data) throws IOException {
        Path ouster = data.resolve("lidar-ouster");
        Clouds.Turns turns = new Clouds.Turns(ouster.resolve("OS-1-128_v2.3.0_1024x10_lb_n3.pcap"), 64, 1);
        Stage sensor = Clouds.ouster(ouster.resolve("OS-1-128_v2.3.0_1024x10.json"));
        turns.feed(sensor);
        int returns = points(sensor.last());
        copy("copy of the packets of an OS-1 turn", turns.bytesPerTurn(), returns);
        add("decode an OS-1 turn, 128 x 1024", returns, () -> turns.feed(sensor));

        Frame kitti = Clouds.frame(
                0,
                Tensor.ofBytes(Clouds.records(data.resolve("lidar-kitti-nc/000008.bin"))
                        .get(0)));
        Frame pcd = Clouds.sweepFiles(data)[0];
        Stage decoder = Clouds.decoder();
        int points = points(decoder.feed(pcd));
        copy("copy of a sweep", pcd.tensor().asBytes().length, points);
        add("decode PCD, binary", points, () -> decoder.feed(pcd));
        add("decode KITTI .bin", points(decoder.feed(kitti)), () -> decoder.feed(kitti));
    }

    private void voxels(Frame cloud, double edge) {
        Stage grid = Stage.open(new VoxelMean(), mean(edge), Clouds.decoder().output());
        add("voxel-mean, edge " + edge + " m", points(cloud), () -> grid.feed(cloud));
    }

    /** The window of the last clouds, brought up to date, and computed anew from one array that holds them already. */
    private void map(Frame[] clouds) {
        List<Double> edges = List.of(0.5, 0.5, 0.5);
        Stage map = Stage.open(
                new VoxelMap(),
                new VoxelMap.Config(LOW, HIGH, edges, WINDOW, POINT_LIMIT),
                Clouds.decoder().output());
        Stage anew = Stage.open(new VoxelMean(), mean(0.5), Clouds.decoder().output());
        Frame[] windows = new Frame[clouds.length];
        int all = 0;
        for (int i = 0; i < clouds.length; i++) {
            windows[i] = window(clouds, i);
            all += points(windows[i]);
        }
        int points = all / clouds.length;
        add("voxel-map, window of 5 sweeps", points, () -> map.feed(clouds[(int) (counter++ % clouds.length)]));
        add("the same anew, voxel-mean", points, () -> anew.feed(windows[(int) (counter++ % windows.length)]));
    }

    private void stages(Frame cloud) {
        Stage crop = Stage.open(new CloudCrop(), crop(), Clouds.decoder().output());
        Frame near = crop.feed(cloud);
        Stage ground = Stage.open(new GroundRemoval(), ground(), crop.output());
        Frame above = ground.feed(near);
        Stage things = Stage.open(new ClusterBoxes(), things(), ground.output());
        add("cloud-crop", points(cloud), () -> crop.feed(cloud));
        add("ground-removal", points(near), () -> ground.feed(near));
        add("cluster-boxes", points(above), () -> things.feed(above));
    }

    /** All of examples/lidar-tracking, from packet or file to tracks. */
    private void chains(Path data, Frame[] clouds) throws IOException {
        Clouds.Turns simulated = new Clouds.Turns(EXAMPLE.resolve("simulated-crossing.pcap.gz"), 32, 50);
        Stage small = Clouds.ouster(EXAMPLE.resolve("simulated-crossing.json"));
        track(small);
        simulated.feed(small);
        add("tracking, simulated crossing, 16 beams", points(small.last()), () -> simulated.feed(small));

        Path ouster = data.resolve("lidar-ouster");
        Clouds.Turns real = new Clouds.Turns(ouster.resolve("OS-1-128_v2.3.0_1024x10_lb_n3.pcap"), 64, 2);
        Stage large = Clouds.ouster(ouster.resolve("OS-1-128_v2.3.0_1024x10.json"));
        track(large);
        real.feed(large);
        add("tracking, OS-1, 128 beams", points(large.last()), () -> real.feed(large));

        Frame[] files = Clouds.sweepFiles(data);
        Stage sweeps = Clouds.decoder();
        track(sweeps);
        add("tracking, six sweeps in files", points(clouds[0]), () -> {
            Frame file = files[(int) (counter % files.length)];
            sweeps.feed(Clouds.frame(counter++, file.tensor()));
        });
    }

    private static void track(Stage decoder) {
        decoder.then(new CloudCrop(), crop())
                .then(new GroundRemoval(), ground())
                .then(new ClusterBoxes(), things())
                .then(new TrackBoxes(), new TrackBoxes.Config(3, 0.4, 2, 3, 5, 64));
    }

    private void copy(String name, int bytes, int points) {
        byte[] from = new byte[bytes];
        byte[] to = new byte[bytes];
        add(name, points, () -> System.arraycopy(from, 0, to, 0, bytes));
    }

    private void add(String name, int points, Runnable work) {
        measures.add(Measure.of(name, points, work));
    }

    private void run(int rounds, double seconds) throws Exception {
        for (int round = -1; round < rounds; round++) { // the first warms up
            for (Measure measure : measures) {
                measure.round(seconds, round >= 0);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-40s %9s %10s %8s %12s %s%n",
                "what, median of " + rounds + " rounds",
                "points",
                "us/frame",
                "frames/s",
                "Mpoints/s",
                "times the next, within a round");
        for (int i = 0; i < measures.size(); i++) {
            System.out.println(measures.get(i).line(i + 1 < measures.size() ? measures.get(i + 1) : null));
        }
    }

    private static Frame window(Frame[] clouds, int first) {
        int length = 0;
        for (int i = 0; i < WINDOW; i++) {
            length += clouds[(first + i) % clouds.length].tensor().floats().length;
        }
        float[] all = new float[length];
        int at = 0;
        for (int i = 0; i < WINDOW; i++) {
            float[] cloud = clouds[(first + i) % clouds.length].tensor().floats();
            System.arraycopy(cloud, 0, all, at, cloud.length);
            at += cloud.length;
        }
        int fields = clouds[0].tensor().shape().extent(1);
        return clouds[0].withPayload(Tensor.of(Shape.of(length / fields, fields), all));
    }

    private static int points(Frame frame) {
        return frame.tensor().shape().extent(0);
    }

    private static VoxelMean.Config mean(double edge) {
        return new VoxelMean.Config(LOW, HIGH, List.of(edge, edge, edge));
    }

    private static CloudCrop.Config crop() {
        return new CloudCrop.Config(List.of(-45.0, -21.0, -3.0), List.of(45.0, 21.0, 3.0), 1.5, 1000);
    }

    private static GroundRemoval.Config ground() {
        return new GroundRemoval.Config(0.25, 3, 60, 4);
    }

    private static ClusterBoxes.Config things() {
        return new ClusterBoxes.Config(0.7, 80, 4, 10);
    }
}
