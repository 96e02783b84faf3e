package io.millrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MovementTest {

    private static final float[][] PAST = {{}, {0, 0, 10, 2}, {10, -2, 10, 2}, {-10, 0, 10, -2}};

    @Test
    void showsBothOnARailAndOverThePast() {
        Movement movement = Movement.of(new float[] {5, 0, 10, -2}, PAST);
        List<String> lines = movement.lines(new Style(false), PAST, 60);
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0))
                .startsWith("x      5.0  true     10.0  ")
                .endsWith("○")
                .contains("●");
        assertThat(lines.get(0).indexOf('●')).isLessThan(lines.get(0).indexOf('○'));
        assertThat(lines.get(1)).isEqualTo("  decoded  ▅█▁");
        assertThat(lines.get(2)).isEqualTo("  true     ███");
        assertThat(lines.get(4)).isEqualTo("  decoded  ▅▁▅");
        assertThat(lines.get(5)).isEqualTo("  true     ██▁");
    }

    @Test
    void saysBothInALine() {
        assertThat(Movement.of(new float[] {5, 0, 10.25f, -2}, PAST).brief())
                .isEqualTo("x 5.0 (true 10.3), y 0.0 (true -2.0)");
    }
}
