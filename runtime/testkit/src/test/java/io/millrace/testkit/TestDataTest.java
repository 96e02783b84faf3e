package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class TestDataTest {

    private final String data = System.getProperty(TestData.DATA_PROPERTY, "");
    private final String root = System.getProperty(TestData.ROOT_PROPERTY, "");

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        System.setProperty(TestData.DATA_PROPERTY, data);
        System.setProperty(TestData.ROOT_PROPERTY, root);
    }

    @Test
    void skipsLoudlyWithoutRecordings() {
        System.setProperty(TestData.DATA_PROPERTY, "");
        assertThatThrownBy(() -> TestData.require("some"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("-Dmillrace.data=<folder of recordings> not given, needed: some"
                        + " (run: mvn verify -Dmillrace.data=<folder>)");
    }

    @Test
    void resolvesAgainstTheTopOfTheTree() throws IOException {
        Files.createDirectories(folder.resolve("recordings/some"));
        System.setProperty(TestData.ROOT_PROPERTY, folder.toString());
        System.setProperty(TestData.DATA_PROPERTY, "recordings");
        assertThat(TestData.require("some")).isDirectory();
        assertThatThrownBy(() -> TestData.require("other"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("recording is missing: path=");
    }

    @Test
    void readsArraysOfAnArchive() throws IOException {
        Path archive = folder.resolve("a.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            put(zip, "bytes", "|i1", "(2, 3)", new byte[] {1, -2, 3, -4, 5, -6});
            ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            put(zip, "flag", "|b1", "()", new byte[] {1});
            put(zip, "scalar", "<f8", "()", floats.putDouble(0.5).array());
        }
        Npz bytes = Objects.requireNonNull(Npz.read(archive, "bytes"));
        assertThat(bytes.shape()).containsExactly(2, 3);
        assertThat(bytes.values()).containsExactly(1, -2, 3, -4, 5, -6);
        assertThat(bytes.byteRows()).isDeepEqualTo(new byte[][] {{1, -2, 3}, {-4, 5, -6}});
        assertThatThrownBy(bytes::flag)
                .hasMessage("not a flag: array=" + archive
                        + ":bytes, type=i1, shape=[2, 3] (expected type b1 and no extents)");
        assertThat(Objects.requireNonNull(Npz.read(archive, "flag")).flag()).isTrue();
        Npz scalar = Objects.requireNonNull(Npz.read(archive, "scalar"));
        assertThat(scalar.values()).containsExactly(0.5);
        assertThatThrownBy(scalar::byteRows)
                .hasMessage("not a matrix of bytes: array=" + archive
                        + ":scalar, type=f8, shape=[] (expected type i1 and two extents)");
        assertThat(Npz.read(archive, "none")).isNull();
    }

    private static void put(ZipOutputStream zip, String name, String type, String shape, byte[] data)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
        OutputStream out = zip;
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        out.write(data);
        zip.closeEntry();
    }

    @Test
    void readsTheLongerHeaderOfLaterVersions() throws IOException {
        Path archive = folder.resolve("b.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("bytes.npy"));
            String header = "{'descr': '|i1', 'fortran_order': False, 'shape': (1, 2), }\n";
            zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, (byte) header.length(), 0, 0, 0});
            zip.write(header.getBytes(StandardCharsets.US_ASCII));
            zip.write(new byte[] {7, -8});
        }
        assertThat(Objects.requireNonNull(Npz.read(archive, "bytes")).byteRows())
                .isDeepEqualTo(new byte[][] {{7, -8}});
    }

    @Test
    void goldenArraysComeWholeOrByRowsAndAreNobodyElses() {
        Golden golden = Golden.parse("test", "# made up\na: shape=2,1,2\n1 2 3\n4\nb: shape=1\n0.1\n");
        assertThat(golden.names()).containsExactly("a", "b");
        assertThat(golden.rows("a")).isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
        assertThat(golden.floatRows("b")).isDeepEqualTo(new float[][] {{0.1f}});
        golden.doubles("a")[0] = 9;
        assertThat(golden.doubles("a")).containsExactly(1, 2, 3, 4);
        assertThatThrownBy(() -> golden.rows("c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such array: file=test, array=c (expected one of [a, b])");
    }

    @Test
    void signalsAreTheSameEveryTime() {
        assertThat(Signals.noise(100, 2, 7)).isEqualTo(Signals.noise(100, 2, 7)).isNotEqualTo(Signals.noise(100, 2, 8));
        assertThat(Signals.sine(4, 25, 100, 3))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(0, 3, 0, -3);
        assertThat(Signals.impulse(3, 1)).containsExactly(0, 1, 0);
    }
}
