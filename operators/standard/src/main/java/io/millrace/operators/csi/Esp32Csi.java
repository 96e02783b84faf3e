package io.millrace.operators.csi;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Decoder;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.csi.wire.BlockChoice;
import io.millrace.kernels.csi.wire.CsiCanonicalizer;
import io.millrace.kernels.csi.wire.CsiGrid;
import io.millrace.kernels.csi.wire.CsiOrder;
import io.millrace.kernels.csi.wire.ParseResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Decodes what ESP32 chips tell of the Wi-Fi channel: lines of text in every known dialect, or ADR-018 datagrams.
 *
 * <p><b>Input</b> raw records: one line or datagram each, whatever else is on the line. <b>Output</b> CSI frames on one
 * grid, numbered anew; on the clock {@code csi}.
 *
 * <p><b>Time</b> the receiving chip's microseconds, unwrapped for each sender and boot, counted from the arrival of the
 * first packet; known to 1 µs. With {@code clock: host} they are mapped onto the host's clock instead by a
 * {@link io.millrace.kernels.time.ClockFit}, which says how well they are known. A record without timestamp has its arrival, known to 5 ms.
 *
 * <p><b>State and cost</b> clock, order of sub-carriers and last packets of up to {@code sender-limit} senders; linear in
 * the record. <b>Drops</b> what is no packet, by {@link ParseResult#reason}; packets repeated by the network
 * ({@code duplicate}), of a layout without a known arrangement ({@code unknown-layout}), without the block asked for
 * ({@code no-such-block}), or of a sender too many ({@code too-many-senders}) while none has been silent for a minute.
 *
 * @see CsiFrame
 */
public final class Esp32Csi implements Decoder<Esp32Csi.Config> {

    static final DropReason DUPLICATE = new DropReason("duplicate");
    static final DropReason UNKNOWN_LAYOUT = new DropReason("unknown-layout");
    static final DropReason NO_SUCH_BLOCK = new DropReason("no-such-block");
    static final DropReason TOO_MANY_SENDERS = new DropReason("too-many-senders");
    static final Map<ParseResult, DropReason> NO_PACKET = new EnumMap<>(ParseResult.class);

    private static final DropReason[] DROPS = drops();

    /** Makes the operator; the service loader does. */
    public Esp32Csi() {}

    private static DropReason[] drops() {
        List<DropReason> all = new ArrayList<>(List.of(DUPLICATE, UNKNOWN_LAYOUT, NO_SUCH_BLOCK, TOO_MANY_SENDERS));
        for (ParseResult result : ParseResult.values()) {
            if (result != ParseResult.OK) {
                DropReason reason = new DropReason(result.reason());
                NO_PACKET.put(result, reason);
                all.add(reason);
            }
        }
        return all.toArray(new DropReason[0]);
    }

    /**
     * Settings.
     *
     * @param grid sub-carriers of a frame: 64, 128 or 256
     * @param block training field to take
     * @param order order of the sub-carriers in a record
     * @param clock clock that frames carry the time of
     * @param senderLimit number of senders that are told apart
     */
    public record Config(
            @Setting(help = "sub-carriers of a frame: ht20 has 64, ht40 128, he20 256", orElse = "ht20")
            CsiGrid grid,

            @Setting(help = "training field to take; auto: the first of the grid's bandwidth", orElse = "auto")
            BlockChoice block,

            @Setting(help = "order of the sub-carriers in a record; auto: judged by the null carriers", orElse = "auto")
            CsiOrder order,

            @Setting(
                    help =
                            "clock of the frames' times; host: the chip's drift is followed, for joining with other sensors",
                    orElse = "sensor")
            CsiClock clock,

            @Setting(
                    help = "number of senders that are told apart; one silent for a minute makes room",
                    orElse = "8",
                    min = 1,
                    max = 256)
            int senderLimit) {

        CsiSender sender() {
            return new CsiSender(new CsiCanonicalizer(grid, block, order), clock);
        }
    }

    @Override
    public String name() {
        return "esp32-csi";
    }

    @Override
    public String summary() {
        return "decodes the Wi-Fi channel from lines and datagrams of ESP32 chips";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.U8).rank(1).spec();
        StreamSpec frames = CsiFrame.spec(settings.grid().size()).withRateHz(in.rateHz());
        return Contract.of(settings.clock() == CsiClock.HOST ? frames.withClockDomain(StreamSpec.HOST_CLOCK) : frames)
                .withStateBytes(settings.senderLimit() * settings.sender().stateBytes())
                .withDrops(DROPS);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Esp32CsiProcessor(settings);
    }

    @Override
    public RecordTimer timer(Config settings) {
        return new Esp32CsiTimer(settings.senderLimit());
    }
}
