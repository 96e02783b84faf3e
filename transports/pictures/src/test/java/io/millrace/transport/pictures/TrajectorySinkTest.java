package io.millrace.transport.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.SystemClock;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.testkit.Frames;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class TrajectorySinkTest {

    private static final StreamSpec PAIRS = StreamSpec.tensor(ElementType.F32, Axis.of("pair", 2), Axis.of("axis", 2))
            .withRateHz(100)
            .withUnit("mm/s");

    @TempDir
    private Path folder = Path.of("");

    private String draw(TrajectorySettings settings, int frames, boolean perfect) throws IOException {
        SinkContext context = new SinkContext("picture", Map.of("score.pairs", PAIRS), SystemClock.INSTANCE);
        try (SinkConnection sink = new TrajectorySink().open(settings, context)) {
            for (int i = 0; i < frames; i++) {
                float x = (float) Math.cos(i / 30.0);
                float y = (float) Math.sin(i / 30.0);
                float[] pair = {x, perfect ? y : 0, x, y};
                Frame frame = Frames.of(i, 100, Tensor.of(Shape.of(2, 2), pair));
                sink.accept(0, frame);
            }
            sink.flush();
        }
        return Files.readString(settings.path());
    }

    private TrajectorySettings settings(boolean integrate, int points) {
        return new TrajectorySettings(folder.resolve("t.svg"), integrate, Duration.ofSeconds(1), points);
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    /** A point of a path for every pair, in plane and trace; the score is that of the pairs; the file is XML. */
    @Test
    void drawsEveryPair() throws Exception {
        String svg = draw(settings(false, 1000), 300, false);
        Document document = parse(svg);
        String decoded = ((Element) document.getElementsByTagName("path").item(3)).getAttribute("d");
        assertThat(decoded.split("[ML]", -1)).hasSize(301);
        assertThat(svg).contains("x in mm/s, last 3 s;  R² 1.0000 over the whole run");
        // Decoded as 0, which is about the mean of some periods of a sine: R2 a little below 0.
        assertThat(svg).containsPattern("y in mm/s, last 3 s;  R² -?0\\.[0-9]{4} over the whole run");
    }

    @Test
    void beginsTheSummedPathAnewEverySecond() throws Exception {
        String svg = draw(settings(true, 1000), 300, true);
        Document document = parse(svg);
        String decoded = ((Element) document.getElementsByTagName("path").item(3)).getAttribute("d");
        assertThat(decoded.chars().filter(c -> c == 'M').count()).isEqualTo(3);
        assertThat(svg).contains("decoded, summed; anew from the true position every 1.0 s");
    }

    @Test
    void keepsNoMoreThanItsPoints() {
        Trajectory trajectory = new Trajectory(100);
        for (int i = 0; i < 12_345; i++) {
            float[] pair = {i, 0, i, i % 2};
            trajectory.add(i, 0, new double[2], new double[2], pair);
            assertThat(trajectory.size()).isBetween(Math.min(50, i + 1), 100);
        }
        float step = trajectory.seconds(1);
        for (int i = 0; i < trajectory.size(); i++) {
            assertThat(trajectory.seconds(i)).isEqualTo(i * step);
            assertThat(trajectory.value(false, 0, i)).isEqualTo(i * step);
        }
        // The score is that of all pairs, kept or not: error 1/2 over variance 1/4 makes -1.
        assertThat(trajectory.score(0)).isEqualTo(1);
        assertThat(trajectory.score(1)).isCloseTo(-1, within(1e-3));
    }

    @Test
    void saysThatNothingCame() throws Exception {
        String svg = draw(settings(false, 100), 0, true);
        parse(svg);
        assertThat(svg).contains("no movement was decoded");
    }
}
