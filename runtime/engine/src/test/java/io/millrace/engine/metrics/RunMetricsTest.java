package io.millrace.engine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.Toys;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunMetricsTest {

    @Test
    void metersReadTheSameBooksAsTheReport() throws Exception {
        Run run = Millrace.pipeline("metered")
                .source("in", Toys.NUMBER, Toys.frames(160), new EdgePolicy(Overflow.BLOCK, 8))
                .node("even", Component.defaults("drop-odd"), n -> n.in("in"))
                .draft()
                .compile(Toys.profile(), Toys.catalog())
                .start(RunOptions.virtualTime());
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        RunMetrics metrics = new RunMetrics(run);
        metrics.bindTo(registry);
        assertThat(run.await(Duration.ofSeconds(10))).isTrue();
        metrics.refresh(registry);

        assertThat(registry.get("millrace.edge.in")
                        .tag("edge", "in->even")
                        .functionCounter()
                        .count())
                .isEqualTo(160);
        assertThat(registry.get("millrace.edge.out")
                        .tag("edge", "in->even")
                        .functionCounter()
                        .count())
                .isEqualTo(80);
        assertThat(registry.get("millrace.edge.dropped")
                        .tags("pipeline", "metered", "edge", "in->even", "reason", "odd")
                        .functionCounter()
                        .count())
                .isEqualTo(80);
        assertThat(registry.get("millrace.edge.in.flight")
                        .tag("edge", "in->even")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.get("millrace.node.failures")
                        .tag("node", "even")
                        .functionCounter()
                        .count())
                .isZero();
        assertThat(registry.get("millrace.node.service.seconds")
                        .tags("node", "even", "quantile", "0.99")
                        .gauge()
                        .value())
                .isPositive();
    }

    @Test
    void showsWhatAProcessorSaysAboutItsWork() throws Exception {
        Run run = Millrace.pipeline("metered")
                .source("in", Toys.NUMBER, Toys.frames(4), new EdgePolicy(Overflow.BLOCK, 8))
                .node("sum", Component.defaults("total"), n -> n.in("in"))
                .draft()
                .compile(Toys.profile(), Toys.catalog())
                .start(RunOptions.virtualTime());
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new RunMetrics(run).bindTo(registry);
        assertThat(run.await(Duration.ofSeconds(10))).isTrue();

        assertThat(registry.get("millrace.node.sum.volts")
                        .tags("pipeline", "metered", "node", "sum")
                        .gauge()
                        .value())
                .isEqualTo(0 + 1 + 2 + 3);
        assertThat(run.report().nodes().get(run.report().nodes().size() - 1).gauges())
                .containsExactly(entry("sum-volts", 6.0));
    }
}
