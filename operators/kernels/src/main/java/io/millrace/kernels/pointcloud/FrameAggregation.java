package io.millrace.kernels.pointcloud;

import io.millrace.kernels.Require;
import io.millrace.kernels.decoding.DecoderFile;
import java.util.Arrays;
import java.util.Locale;

/**
 * Bidirectional feature aggregation: the points of a frame learn from the frame before what is strongest in it, then from the
 * frame after. With f_k the features of the points of frame k, which are numbered back in time, and [a; b] one behind the other:
 *
 * <pre>
 * forward    f_k := norm_1(linear_1([f_k; max f_(k-1)]) + f_k)    k = 1 .. last
 * backward   f_k := norm_2(linear_2([f_k; max f_(k+1)]) + f_k)    k = 0 .. last - 1
 * </pre>
 *
 * <p>The maxima of a direction are those before it begins, as in the authors' code: nothing runs through all frames in one
 * direction. All places for points take part, also those without one. Two perceptrons whose results are added make features of
 * the geometry and the motion of a point, if the weights hold them. Weights are read under the names of the authors' PyTorch
 * {@code state_dict}; nobody has published any.
 *
 * <p>The half of a linear layer that takes the maximum is computed once for a frame. O(points x channels^2) for each direction,
 * single precision. One thread at a time.
 *
 * @see <a href="https://arxiv.org/abs/2303.08316">He et al.: MSF, motion-guided sequential fusion</a>
 */
public final class FrameAggregation {

    private static final double NORM_EPSILON = 1e-5;
    private static final String GEOMETRY = "up_dimension_geometry";
    private static final String MOTION = "up_dimension_motion";

    /** One direction. */
    private static final class Direction {

        private final PointLayer own;
        private final PointLayer other;
        private final float[] scale;
        private final float[] shift;

        Direction(DecoderFile file, String layer, int number, int channels) {
            String linear = layer + ".cross_conv_" + number;
            String norm = layer + ".cross_norm_" + number;
            own = PointLayer.part(file, linear, 0, channels, 2 * channels, false);
            other = PointLayer.part(file, linear, channels, 2 * channels, 2 * channels, true);
            if (own.outputs() != channels) {
                throw new IllegalArgumentException("layer has other outputs: layer=" + linear + ", outputs="
                        + own.outputs() + " (expected " + channels + ")");
            }
            scale = file.floats(norm + ".weight", channels);
            shift = file.floats(norm + ".bias", channels);
        }
    }

    private final int channels;
    private final Direction forward;
    private final Direction backward;
    private final PointPerceptron[] embedding;
    private final float[] fromOther;
    private final float[] row;
    private float[][] strongest = {};

    private FrameAggregation(int channels, Direction forward, Direction backward, PointPerceptron... embedding) {
        this.channels = channels;
        this.forward = forward;
        this.backward = backward;
        this.embedding = embedding;
        this.fromOther = new float[channels];
        this.row = new float[channels];
    }

    /**
     * Reads the weights.
     *
     * @param file arrays under the names of the {@code state_dict}
     * @param layer name of the encoder layer: {@code transformer.encoder.layers.0}
     * @return the block
     * @throws IllegalArgumentException if arrays are missing or do not fit each other
     */
    public static FrameAggregation read(DecoderFile file, String layer) {
        int channels = Require.inRange("channels", file.count(layer + ".cross_norm_1.bias"), 1, 4096);
        Direction forward = new Direction(file, layer, 1, channels);
        Direction backward = new Direction(file, layer, 2, channels);
        if (!file.has(GEOMETRY + ".layers.0.weight")) {
            return new FrameAggregation(channels, forward, backward);
        }
        PointPerceptron geometry = PointPerceptron.read(file, GEOMETRY);
        PointPerceptron motion = PointPerceptron.read(file, MOTION);
        if (geometry.outputs() != channels || motion.outputs() != channels) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "embeddings do not fit: %s.outputs=%d, %s.outputs=%d (expected %d channels)",
                    GEOMETRY,
                    geometry.outputs(),
                    MOTION,
                    motion.outputs(),
                    channels));
        }
        return new FrameAggregation(channels, forward, backward, geometry, motion);
    }

    /**
     * Numbers of a point.
     *
     * @return 1..4096
     */
    public int channels() {
        return channels;
    }

    /**
     * Whether features of geometry and motion can be taken.
     *
     * @return true if the weights hold the perceptrons
     */
    public boolean embeds() {
        return embedding.length > 0;
    }

    /**
     * Numbers that describe the geometry of a point, if it {@link #embeds}.
     *
     * @return count
     */
    public int geometryFeatures() {
        return embedding[0].inputs();
    }

    /**
     * Numbers that describe the motion of a point, if it {@link #embeds}.
     *
     * @return count
     */
    public int motionFeatures() {
        return embedding[1].inputs();
    }

    /**
     * Multiply-accumulates for one point and one frame's maximum.
     *
     * @param embedded whether geometry and motion are embedded, too
     * @return count for a point, for each direction that it takes part in twice {@link #channels} squared
     */
    public long macsPerPoint(boolean embedded) {
        long macs = 2L * channels * channels;
        return embedded ? macs + embedding[0].macs() + embedding[1].macs() : macs;
    }

    /**
     * Makes features of geometry and motion.
     *
     * @param geometry {@link #geometryFeatures} numbers for each point
     * @param motion {@link #motionFeatures} numbers for each point
     * @param out gets {@link #channels} numbers for each point
     */
    public void embed(float[] geometry, float[] motion, float[] out) {
        int points = out.length / channels;
        for (int i = 0; i < points; i++) {
            float[] first = embedding[0].apply(geometry, i * geometryFeatures());
            float[] second = embedding[1].apply(motion, i * motionFeatures());
            for (int c = 0; c < channels; c++) {
                out[i * channels + c] = first[c] + second[c];
            }
        }
    }

    /**
     * Lets the frames of one proposal learn from each other.
     *
     * @param features {@link #channels} numbers for each point of each frame; changed
     * @param at where those of the proposal begin
     * @param frames frames, 1 or more
     * @param points places for points of a frame, 1 or more
     */
    public void aggregate(float[] features, int at, int frames, int points) {
        if (strongest.length < frames) {
            strongest = new float[frames][channels];
        }
        strongest(features, at, frames, points);
        for (int k = 1; k < frames; k++) {
            learn(features, at + k * points * channels, points, strongest[k - 1], forward);
        }
        strongest(features, at, frames, points);
        for (int k = 0; k < frames - 1; k++) {
            learn(features, at + k * points * channels, points, strongest[k + 1], backward);
        }
    }

    private void strongest(float[] features, int at, int frames, int points) {
        for (int k = 0; k < frames; k++) {
            float[] most = strongest[k];
            Arrays.fill(most, Float.NEGATIVE_INFINITY);
            for (int i = 0; i < points; i++) {
                int from = at + (k * points + i) * channels;
                for (int c = 0; c < most.length; c++) {
                    most[c] = Math.max(most[c], features[from + c]);
                }
            }
        }
    }

    private void learn(float[] features, int at, int points, float[] most, Direction direction) {
        System.arraycopy(direction.other.bias(), 0, fromOther, 0, channels);
        direction.other.addTo(fromOther, most, 0);
        for (int i = 0; i < points; i++) {
            int from = at + i * channels;
            System.arraycopy(fromOther, 0, row, 0, channels);
            direction.own.addTo(row, features, from);
            for (int c = 0; c < channels; c++) {
                row[c] += features[from + c];
            }
            norm(direction, features, from);
        }
    }

    private void norm(Direction direction, float[] out, int at) {
        double sum = 0;
        for (float value : row) {
            sum += value;
        }
        double mean = sum / channels;
        double squares = 0;
        for (float value : row) {
            squares += (value - mean) * (value - mean);
        }
        double factor = 1 / Math.sqrt(squares / channels + NORM_EPSILON);
        for (int c = 0; c < channels; c++) {
            out[at + c] = (float) ((row[c] - mean) * factor * direction.scale[c] + direction.shift[c]);
        }
    }
}
