package io.millrace.kernels.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A street of eight lanes whose truth is known: things that keep their speed, measured with a normal error of 0.15 m along each
 * axis, one in ten missed, two boxes of nothing in each frame, in an order that changes.
 */
class TrackingTruthTest {

    private static final int THINGS = 8;
    private static final int FRAMES = 80;
    private static final int SETTLED = 15; // frames until a velocity can be judged
    private static final double PERIOD_SECONDS = 0.1;
    private static final double NOISE_METERS = 0.15;
    private static final double LANE_METERS = 4;
    private static final double MATCH_METERS = 1.5;

    private final BoxTracker tracker = new BoxTracker(1.5, 1, NOISE_METERS, 3, 5, 64);
    private final int[] identity = new int[THINGS];
    private int switches;
    private int present;
    private int found;
    private double squares;
    private double speedSquares;

    /** Random lanes, starts and speeds of up to 15 m/s either way; the seed is the name of the test. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void keepsIdentitiesAndKnowsPlaceAndSpeedBetterThanItIsTold(long seed) {
        Random random = new Random(seed);
        double[] start = random.doubles(THINGS, -40, 40).toArray();
        double[] speed = random.doubles(THINGS, -15, 15).toArray();
        for (int frame = 0; frame < FRAMES; frame++) {
            double seconds = frame * PERIOD_SECONDS;
            int shown = tracker.take(boxes(random, start, speed, seconds), Math.round(seconds * 1e9));
            float[] tracks = new float[shown * BoxTracker.TRACK_FIELDS];
            tracker.tracksInto(tracks);
            for (int thing = 0; thing < THINGS && frame >= SETTLED; thing++) {
                judge(thing, start[thing] + speed[thing] * seconds, speed[thing], tracks);
            }
        }
        assertThat(switches).as("changes of identity, seed %d", seed).isZero();
        assertThat(found).as("found of %d, seed %d", present, seed).isGreaterThan(present * 98 / 100);
        double position = Math.sqrt(squares / found);
        assertThat(position)
                .as("error of the position, both axes, below that of one measurement, seed %d", seed)
                .isLessThan(NOISE_METERS * Math.sqrt(2));
        assertThat(Math.sqrt(speedSquares / found))
                .as("error of the velocity, m/s; two measurements 0.1 s apart would give 3, seed %d", seed)
                .isLessThan(0.6);
    }

    private static float[] boxes(Random random, double[] start, double[] speed, double seconds) {
        List<double[]> boxes = new ArrayList<>();
        for (int thing = 0; thing < THINGS; thing++) {
            if (random.nextInt(10) > 0) {
                boxes.add(new double[] {
                    start[thing] + speed[thing] * seconds + NOISE_METERS * random.nextGaussian(),
                    LANE_METERS * thing + NOISE_METERS * random.nextGaussian()
                });
            }
        }
        for (int i = 0; i < 2; i++) {
            boxes.add(new double[] {random.nextDouble() * 200 - 100, random.nextDouble() * LANE_METERS * THINGS});
        }
        Collections.shuffle(boxes, random);
        float[] flat = new float[boxes.size() * CellClusters.BOX_FIELDS];
        for (int i = 0; i < boxes.size(); i++) {
            float[] box = {(float) boxes.get(i)[0], (float) boxes.get(i)[1], 1, 4, 2, 1.5f, 0, 50};
            System.arraycopy(box, 0, flat, i * CellClusters.BOX_FIELDS, box.length);
        }
        return flat;
    }

    private void judge(int thing, double x, double speed, float[] tracks) {
        present++;
        int best = -1;
        double least = MATCH_METERS;
        for (int at = 0; at < tracks.length; at += BoxTracker.TRACK_FIELDS) {
            double distance = Math.hypot(tracks[at + 1] - x, tracks[at + 2] - LANE_METERS * thing);
            if (distance < least) {
                least = distance;
                best = at;
            }
        }
        if (best < 0) {
            return;
        }
        found++;
        squares += least * least;
        double off = Math.hypot(tracks[best + 8] - speed, tracks[best + 9]);
        speedSquares += off * off;
        int now = (int) tracks[best];
        switches += identity[thing] != 0 && identity[thing] != now ? 1 : 0;
        identity[thing] = now;
    }
}
