package io.millrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThingsTest {

    private static final float[] ROWS = {
        7,
        20,
        0,
        0,
        4,
        2,
        1,
        0,
        3,
        0,
        9,
        0, // moves to the right, far
        5,
        0,
        8,
        0,
        4,
        2,
        1,
        0,
        0,
        0.1f,
        9,
        0 // stands, near
    };

    @Test
    void namesTheNearestFirstOnALine() {
        assertThat(Things.of(ROWS).brief()).isEqualTo("2 things: #5 at 0, 8 m; #7 at 20, 0 m 3.0 m/s");
        assertThat(Things.of(new float[0]).brief()).isEqualTo("0 things");
    }

    @Test
    void drawsThemWhereTheyAreFromAbove() {
        List<String> lines = Things.of(ROWS).lines(new Style(false), 46);
        assertThat(lines).hasSize(10);
        String middle = lines.get(5);
        assertThat(middle.charAt(23)).isEqualTo('+');
        assertThat(middle).endsWith("→7");
        assertThat(middle.indexOf('→')).isGreaterThan(23);
        assertThat(lines.subList(1, 5)).anySatisfy(line -> assertThat(line).isEqualTo(" ".repeat(23) + "□5"));
    }
}
