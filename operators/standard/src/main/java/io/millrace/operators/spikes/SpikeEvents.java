package io.millrace.operators.spikes;

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
import io.millrace.kernels.spikes.SpikeDatagram;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Decodes spikes from records: datagrams, or those of a recording.
 *
 * <p><b>Input</b> raw records in the layout of {@link SpikeDatagram}. <b>Output</b> events {@code [channel]}, one frame a
 * record, at the end of its interval; with {@code values} a bundle of {@code spikes} and {@code values}, f32
 * {@code [value]}: what the sender measured beside the spikes at that moment. {@code spike-bin} takes either,
 * {@code spike-values} the second part.
 *
 * <p><b>Time</b> the sender's, anchored at the arrival of its first record; a sender that begins anew (its time falls by
 * more than a second) is anchored anew. With {@code clock: sender} its times are taken as they are.
 *
 * <p><b>State and cost</b> the last number; linear in the record. <b>Drops</b> what is no record, by
 * {@link SpikeDatagram.Result#reason}; records repeated by the network ({@code duplicate}), or of another number of
 * channels or values ({@code wrong-channels}, {@code wrong-values}). Records that never came are counted by
 * {@code lost-records}.
 */
public final class SpikeEvents implements Decoder<SpikeEvents.Config> {

    static final DropReason DUPLICATE = new DropReason("duplicate");
    static final DropReason WRONG_CHANNELS = new DropReason("wrong-channels");
    static final DropReason WRONG_VALUES = new DropReason("wrong-values");
    static final Map<SpikeDatagram.Result, DropReason> NO_RECORD = new EnumMap<>(SpikeDatagram.Result.class);

    private static final DropReason[] DROPS = drops();

    /** Makes the operator; the service loader does. */
    public SpikeEvents() {}

    private static DropReason[] drops() {
        List<DropReason> all = new ArrayList<>(List.of(DUPLICATE, WRONG_CHANNELS, WRONG_VALUES));
        for (SpikeDatagram.Result result : SpikeDatagram.Result.values()) {
            if (result != SpikeDatagram.Result.OK) {
                DropReason reason = new DropReason(result.reason());
                NO_RECORD.put(result, reason);
                all.add(reason);
            }
        }
        return all.toArray(new DropReason[0]);
    }

    /** Whose clock the times are on. */
    public enum Clock {
        /** This machine's, from the arrival of the first record on. */
        ANCHORED,
        /** The sender's, as it is: for clocks that are kept in step. */
        SENDER
    }

    /**
     * Settings.
     *
     * @param channels size of the address space
     * @param columns width of a sensor whose addresses are pixels, or 0
     * @param values numbers that come with the spikes
     * @param clock whose clock the times are on
     */
    public record Config(
            @Setting(
                    help = "number of channels; records of another are dropped",
                    min = 1,
                    max = SpikeDatagram.MAX_CHANNELS)
            int channels,

            @Setting(
                    help =
                            "width of a sensor whose addresses are pixels, row by row: events[y, x]; 0 for a row of channels",
                    orElse = "0",
                    min = 0,
                    max = SpikeDatagram.MAX_CHANNELS)
            int columns,

            @Setting(
                    help = "numbers that come with the spikes, as part values of a bundle; 0 for events alone",
                    orElse = "0",
                    min = 0,
                    max = SpikeDatagram.MAX_VALUES)
            int values,

            @Setting(
                    help = "anchored: at the first record's arrival; sender: the sender's as it is",
                    orElse = "anchored")
            Clock clock) {

        /**
         * Checks that the rows are full.
         *
         * @param channels size of the address space
         * @param columns width of a sensor, or 0
         * @param values numbers that come with the spikes
         * @param clock whose clock the times are on
         * @throws IllegalArgumentException if the columns do not divide the channels
         */
        public Config {
            if (columns > 0 && channels % columns != 0) {
                throw new IllegalArgumentException("rows are not full: channels=" + channels + ", columns=" + columns
                        + " (expected channels to be rows times columns)");
            }
        }

        Axis[] axes() {
            return columns == 0
                    ? new Axis[] {Axis.of("channel", channels)}
                    : new Axis[] {Axis.of("y", channels / columns), Axis.of("x", columns)};
        }
    }

    @Override
    public String name() {
        return "spike-events";
    }

    @Override
    public String summary() {
        return "decodes spikes from datagrams and recordings";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.U8).rank(1).spec();
        StreamSpec spikes = StreamSpec.events(settings.axes()).withRateHz(in.rateHz());
        return Contract.of(settings.values() == 0 ? spikes : SpikeFrame.bundle(spikes, settings.values()))
                .withStateBytes(5L * Long.BYTES)
                .withDrops(DROPS);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new SpikeEventsProcessor(settings);
    }

    @Override
    public RecordTimer timer(Config settings) {
        SpikeDatagram datagram = new SpikeDatagram();
        return (data, length) ->
                datagram.read(data, length) == SpikeDatagram.Result.OK ? datagram.endNanos() : RecordTimer.UNKNOWN;
    }
}
