package io.millrace.profiles.forecast;

import io.millrace.api.device.Calibration;
import io.millrace.api.device.Calibration.Arithmetic;
import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.device.Calibration.Spread;
import io.millrace.api.device.Calibration.Timed;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Hardware;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks up or works out how long a node takes for a frame on a device. */
final class Times {

    private static final double NANOS = 1e9;

    /** A time and what it is known from. */
    record Answer(Basis basis, Spread time) {}

    private final Calibration measured;
    private final Hardware hardware;

    Times(DeviceProfile profile) {
        this.measured = profile.calibration();
        this.hardware = profile.hardware();
    }

    Answer of(NodeKey key, Pace pace) {
        Optional<Timed> exact = measured.latency().stream()
                .filter(timed -> timed.pace() == pace && key.isOf(timed))
                .findFirst();
        if (exact.isPresent()) {
            return new Answer(Basis.MEASURED, exact.get().time());
        }
        List<Timed> like = measured.latency().stream().filter(key::isLike).toList();
        if (!like.isEmpty()) {
            return new Answer(Basis.NEAR, near(key, pace, like));
        }
        return roofline(key);
    }

    /** The entry with the nearest work, scaled by it; of two as near, that of the same settings and pace. */
    private static Spread near(NodeKey key, Pace pace, List<Timed> like) {
        Timed best = like.stream()
                .min(Comparator.<Timed>comparingDouble(timed -> Math.abs(Math.log(factor(key, timed))))
                        .thenComparing(timed -> timed.settings().equals(key.settings()) ? 0 : 1)
                        .thenComparing(timed -> timed.pace() == pace ? 0 : 1))
                .orElseThrow();
        double factor = factor(key, best);
        return new Spread(
                Math.max(1, Math.round(best.time().p50Nanos() * factor)),
                Math.max(1, Math.round(best.time().p99Nanos() * factor)));
    }

    private static double factor(NodeKey key, Timed timed) {
        return key.macs() > 0 && timed.macs() > 0
                ? (double) key.macs() / timed.macs()
                : (double) Math.max(1, key.bytes()) / Math.max(1, timed.bytes());
    }

    /**
     * The greater of arithmetic over its rate and bytes over their bandwidth, and a call of ONNX Runtime where there is
     * one. The tail is that of a change of threads, which is the machine's own: other work, interrupts, clock changes.
     */
    private Answer roofline(NodeKey key) {
        boolean isModel = !key.kernel().equals("java");
        double rate = rate(isModel ? "onnx" : "dense", Math.sqrt((double) key.macs()));
        double bandwidth = bandwidth(key.bytes());
        if (key.macs() == 0 || rate == 0 || bandwidth == 0) {
            return new Answer(Basis.UNKNOWN, Spread.UNKNOWN);
        }
        double work = Math.max(2.0 * key.macs() / rate, key.bytes() / bandwidth) * NANOS;
        long p50 = Math.max(1, Math.round(work + (isModel ? measured.call().p50Nanos() : 0)));
        Spread tail = isModel ? measured.call() : measured.hop();
        return new Answer(Basis.ROOFLINE, new Spread(p50, p50 + tail.p99Nanos() - tail.p50Nanos()));
    }

    private double rate(String kernel, double width) {
        return measured.arithmetic().stream()
                .filter(rate -> rate.kernel().equals(kernel))
                .min(Comparator.comparingDouble(rate -> Math.abs(Math.log(rate.width() / Math.max(1, width)))))
                .map(Arithmetic::flopsPerSecond)
                .orElse(0.0);
    }

    /** Of the first level that holds so much. */
    private double bandwidth(long bytes) {
        String level = bytes <= hardware.l1DataBytes()
                ? "l1-data"
                : bytes <= hardware.l2Bytes() ? "l2" : bytes <= hardware.l3Bytes() ? "l3" : "memory";
        double slowest = 0;
        for (Calibration.Bandwidth rate : measured.bandwidth()) { // from the fastest level to the slowest
            slowest = rate.bytesPerSecond();
            if (rate.level().equals(level)) {
                break;
            }
        }
        return slowest;
    }
}
