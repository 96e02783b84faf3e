package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EchoSuppressorTest extends OperatorContractTest {

    private static final EchoScene SCENE = new EchoScene(40_000, 5);

    @Override
    protected List<Integer> widths() {
        return List.of(80, 1, 64);
    }

    @Override
    protected int frameCount() {
        return 200;
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new EchoSuppressor())
                .in("near", AudioStreams.blocks(1, width, EchoScene.RATE_HZ))
                .in("echo", AudioStreams.blocks(1, width, EchoScene.RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return EchoScene.frame(sequence % 2 == 0 ? SCENE.far : SCENE.mic, width, sequence / 2, sequence);
    }

    @Override
    protected int input(long sequence) {
        return EchoScene.input(sequence);
    }

    /** Of an echo a fifth is left: it falls by more than 12 dB once it is known to be a fifth. */
    @Test
    void suppressesWhatIsLeftOfTheEcho() {
        float[] left = new float[SCENE.far.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = 0.2f * SCENE.far[i];
        }
        try (OperatorRun run = harness(80).open()) {
            for (int i = 0; i < 400; i++) {
                run.feed(1, EchoScene.frame(SCENE.far, 80, i, i));
                run.feed(0, EchoScene.frame(left, 80, i, i));
            }
            float[] out = AudioFrames.samples(run.emitted(), 0);
            double before = 0;
            double after = 0;
            for (int i = 16_000; i < 31_000; i++) {
                before += left[i] * left[i];
                after += out[i] * out[i];
            }
            assertThat(10 * Math.log10(before / after)).isGreaterThan(12);
        }
    }

    @Test
    void refusesInputsThatAreNotNamed() {
        assertThat(OperatorHarness.of(new EchoSuppressor())
                        .in(AudioStreams.blocks(1, 80, 8000))
                        .in(AudioStreams.blocks(1, 80, 8000))
                        .problems())
                .containsExactly(
                        "input is missing: node=node, input=near, given=[in-0, in-1] (expected in: { near: ... })",
                        "input is missing: node=node, input=echo, given=[in-0, in-1] (expected in: { echo: ... })");
    }
}
