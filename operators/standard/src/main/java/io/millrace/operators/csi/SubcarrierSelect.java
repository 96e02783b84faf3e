package io.millrace.operators.csi;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.csi.SubcarrierRanking;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps some of the sub-carriers: those named, or the ones that prove best while nobody moves.
 *
 * <p><b>Input</b> f32[subcarrier=S] on a canonical grid. <b>Output</b> f32[subcarrier=n], in the order they were named;
 * the best ones by rising number, with 0 at the end if fewer than {@code best} keep their distance.
 *
 * <p><b>State</b> none, or two doubles a sub-carrier. <b>Drops</b> with {@code best}, the frames that the choice is made
 * from: {@code calibrating}.
 *
 * @see SubcarrierRanking
 */
public final class SubcarrierSelect implements Operator<SubcarrierSelect.Config> {

    static final DropReason CALIBRATING = new DropReason("calibrating");

    /** Makes the operator; the service loader does. */
    public SubcarrierSelect() {}

    /**
     * Settings; exactly one of the first three.
     *
     * @param indices signed sub-carrier numbers: number k lies at position k + S/2
     * @param positions positions on the grid, from 0
     * @param best how many of the steadiest to keep
     * @param spacing smallest distance between two of the best, positions
     * @param calibrationFrames frames that the best are chosen from
     */
    public record Config(
            @Setting(help = "signed sub-carrier numbers", orElse = Setting.ABSENT) @Nullable List<Integer> indices,

            @Setting(help = "positions on the grid, from 0", orElse = Setting.ABSENT, min = 0) @Nullable List<Integer> positions,

            @Setting(help = "how many of the steadiest to keep", orElse = Setting.ABSENT, min = 1, max = 4096) @Nullable Integer best,

            @Setting(help = "smallest distance between two of the best, positions", orElse = "1", min = 1, max = 4096)
            int spacing,

            @Setting(help = "frames that the best are chosen from", orElse = "750", min = 2)
            int calibrationFrames) {

        /**
         * Checks that exactly one choice is made.
         *
         * @param indices signed sub-carrier numbers
         * @param positions positions on the grid
         * @param best how many of the steadiest
         * @param spacing smallest distance, positions
         * @param calibrationFrames frames to choose from
         * @throws IllegalArgumentException if none or several choices are made, or an empty one
         */
        public Config {
            long choices = Stream.of(indices != null, positions != null, best != null)
                    .filter(b -> b)
                    .count();
            boolean empty = (indices != null && indices.isEmpty()) || (positions != null && positions.isEmpty());
            if (choices != 1 || empty) {
                throw new IllegalArgumentException("choice is not clear: indices=" + indices + ", positions="
                        + positions + ", best=" + best + " (expected exactly one, not empty)");
            }
        }

        int kept() {
            return best != null ? best : indices != null ? indices.size() : positions == null ? 0 : positions.size();
        }

        int[] chosen(int subcarriers) {
            if (indices != null) {
                return indices.stream().mapToInt(k -> k + subcarriers / 2).toArray();
            }
            return positions == null
                    ? new int[0]
                    : positions.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    @Override
    public String name() {
        return "subcarrier-select";
    }

    @Override
    public String summary() {
        return "keeps some of the sub-carriers: those named, or the steadiest";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.F32).rank(1).fixed();
        StreamSpec in = check.spec();
        int size = in.shape().elements();
        for (int position : settings.chosen(size)) {
            if (position < 0 || position >= size) {
                check.mismatch(
                        "sub-carrier is not on the grid",
                        "numbers " + -(size / 2) + ".." + (size - size / 2 - 1) + ", positions 0.." + (size - 1)
                                + ", found position " + position);
            }
        }
        Contract contract = Contract.of(in.reshaped(ElementType.F32, Axis.of("subcarrier", settings.kept())));
        return settings.best() == null
                ? contract
                : contract.withStateBytes(2L * Double.BYTES * size).withDrops(CALIBRATING);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        int size = context.input().shape().elements();
        return settings.best() == null
                ? new Fixed(settings.chosen(size))
                : new SteadiestSubcarriers(size, settings.best(), settings.spacing(), settings.calibrationFrames());
    }

    private static final class Fixed implements Processor {

        private final int[] positions;
        private final Shape shape;

        Fixed(int[] positions) {
            this.positions = positions;
            this.shape = Shape.of(positions.length);
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            out.emit(frame.withPayload(pick(frame.tensor().floats(), positions, shape)));
        }
    }

    /** The elements at some positions; what the shape has beyond them is 0. */
    static Tensor pick(float[] all, int[] positions, Shape shape) {
        float[] some = new float[shape.elements()];
        for (int i = 0; i < positions.length; i++) {
            some[i] = all[positions[i]];
        }
        return Tensor.of(shape, some);
    }
}
