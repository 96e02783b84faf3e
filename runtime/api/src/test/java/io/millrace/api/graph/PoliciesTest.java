package io.millrace.api.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {

    @ParameterizedTest
    @CsvSource({"drop, DROP, 0", "clamp, CLAMP, 0", "new-epoch, NEW_EPOCH, 0", "reorder(20ms), REORDER, 20"})
    void readsAndPrintsDisorder(String text, OnDisorder.Action action, long millis) {
        assertThat(OnDisorder.parse(text)).isEqualTo(new OnDisorder(action, Duration.ofMillis(millis)));
        assertThat(OnDisorder.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sort", "DROP", "reorder()", "reorder 20ms"})
    void refusesOtherDisorder(String text) {
        assertThatThrownBy(() -> OnDisorder.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("disorder policy not understood: on-disorder=" + text
                        + " (expected drop, clamp, new-epoch or a window such as reorder(20ms))");
    }

    @ParameterizedTest
    @CsvSource({"reorder, reorder, 0ns", "drop(5ms), drop, 5ms", "reorder(0s), reorder, 0ns"})
    void refusesWindowsThatDoNotFit(String text, String action, String window) {
        assertThatThrownBy(() -> OnDisorder.parse(text))
                .hasMessage("disorder window does not fit: action=" + action + ", window=" + window
                        + " (expected a positive window for reorder, none otherwise)");
    }

    @ParameterizedTest
    @CsvSource({
        "drop-frame, DROP_FRAME, 100, 60, drop-frame(100 per 1m)",
        "reset(10 per 5s), RESET, 10, 5, reset(10 per 5s)",
        "restart(1 per 1h), RESTART, 1, 3600, restart(1 per 1h)"
    })
    void readsAndPrintsFailure(String text, OnFailure.Action action, int budget, long seconds, String printed) {
        assertThat(OnFailure.parse(text)).isEqualTo(new OnFailure(action, budget, Duration.ofSeconds(seconds)));
        assertThat(OnFailure.parse(text)).hasToString(printed);
        assertThat(OnFailure.parse(printed)).isEqualTo(OnFailure.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"detach", "detach(3 per 1m)", "restart(10 per 1m, after 100ms)", "stop"})
    void printsFailureAsItIsWritten(String text) {
        assertThat(OnFailure.parse(text)).hasToString(text);
    }

    @Test
    void putsOffOnlyRestarts() {
        assertThatThrownBy(() -> OnFailure.parse("reset(10 per 1m, after 100ms)"))
                .hasMessage("back-off does not fit: action=reset, after=100ms (expected none, or restart)");
    }

    @Test
    void limitsAreWholeOrNotThere() {
        assertThat(Limits.NONE).hasToString("");
        assertThat(Limits.NONE.withDeadline(Duration.ofMillis(50)).withMaxInFlight(2, "view"))
                .hasToString("deadline 50ms, at most 2 in flight until view");
        assertThatThrownBy(() -> new Limits(Duration.ZERO, 2, null))
                .hasMessage("flow limit is half described: max-in-flight=2, until=null (expected both max-in-flight,"
                        + " at least 1, and until, or neither)");
    }

    @Test
    void readsTheDefaultOfFailureAsItIsPrinted() {
        assertThat(OnFailure.parse(OnFailure.DEFAULT.toString())).isEqualTo(OnFailure.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ignore", "reset(10)", "reset(x per 1m)", "reset(99999999999 per 1m)"})
    void refusesOtherFailure(String text) {
        assertThatThrownBy(() -> OnFailure.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("failure policy not understood: on-failure=" + text
                        + " (expected one of drop-frame, reset, restart, detach, stop, with a budget such as"
                        + " reset(10 per 1m), or restart(10 per 1m, after 100ms))");
    }

    @Test
    void refusesBudgetsOutOfRange() {
        assertThatThrownBy(() -> OnFailure.parse("reset(0 per 1m)"))
                .hasMessage(
                        "failure budget out of range: budget=0, within=1m (expected at least 1 per a positive period)");
        assertThatThrownBy(() -> OnFailure.parse("reset(1 per 0s)"))
                .hasMessage(
                        "failure budget out of range: budget=1, within=0ns (expected at least 1 per a positive period)");
    }

    @Test
    void boundsQueues() {
        assertThat(new EdgePolicy(Overflow.DROP_OLDEST, 1048576)).hasToString("drop-oldest(1048576)");
        assertThatThrownBy(() -> new EdgePolicy(Overflow.BLOCK, 0))
                .hasMessage("capacity out of range: capacity=0 (expected 1..1048576)");
        assertThatThrownBy(() -> new EdgePolicy(Overflow.BLOCK, 1048577))
                .hasMessage("capacity out of range: capacity=1048577 (expected 1..1048576)");
    }
}
