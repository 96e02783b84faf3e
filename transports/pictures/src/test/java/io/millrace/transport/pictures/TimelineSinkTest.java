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
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class TimelineSinkTest {

    private static final double RATE_HZ = 25;

    @TempDir
    private Path folder = Path.of("");

    private TimelineSettings settings(int columns) {
        return new TimelineSettings(
                folder.resolve("t.svg"), List.of("left", "right & <up>"), folder.resolve("t.csv"), columns);
    }

    /** Left is on from 1 to 2 s and from 3 s to the end, right never; a level runs beside. */
    private Document draw(TimelineSettings settings, int frames) throws Exception {
        Map<String, StreamSpec> inputs = new LinkedHashMap<>();
        inputs.put(
                "who", StreamSpec.tensor(ElementType.F32, Axis.of("person", 2)).withRateHz(RATE_HZ));
        inputs.put(
                "level", StreamSpec.tensor(ElementType.F32, Axis.of("value", 1)).withRateHz(RATE_HZ));
        SinkContext context = new SinkContext("picture", inputs, SystemClock.INSTANCE);
        try (SinkConnection sink = new TimelineSink().open(settings, context)) {
            for (int i = 0; i < frames; i++) {
                float left = (i >= 25 && i < 50) || i >= 75 ? 1 : 0;
                sink.accept(0, Frames.of(i, RATE_HZ, Tensor.of(Shape.of(2), new float[] {left, 0})));
                float level = i == 10 ? Float.NaN : (float) Math.sin(i);
                sink.accept(1, Frames.of(i, RATE_HZ, Tensor.of(Shape.of(1), new float[] {level})));
            }
            sink.flush();
        }
        String svg = Files.readString(settings.path());
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static String area(Document document, int lane) {
        int found = -1;
        for (int i = 0; ; i++) {
            Element path = (Element) document.getElementsByTagName("path").item(i);
            found += path.hasAttribute("fill-opacity") ? 1 : 0;
            if (found == lane) {
                return path.getAttribute("d");
            }
        }
    }

    @Test
    void drawsBarsWhereSomethingIsOnAndListsThem() throws Exception {
        Document document = draw(settings(2000), 100);
        assertThat(document.getDocumentElement().getTextContent())
                .contains("left", "right & <up>", "level", "simulated: no sensor is involved", "3.5 s");
        // 3.96 s and the last column of 10 ms are 900 wide: on at 1, off at 2, on at 3 s.
        assertThat(area(document, 0)).isEqualTo("M130 70.0H356.7V34.0H583.4V70.0H810.1V34.0H1030V70.0Z");
        assertThat(area(document, 1)).isEqualTo("M130 116.0H1030V116.0Z");
        assertThat(area(document, 2).split("V", -1)).hasSizeGreaterThan(90);
        assertThat(Files.readString(folder.resolve("t.csv")))
                .isEqualTo("# SIMULATED: no sensor is involved\nbegin,end,what\n"
                        + String.format("1.000,2.000,left%n3.000,3.960,left%n"));
    }

    @Test
    void keepsNoMoreThanItsColumns() {
        Timeline timeline = new Timeline(1, 100);
        for (int i = 0; i < 10_000; i++) {
            timeline.add(0, 5_000_000L * i, i == 7777 ? 9 : 0);
        }
        assertThat(timeline.columnSeconds()).as("50 s in 100 columns").isEqualTo(0.64);
        int highest = 0;
        for (int c = 0; c < timeline.columns(); c++) {
            highest = timeline.value(0, c) > timeline.value(0, highest) ? c : highest;
        }
        assertThat(timeline.value(0, highest)).isEqualTo(9);
        assertThat(highest).isEqualTo((int) (7777 * 0.005 / 0.64));
    }

    @Test
    void saysThatNothingCame() throws Exception {
        assertThat(draw(settings(100), 0).getDocumentElement().getTextContent()).contains("nothing came");
        assertThat(folder.resolve("t.csv")).hasContent("begin,end,what\n");
    }

    @Test
    void refusesOtherNames() throws IOException {
        assertThatThrownBy(() -> new TimelineSettings(Path.of("t.png"), List.of(), null, 100))
                .hasMessage("file name does not fit: path=t.png (expected a name that ends in .svg)");
    }
}
