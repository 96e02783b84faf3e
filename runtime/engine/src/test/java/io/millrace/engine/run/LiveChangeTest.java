package io.millrace.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.config.ConfigException;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.Toys;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/** What is live changes between two frames; what is bad never replaces what is good. */
class LiveChangeTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final String into = UUID.randomUUID().toString();
    private final Sinks.Many<Frame> source = Sinks.many().unicast().onBackpressureBuffer();
    private Run run;

    @BeforeEach
    void start() throws IOException {
        run = Millrace.pipeline("live")
                .source("in", Toys.NUMBER, source.asFlux(), new EdgePolicy(Overflow.BLOCK, 4))
                .node("scale", Component.given("scale", new Toys.Gain(2)), n -> n.in("in"))
                .node("fussy", Component.given("fussy", new Toys.Limit(1000, 0)), n -> n.in("scale"))
                .sink("s", Component.given("collect", new Toys.Collecting.Into(into)), s -> s.in("fussy"))
                .draft()
                .compile(Toys.profile(), Toys.catalog())
                .start(RunOptions.virtualTime());
    }

    @AfterEach
    void stop() {
        run.close();
    }

    private List<Float> after(int frames) {
        source.tryEmitNext(Toys.frame(frames, frames));
        return Toys.Collecting.COLLECTED.get(into).stream().map(Toys::value).toList();
    }

    @Test
    void changesBetweenTwoFramesAndSaysSo() throws IOException {
        assertThat(after(1)).containsExactly(2f);
        assertThat(run.set("scale", Map.of("factor", "10")).block(SOON))
                .isEqualTo("live change: node=scale, {factor=10}");
        assertThat(after(2)).containsExactly(2f, 20f);
        run.set("scale", Map.of("factor", "-1")).block(SOON);
        assertThat(after(3)).containsExactly(2f, 20f, -3f);
        assertThat(run.report().notes())
                .containsExactly("live change: node=scale, {factor=10}", "live change: node=scale, {factor=-1}");
        assertThat(run.report().balances()).isTrue();
    }

    @Test
    void keepsTheStateOfTheNode() throws IOException {
        after(1);
        run.set("fussy", Map.of("limit", "500")).block(SOON);
        assertThat(after(2)).containsExactly(2f, 4f);
        assertThat(run.nodeReport("fussy").gauges()).containsEntry("frames", 2.0);
    }

    @Test
    void tellsEverythingThatIsWrongAndChangesNothing() {
        assertThatThrownBy(() -> run.set("fussy", Map.of("limit", "many", "shape", "3", "foo", "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown key: key=foo")
                .hasMessageContaining("setting is not live: key=shape (expected one of limit)")
                .hasMessageContaining("many");
        assertThat(after(1)).containsExactly(2f);
        assertThat(run.report().notes()).isEmpty();
    }

    @Test
    void rollsBackForTheSameFrameIfTheNewOneFailsAtIt() throws IOException {
        assertThat(after(1)).containsExactly(2f);
        run.set("fussy", Map.of("limit", "1")).block(SOON); // it will throw at 4
        assertThat(after(2)).containsExactly(2f, 4f);
        assertThat(after(3)).containsExactly(2f, 4f, 6f);
        assertThat(run.report().notes().get(1))
                .startsWith(
                        "live change rolled back: node=fussy, cause=java.lang.IllegalStateException: over the limit");
        assertThat(run.nodeReport("fussy").failures()).isZero();
        assertThat(run.report().balances()).isTrue();
    }

    @Test
    void refusesWhatCannotTakeOverTheState() throws IOException {
        after(1);
        assertThatThrownBy(() -> run.set("fussy", Map.of("limit", "13")).block(SOON))
                .hasRootCauseMessage("13 cannot be restored");
        assertThat(after(2)).containsExactly(2f, 4f);
        assertThat(run.report().notes())
                .containsExactly("live change refused: node=fussy, {limit=13}, cause=13 cannot be restored");
    }
}
