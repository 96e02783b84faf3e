package io.millrace.kernels.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.TestData;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Voxels against Debian's Point Cloud Library, which reads the real files by itself: the same voxels, the same counts, and
 * means to 1e-5 in relative terms (of the edge where a mean is smaller than that), as PCL adds up in float.
 *
 * <p>Edges are powers of two. PCL divides in float, so with others, as 0.1 m, a point that lies on a border may fall to either
 * side; a border at a multiple of the edge is the same in both.
 */
@TestInstance(Lifecycle.PER_CLASS)
class VoxelGridPclTest {

    private static final int FIELDS = PcdFile.FIELDS;
    private static final int REACH = 128;
    private static final double TOLERANCE = 1e-5;

    private Path folder;
    private Path program;

    @BeforeAll
    void compile() throws Exception {
        folder = Files.createTempDirectory("pcl");
        program = PclVoxels.program(folder);
    }

    @AfterAll
    void clear() throws Exception {
        Files.deleteIfExists(folder.resolve("pcl_voxels"));
        Files.deleteIfExists(folder);
    }

    @ParameterizedTest
    @CsvSource({"frame_00, 0.5", "frame_01, 0.25", "frame_02, 0.125", "frame_03, 0.5", "frame_04, 0.25", "frame_05, 1"})
    void agreesOnRealSweeps(String name, float edge, @TempDir Path temp) throws Exception {
        byte[] file;
        try (InputStream in =
                new GZIPInputStream(Files.newInputStream(TestData.require("lidar-kitti-nc/" + name + ".pcd.gz")))) {
            file = in.readAllBytes();
        }
        PcdFile read = PcdFile.read(file);
        assertThat(read).isNotNull();
        assertThat(read.points()).hasSizeGreaterThan(FIELDS * 100_000);
        agree(read.points(), Files.write(temp.resolve("cloud.pcd"), file), edge);
    }

    @Test
    void agreesOnTheSweepOfKitti(@TempDir Path temp) throws Exception {
        byte[] file = Files.readAllBytes(TestData.require("lidar-kitti-nc/000008.bin"));
        float[] points = new float[file.length / Float.BYTES];
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(points);
        agree(points, Files.write(temp.resolve("cloud.bin"), file), 0.25f);
    }

    /** Half a million points, many of them on borders, some in one place; needs no recordings. */
    @Test
    void agreesOnRandomPointsAndBorders(@TempDir Path temp) throws Exception {
        Random random = new Random(23);
        float[] points = new float[FIELDS * 500_000];
        for (int i = 0; i < points.length; i++) {
            double value = (random.nextDouble() - 0.5) * 60;
            points[i] = (float) (random.nextInt(10) == 0 ? Math.rint(4 * value) / 4 : value);
        }
        Arrays.fill(points, 0, FIELDS * 1000, 3);
        ByteBuffer bytes = ByteBuffer.allocate(points.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(points);
        agree(points, Files.write(temp.resolve("cloud.bin"), bytes.array()), 0.25f);
    }

    private void agree(float[] points, Path file, float edge) throws Exception {
        double[] low = {-REACH, -REACH, -REACH};
        double[] high = {REACH, REACH, REACH};
        VoxelGrid grid = new VoxelGrid(low, high, new double[] {edge, edge, edge}, FIELDS);
        int size = grid.take(points);
        assertThat(grid.outside()).isZero();
        int[] cells = new int[3 * size];
        int[] counts = new int[size];
        float[] means = new float[FIELDS * size];
        grid.cellsInto(cells);
        grid.countsInto(counts);
        grid.meansInto(means);

        List<String> lines =
                PclVoxels.run(List.of(program.toString(), "voxels", file.toString(), Float.toString(edge)));
        double[][] theirs = lines.stream()
                .map(line -> Arrays.stream(line.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .sorted((a, b) -> Arrays.compare(a, 0, 3, b, 0, 3))
                .toArray(double[][]::new);
        assertThat(theirs.length).as("voxels").isEqualTo(size).isGreaterThan(1000);
        int border = Math.round(REACH / edge);
        double worst = 0;
        for (int i = 0; i < size; i++) {
            for (int axis = 0; axis < 3; axis++) {
                assertThat(cells[3 * i + axis] - border)
                        .as("voxel %d, axis %d", i, axis)
                        .isEqualTo((int) theirs[i][axis]);
            }
            assertThat(counts[i]).as("points in voxel %d", i).isEqualTo((int) theirs[i][3]);
            for (int field = 0; field < FIELDS; field++) {
                double mean = theirs[i][4 + field];
                double scale = Math.max(Math.abs(mean), edge); // points of a voxel are at most an edge from the mean
                worst = Math.max(worst, Math.abs(means[FIELDS * i + field] - mean) / scale);
            }
        }
        assertThat(worst).as("largest relative difference of a mean").isLessThan(TOLERANCE);
    }
}
