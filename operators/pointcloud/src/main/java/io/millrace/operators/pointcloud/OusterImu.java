package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Decoder;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.OusterImuReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Decodes the packets of the inertial unit in an Ouster sensor, which come to a port of their own (7503 unless it was changed).
 *
 * <p><b>Input</b> raw records: one UDP datagram each. <b>Output</b> a bundle along the axes of the sensor's frame: {@code
 * acceleration} f32 [axis=3] in m/s², upwards at rest; {@code angular-velocity} f32 [axis=3] in rad/s; {@code
 * angular-velocity-lag} f32 [1] in s, how much later that was measured.
 *
 * <p><b>Time</b> of a frame is when the accelerometer was read, counted from the arrival of the first packet by the sensor's
 * clock; with {@code clock: host} mapped onto the host's by a {@link io.millrace.kernels.time.ClockFit}, so that it can be
 * joined with turns of the LiDAR on the same clock. Clouds and inertial unit are anchored apart otherwise, and so on clocks of
 * two names.
 *
 * <p><b>State and cost</b> the times of the last 32 packets; a few operations. <b>Drops</b> packets of another length ({@code
 * wrong-length}: LiDAR packets too), with a measurement that is no number ({@code bad-value}), seen before ({@code duplicate}),
 * or after a later one ({@code late}). What never came is in the gauge {@code missing-packets}, a sensor that began anew in
 * {@code restarts}.
 *
 * @see OusterImuReader
 */
public final class OusterImu implements Decoder<OusterImu.Config> {

    static final Map<OusterImuReader.Result, DropReason> REASONS = reasons();

    /** Makes the operator; the service loader does. */
    public OusterImu() {}

    /**
     * Settings.
     *
     * @param metadata what the sensor says of itself
     * @param packetRateHz packets a second
     * @param clock clock that frames carry the time of
     */
    public record Config(
            @Setting(help = "JSON file with the sensor's metadata, as the sensor gives it.")
            Path metadata,

            @Setting(help = "packets a second", orElse = "100", min = 1, max = 10000)
            double packetRateHz,

            @Setting(
                    help =
                            "clock of the frames' times; host: the sensor's drift is followed, for joining with other sensors",
                    orElse = "sensor")
            LidarClock clock) {}

    private static Map<OusterImuReader.Result, DropReason> reasons() {
        Map<OusterImuReader.Result, DropReason> reasons = new EnumMap<>(OusterImuReader.Result.class);
        for (OusterImuReader.Result result : OusterImuReader.Result.values()) {
            if (result != OusterImuReader.Result.TAKEN) {
                reasons.put(
                        result,
                        new DropReason(result.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            }
        }
        return reasons;
    }

    @Override
    public String name() {
        return "ouster-imu";
    }

    @Override
    public String summary() {
        return "decodes the packets of the inertial unit in Ouster LiDAR sensors";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        inputs.single().tensor(ElementType.U8).rank(1);
        try {
            OusterMetadata.readImu(settings.metadata());
        } catch (IOException e) {
            inputs.refuse(
                    "sensor is not described",
                    "metadata=" + settings.metadata() + ", cause=" + e.getMessage(),
                    "the JSON file that the sensor gives of itself");
        }
        return Contract.of(OusterTime.on(settings.clock(), "imu", spec().withRateHz(settings.packetRateHz())))
                .withStateBytes(reader(settings, new double[16]).stateBytes() + OusterTime.stateBytes(settings.clock()))
                .withDrops(REASONS.values().toArray(new DropReason[0]));
    }

    private static StreamSpec spec() {
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        Axis axis = Axis.of("axis", 3);
        parts.put("acceleration", StreamSpec.tensor(ElementType.F32, axis).withUnit("m/s^2"));
        parts.put("angular-velocity", StreamSpec.tensor(ElementType.F32, axis).withUnit("rad/s"));
        parts.put(
                "angular-velocity-lag",
                StreamSpec.tensor(ElementType.F32, Axis.of("value", 1)).withUnit("s"));
        return StreamSpec.bundle(parts);
    }

    private static OusterImuReader reader(Config settings, double[] toSensor) {
        return new OusterImuReader(settings.packetRateHz(), toSensor);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        try {
            double[] toSensor = OusterMetadata.readImu(settings.metadata());
            return new OusterImuProcessor(reader(settings, toSensor), new OusterTime(settings.clock()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "metadata has changed since the plan was made: file=" + settings.metadata(), e);
        }
    }

    /** Captures have the time of each packet, so the packets are not asked. */
    @Override
    public RecordTimer timer(Config settings) {
        return RecordTimer.NONE;
    }
}
