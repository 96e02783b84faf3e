package io.millrace.transport.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.SystemClock;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.testkit.Frames;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BirdsEyeSinkTest {

    @TempDir
    private Path folder;

    private static StreamSpec rows(String row, int fields) {
        return StreamSpec.tensor(ElementType.F32, Axis.dynamic(row), Axis.of("field", fields));
    }

    private BirdsEyeSettings settings() {
        return new BirdsEyeSettings(
                folder.resolve("a.png"), folder.resolve("still.png"), List.of(-10.0, -5.0), List.of(10.0, 5.0), 10, 3);
    }

    private void draw(int frames) throws IOException {
        Map<String, StreamSpec> inputs = new LinkedHashMap<>();
        inputs.put("near", rows("point", 4));
        inputs.put("tracks", rows("track", 12));
        try (SinkConnection sink =
                new BirdsEyeSink().open(settings(), new SinkContext("picture", inputs, SystemClock.INSTANCE))) {
            for (int i = 0; i < frames; i++) {
                float[] points = {-9, 4, 2, 0};
                float[] track = {1, i, 0, 0, 4, 2, 1.5f, 0, 3, 0, 9, 0};
                sink.accept(0, Frames.of(i, 10, Tensor.of(Shape.of(1, 4), points)));
                sink.accept(1, Frames.of(i, 10, Tensor.of(Shape.of(1, 12), track)));
            }
        }
    }

    /** The JDK's reader, which shares no code with the writer, sees the first picture of an animation. */
    @Test
    void drawsPointsAndTracksWhereTheyAre() throws IOException {
        draw(2);
        BufferedImage first = ImageIO.read(folder.resolve("a.png").toFile());
        BufferedImage still = ImageIO.read(folder.resolve("still.png").toFile());
        assertThat(first.getWidth()).isEqualTo(200);
        assertThat(first.getHeight()).isEqualTo(120);
        assertThat(first.getRGB(10, 30) & 0xFFFFFF).isEqualTo(0xFFF3A8); // 9 m left, 4 m up, 2 m high
        int green = 0x58D68D;
        assertThat(first.getRGB(80, 70) & 0xFFFFFF).as("rear edge at -2 m").isEqualTo(green);
        assertThat(first.getRGB(130, 70) & 0xFFFFFF).as("in a second 3 m ahead").isEqualTo(green);
        assertThat(still.getRGB(90, 70) & 0xFFFFFF)
                .as("a frame later 1 m ahead")
                .isEqualTo(green);
    }

    @Test
    void writesAnAnimationOfTheStatedLengthWithChecksumsThatHold() throws IOException {
        draw(5);
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("a.png")));
        file.position(8);
        List<String> chunks = new ArrayList<>();
        int frames = 0;
        while (file.hasRemaining()) {
            int length = file.getInt();
            byte[] content = new byte[4 + length];
            file.get(content);
            CRC32 crc = new CRC32();
            crc.update(content);
            assertThat(file.getInt()).isEqualTo((int) crc.getValue());
            String name = new String(content, 0, 4, StandardCharsets.US_ASCII);
            chunks.add(name);
            frames = name.equals("acTL") ? ByteBuffer.wrap(content, 4, 4).getInt() : frames;
        }
        assertThat(chunks).containsExactly("IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND");
        assertThat(frames).isEqualTo(3);
    }

    @Test
    void refusesWhatIsNoPicture() {
        assertThatThrownBy(
                        () -> new BirdsEyeSettings(Path.of("a.gif"), null, List.of(0.0, 0.0), List.of(9.0, 9.0), 10, 1))
                .hasMessage("file name does not fit: path=a.gif, still=null (expected names that end in .png)");
        assertThatThrownBy(() ->
                        new BirdsEyeSettings(Path.of("a.png"), null, List.of(0.0, 0.0), List.of(900.0, 1.0), 10, 1))
                .hasMessage("picture is of no size: widthPixels=9000, heightPixels=10 (expected 32..4096 each)");
    }
}
