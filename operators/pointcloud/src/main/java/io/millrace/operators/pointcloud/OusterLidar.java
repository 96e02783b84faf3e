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
import io.millrace.kernels.pointcloud.OusterAssembler;
import io.millrace.kernels.pointcloud.OusterProjection;
import io.millrace.kernels.pointcloud.OusterSensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the LiDAR packets of an Ouster sensor (OS-0, OS-1, OS-2) into point clouds, one for each turn.
 *
 * <p><b>Input</b> raw records: one UDP datagram each. <b>Outputs</b> {@code out}: f32 [point, field=5] with x, y, z in m in
 * the sensor's frame, reflectivity 0..255, and the point's time after the frame's in s, beam by beam; {@code range}: f32
 * [beam, column] in m, 0 where nothing came back, rows turned so that a column is one direction.
 *
 * <p><b>Time</b> of a frame is when its first column was measured, counted from the arrival of the first packet by the
 * sensor's clock; it is emitted when its last column has arrived, or the first of a later turn. With {@code clock: host} it
 * is mapped onto the host's clock by a {@link io.millrace.kernels.time.ClockFit}, which says how well it is known.
 *
 * <p><b>State and cost</b> two scans; linear in the packet. <b>Drops</b> packets of another length ({@code wrong-length}: IMU
 * packets too), seen before ({@code duplicate}), of a turn that is over ({@code late}) or with columns that the sensor cannot
 * have ({@code bad-column}). What never came is in the gauge {@code missing-columns}.
 *
 * @see <a href="https://static.ouster.dev/sensor-docs/">Ouster sensor documentation</a>
 */
public final class OusterLidar implements Decoder<OusterLidar.Config> {

    static final Map<OusterAssembler.Result, DropReason> REASONS = reasons();

    private static final double NANOS_PER_SECOND = 1e9;

    /** Makes the operator; the service loader does. */
    public OusterLidar() {}

    /**
     * Settings.
     *
     * @param metadata what the sensor says of itself
     * @param turnRateHz turns a second
     * @param clock clock that frames carry the time of
     */
    public record Config(
            @Setting(help = "JSON file with the sensor's metadata, as the sensor gives it.")
            Path metadata,

            @Setting(help = "turns a second: 10 or 20", orElse = "10", min = 1, max = 40)
            double turnRateHz,

            @Setting(
                    help =
                            "clock of the frames' times; host: the sensor's drift is followed, for joining with other sensors",
                    orElse = "sensor")
            LidarClock clock) {}

    private static Map<OusterAssembler.Result, DropReason> reasons() {
        Map<OusterAssembler.Result, DropReason> reasons = new EnumMap<>(OusterAssembler.Result.class);
        for (OusterAssembler.Result result : OusterAssembler.Result.values()) {
            if (result != OusterAssembler.Result.TAKEN) {
                reasons.put(
                        result,
                        new DropReason(result.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            }
        }
        return reasons;
    }

    @Override
    public String name() {
        return "ouster-lidar";
    }

    @Override
    public String summary() {
        return "decodes the packets of Ouster LiDAR sensors into point clouds";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        inputs.single().tensor(ElementType.U8).rank(1);
        OusterSensor sensor = sensor(settings, inputs);
        int beams = sensor == null ? 1 : sensor.beams();
        int columns = sensor == null ? 1 : sensor.columnsPerFrame();
        StreamSpec range = StreamSpec.tensor(ElementType.F32, Axis.of("beam", beams), Axis.of("column", columns))
                .withUnit("m");
        return Contract.of(timed(settings, Cloud.spec(OusterProjection.FIELDS)))
                .withOutput("range", timed(settings, range))
                .withDelayNanos(Math.round(NANOS_PER_SECOND / settings.turnRateHz()))
                .withStateBytes((sensor == null ? 0 : new OusterAssembler(sensor).stateBytes())
                        + OusterTime.stateBytes(settings.clock()))
                .withMacsPerFrame(sensor == null ? 0 : 25L * beams * columns)
                .withDrops(REASONS.values().toArray(new DropReason[0]));
    }

    private static StreamSpec timed(Config settings, StreamSpec stream) {
        return OusterTime.on(settings.clock(), "lidar", stream.withRateHz(settings.turnRateHz()));
    }

    private static @Nullable OusterSensor sensor(Config settings, Inputs inputs) {
        try {
            return OusterMetadata.read(settings.metadata());
        } catch (IOException e) {
            inputs.refuse(
                    "sensor is not described",
                    "metadata=" + settings.metadata() + ", cause=" + e.getMessage(),
                    "the JSON file that the sensor gives of itself");
            return null;
        }
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        try {
            return new OusterLidarProcessor(OusterMetadata.read(settings.metadata()), new OusterTime(settings.clock()));
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
