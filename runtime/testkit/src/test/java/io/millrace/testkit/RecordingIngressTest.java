package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.operator.DropReason;
import io.millrace.api.transport.Offer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordingIngressTest {

    private final RecordingIngress ingress = new RecordingIngress();

    private Offer offer(String text) {
        return ingress.offer(Frames.record(0, 1, text));
    }

    @Test
    void isFullUntilThereIsRoomAgain() {
        List<String> told = new ArrayList<>();
        ingress.room(1);
        assertThat(offer("a")).isEqualTo(Offer.ACCEPTED);
        assertThat(offer("b")).isEqualTo(Offer.FULL);
        ingress.onSpace(() -> told.add("space"));
        ingress.room(0);
        assertThat(told).isEmpty();
        ingress.room(2);
        ingress.room(2);
        assertThat(told).containsExactly("space");
        assertThat(ingress.texts()).containsExactly("a");
        assertThat(ingress.refusals()).isEqualTo(1);
    }

    @Test
    void isFullNowAndThenAndSaysAtOnceThatThereIsSpace() {
        List<Offer> told = new ArrayList<>();
        ingress.fullEvery(2);
        assertThat(offer("a")).isEqualTo(Offer.ACCEPTED);
        assertThat(offer("b")).isEqualTo(Offer.FULL);
        ingress.onSpace(() -> told.add(offer("b")));
        assertThat(told).containsExactly(Offer.ACCEPTED);
        ingress.awaitFrames(2);
    }

    @Test
    void waitsForWhatAnotherThreadTells() {
        new Thread(() -> {
                    offer("a");
                    ingress.lost(DropReason.CANCELLED, 2);
                    ingress.lost(DropReason.CANCELLED, 1);
                    ingress.complete();
                })
                .start();
        ingress.awaitFrames(1);
        ingress.awaitComplete();
        ingress.awaitLost("cancelled", 3);
        assertThat(ingress.lost()).isEqualTo(Map.of("cancelled", 3L));
        assertThat(ingress.await(Duration.ZERO, () -> ingress.refusals() > 0)).isFalse();
    }

    @Test
    void givesUpAtOnceWhenTheSourceFails() {
        Exception cause = new IllegalStateException("unplugged");
        ingress.fail(cause);
        assertThatThrownBy(() -> ingress.awaitFrames(1))
                .isInstanceOf(AssertionError.class)
                .hasMessage("source failed: frames=0, lost={}, refusals=0")
                .hasCause(cause);
        assertThat(ingress.awaitFailure()).isSameAs(cause);
    }

    @Test
    void failsOnMoreThanWasAwaited() {
        offer("a");
        offer("b");
        assertThatThrownBy(() -> ingress.awaitFrames(1)).isInstanceOf(AssertionError.class);
        ingress.lost(DropReason.CANCELLED, 2);
        assertThatThrownBy(() -> ingress.awaitLost("cancelled", 1)).isInstanceOf(AssertionError.class);
    }
}
