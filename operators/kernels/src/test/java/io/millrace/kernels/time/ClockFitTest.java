package io.millrace.kernels.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockFitTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    /** A sensor whose clock runs slow by so many ppm, and whose records take 2 ms and more to arrive. */
    private static final class Sensor {

        private final Random random;
        private final double skewPpm;
        private final double tailMillis;
        private long trueNanos = 1_700_000_000L * SECOND;
        private final long beganNanos = trueNanos;
        private long sensorOffset = 5 * SECOND;
        private long hostOffset;
        private long sensorNanos;
        private long arrivalNanos;

        Sensor(long seed, double skewPpm, double tailMillis) {
            this.random = new Random(seed);
            this.skewPpm = skewPpm;
            this.tailMillis = tailMillis;
        }

        /** The next record, 10 ms later. */
        void next() {
            trueNanos += 10 * MILLI;
            sensorNanos = sensorOffset + Math.round((trueNanos - beganNanos) * (1 - skewPpm * 1e-6)) / 1000 * 1000;
            double tail = -Math.log(1 - random.nextDouble()) * tailMillis;
            arrivalNanos = Math.max(arrivalNanos, trueNanos + hostOffset + Math.round((2 + tail) * MILLI));
        }

        /** How far a mapped time is from the truth, the shortest way of 2 ms counted as none. */
        long error(long mapped) {
            return mapped - (trueNanos + hostOffset + 2 * MILLI);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40, -120})
    void equalsTheLinearProgrammeThatScipySolves(int ppm) {
        Golden golden = Golden.resource(getClass(), "/golden/clock-fit.txt");
        double[] sensor = golden.doubles("sensor_" + ppm);
        double[] arrival = golden.doubles("arrival_" + ppm);
        double[] expected = golden.doubles("fit_" + ppm);
        ClockFit fit = new ClockFit();
        for (int i = 0; i < sensor.length; i++) {
            fit.map((long) sensor[i], (long) arrival[i]);
        }
        // The solver stops at 1e-7 of its scaled problem, far below the clock's microsecond.
        assertThat(fit.skewPpm()).isCloseTo(expected[2], within(1e-4));
        assertThat(fit.skewPpm()).isCloseTo(ppm, within(0.5)); // what 80 s with such delays can tell
        assertThat(fit.epoch()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 35, -80, 300})
    void followsADriftingClockThroughLateRecords(double skewPpm) {
        Sensor sensor = new Sensor(3, skewPpm, 8);
        ClockFit fit = new ClockFit();
        long last = Long.MIN_VALUE;
        double worst = 0;
        int outside = 0;
        for (int i = 0; i < 60_000; i++) { // ten minutes
            sensor.next();
            long mapped = fit.map(sensor.sensorNanos, sensor.arrivalNanos);
            assertThat(mapped).isGreaterThanOrEqualTo(last);
            last = mapped;
            if (i > 9_000) {
                worst = Math.max(worst, Math.abs(sensor.error(mapped)));
                outside += Math.abs(sensor.error(mapped)) > 4 * fit.uncertaintyNanos() ? 1 : 0;
            }
        }
        // Arrivals are 8 ms late on average and up to 80: the fit is a hundred times better.
        assertThat(worst).isLessThan(400_000);
        assertThat(outside).isZero();
        assertThat(fit.skewPpm()).isCloseTo(skewPpm, within(5.0));
        assertThat(fit.epoch()).isZero();
    }

    @Test
    void tellsHowLittleItKnowsAtFirst() {
        Sensor sensor = new Sensor(5, 100, 8);
        ClockFit fit = new ClockFit();
        for (int i = 0; i < 700; i++) {
            sensor.next();
            long mapped = fit.map(sensor.sensorNanos, sensor.arrivalNanos);
            if (i > 100) {
                assertThat(Math.abs(sensor.error(mapped))).isLessThanOrEqualTo(2 * fit.uncertaintyNanos() + 300_000);
            }
        }
        assertThat(fit.uncertaintyNanos()).isGreaterThan(500_000); // 500 ppm of several seconds
        for (int i = 0; i < 6000; i++) {
            sensor.next();
            fit.map(sensor.sensorNanos, sensor.arrivalNanos);
        }
        assertThat(fit.uncertaintyNanos()).isLessThan(400_000);
    }

    @Test
    void aBurstOfLateRecordsIsNoJump() {
        Sensor sensor = new Sensor(1, 20, 1);
        ClockFit fit = new ClockFit();
        for (int i = 0; i < 3000; i++) {
            sensor.next();
            long late = i > 2000 && i < 2090 ? 2 * SECOND : 0; // for 0.9 s everything comes two seconds late
            long mapped = fit.map(sensor.sensorNanos, sensor.arrivalNanos + late);
            if (i > 1500) {
                assertThat(Math.abs(sensor.error(mapped))).isLessThan(MILLI);
            }
        }
        assertThat(fit.epoch()).isZero();
    }

    @Test
    void aClockSetForwardBeginsAnewAtOnce() {
        Sensor sensor = new Sensor(2, 20, 1);
        ClockFit fit = new ClockFit();
        for (int i = 0; i < 4000; i++) {
            sensor.sensorOffset += i == 2000 ? SECOND : 0;
            sensor.next();
            long mapped = fit.map(sensor.sensorNanos, sensor.arrivalNanos);
            assertThat(fit.epoch()).isEqualTo(i < 2000 ? 0 : 1);
            assertThat(Math.abs(sensor.error(mapped))).isLessThan(20 * MILLI);
        }
    }

    @Test
    void theHostsClockSetForwardIsNoticedWithinABlock() {
        Sensor sensor = new Sensor(2, 20, 1);
        ClockFit fit = new ClockFit();
        long mapped = 0;
        for (int i = 0; i < 2300; i++) {
            sensor.hostOffset += i == 2000 ? 3600 * SECOND : 0;
            sensor.next();
            mapped = fit.map(sensor.sensorNanos, sensor.arrivalNanos);
        }
        assertThat(fit.epoch()).isEqualTo(1);
        assertThat(Math.abs(sensor.error(mapped))).isLessThan(20 * MILLI);
    }

    @Test
    void aRestartedSensorBeginsAnew() {
        Sensor sensor = new Sensor(9, 50, 1);
        ClockFit fit = new ClockFit();
        TimestampUnwrapper unwrapper = new TimestampUnwrapper();
        int boots = 0;
        for (int i = 0; i < 3000; i++) {
            if (i == 1500) {
                sensor.sensorOffset = 100 * MILLI - (sensor.sensorNanos - sensor.sensorOffset);
            }
            sensor.next();
            long nanos = unwrapper.nanos(sensor.sensorNanos / 1000);
            if (unwrapper.epoch() != boots) {
                boots = unwrapper.epoch();
                fit.restart();
            }
            assertThat(Math.abs(sensor.error(fit.map(nanos, sensor.arrivalNanos))))
                    .isLessThan(20 * MILLI);
        }
        assertThat(boots).isEqualTo(1);
        assertThat(fit.epoch()).isEqualTo(1);
    }

    @Test
    void continuesFromItsStateBitExactly() throws IOException {
        Sensor sensor = new Sensor(4, -30, 3);
        ClockFit fit = new ClockFit();
        for (int i = 0; i < 2500; i++) {
            sensor.next();
            fit.map(sensor.sensorNanos, sensor.arrivalNanos);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        fit.save(new DataOutputStream(bytes));
        assertThat((long) bytes.size()).isLessThanOrEqualTo(fit.stateBytes());
        ClockFit restored = new ClockFit();
        restored.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        for (int i = 0; i < 2500; i++) {
            sensor.next();
            long expected = fit.map(sensor.sensorNanos, sensor.arrivalNanos);
            assertThat(restored.map(sensor.sensorNanos, sensor.arrivalNanos)).isEqualTo(expected);
            assertThat(restored.uncertaintyNanos()).isEqualTo(fit.uncertaintyNanos());
        }
    }

    @Test
    void refusesTooFewBlocks() {
        assertThatThrownBy(() -> new ClockFit(SECOND, 4, SECOND, 500))
                .hasMessage("argument out of range: blocks=4 (expected 8..4096)");
        assertThatThrownBy(() -> new ClockFit(SECOND, 64, SECOND, 0))
                .hasMessage("argument out of range: mostSkewPpm=0.0 (expected above 0)");
    }
}
