package io.millrace.kernels.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Against operators/reference/sequential_fusion.py, and against every point compared with every cylinder. */
class SequenceSamplerTest {

    private static final int FIELDS = 5;
    private static final long SEED = Long.getLong("millrace.seed", 20261130);
    private static final long START_NANOS = 1_700_000_000_000_000_000L;
    private static final long FRAME_NANOS = 100_000_000;
    private static final int MOVED = SequenceSampler.MOVED_FIELDS;
    private static final int MANY = 4096;

    private static SamplerBuilder unlimited(int frames, int samples) {
        return new SamplerBuilder().samples(frames, samples, 1.1, 7).limits(1 << 20, 1 << 20, MANY);
    }

    /** The numbers of the points that were taken: each point carries its own in its fourth field. */
    private static Set<Integer> taken(
            SequenceSampler sampler, float[] moved, int at, int k, int proposal, int samples) {
        float[] out = new float[samples * FIELDS];
        int count = sampler.sample(moved, at, k, proposal, out, 0);
        Set<Integer> numbers = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            numbers.add((int) out[i * FIELDS + 3]);
        }
        assertThat(numbers).as("points taken twice").hasSize(count);
        assertThat(Arrays.copyOfRange(out, count * FIELDS, out.length))
                .isEqualTo(new float[out.length - count * FIELDS]);
        return numbers;
    }

    private static Set<Integer> inside(float[] cloud, double x, double y, double radius) {
        Set<Integer> numbers = new TreeSet<>();
        for (int i = 0; i * FIELDS < cloud.length; i++) {
            double dx = cloud[i * FIELDS] - x;
            double dy = cloud[i * FIELDS + 1] - y;
            if (dx * dx + dy * dy <= radius * radius) {
                numbers.add((int) cloud[i * FIELDS + 3]);
            }
        }
        return numbers;
    }

    private static float[] cloud(Random random, int points, double reach) {
        float[] cloud = new float[points * FIELDS];
        for (int i = 0; i < points; i++) {
            cloud[i * FIELDS] = (float) (reach * (2 * random.nextDouble() - 1));
            cloud[i * FIELDS + 1] = (float) (reach * (2 * random.nextDouble() - 1));
            cloud[i * FIELDS + 2] = 4 * random.nextFloat() - 2;
            cloud[i * FIELDS + 3] = i;
        }
        return cloud;
    }

    private static float[] tracks(Random random, int count, double reach) {
        float[] tracks = new float[count * BoxTracker.TRACK_FIELDS];
        for (int i = 0; i < count; i++) {
            int at = i * BoxTracker.TRACK_FIELDS;
            tracks[at] = i + 1;
            tracks[at + 1] = (float) (reach * (2 * random.nextDouble() - 1));
            tracks[at + 2] = (float) (reach * (2 * random.nextDouble() - 1));
            tracks[at + 4] = 12 * random.nextFloat();
            tracks[at + 5] = 4 * random.nextFloat();
            tracks[at + 6] = 2;
            tracks[at + 8] = 40 * random.nextFloat() - 20;
            tracks[at + 9] = 40 * random.nextFloat() - 20;
        }
        return tracks;
    }

    @Test
    void takesWhatNumpyFindsInTheCylinderOfEveryFrame() {
        Golden golden = Golden.resource(SequenceSamplerTest.class, "/golden/sequential-fusion.txt");
        int frames = golden.shape("clouds")[0];
        int points = golden.shape("clouds")[1];
        SequenceSampler sampler = new SamplerBuilder()
                .samples(frames, points, golden.doubles("factor")[0], 1)
                .space(75.2, 0.4, -20, 20)
                .limits(1 << 20, 1 << 20, points)
                .build(FIELDS);
        for (int k = frames - 1; k >= 0; k--) {
            float[] cloud = Arrays.copyOfRange(golden.floats("clouds"), k * points * FIELDS, (k + 1) * points * FIELDS);
            sampler.take(cloud, START_NANOS - Math.round(golden.doubles("ages")[k] * 1e9));
        }
        float[] tracks = golden.floats("tracks");
        float[] expected = golden.floats("moved");
        double[] inside = golden.doubles("inside");
        for (int proposal = 0; proposal < golden.shape("tracks")[0]; proposal++) {
            float[] moved = new float[frames * MOVED];
            sampler.move(tracks, ProposalForm.TRACK, proposal, moved, 0);
            assertThat(moved)
                    .isEqualTo(
                            Arrays.copyOfRange(expected, proposal * frames * MOVED, (proposal + 1) * frames * MOVED));
            for (int k = 0; k < frames; k++) {
                float[] out = new float[points * FIELDS];
                int count = sampler.sample(moved, k * MOVED, k, proposal, out, 0);
                int from = (proposal * frames + k) * points;
                List<float[]> wanted = new ArrayList<>();
                for (int i = 0; i < points; i++) {
                    if (inside[from + i] != 0) {
                        int at = (k * points + i) * FIELDS;
                        wanted.add(Arrays.copyOfRange(golden.floats("clouds"), at, at + FIELDS));
                    }
                }
                List<float[]> found = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    found.add(Arrays.copyOfRange(out, i * FIELDS, (i + 1) * FIELDS));
                }
                assertThat(found)
                        .as("proposal %d, frame %d", proposal, k)
                        .usingElementComparator(Arrays::compare)
                        .containsExactlyInAnyOrderElementsOf(wanted);
            }
        }
    }

    @Test
    void equalsBruteForceAsSetsInRandomScenes() {
        Random random = new Random(SEED);
        for (int scene = 0; scene < 40; scene++) {
            int frames = 1 + random.nextInt(4);
            double reach = 5 + random.nextInt(80); // beyond the pillars' 75.2 m, too
            SequenceSampler sampler = unlimited(frames, MANY).build(FIELDS);
            float[][] clouds = new float[frames][];
            long[] nanos = new long[frames];
            for (int k = frames - 1; k >= 0; k--) {
                clouds[k] = cloud(random, random.nextInt(1500), reach);
                nanos[k] = START_NANOS - k * FRAME_NANOS - random.nextInt(1000);
                sampler.take(clouds[k], nanos[k]);
            }
            float[] tracks = tracks(random, 12, reach);
            long tested = 0;
            for (int proposal = 0; proposal < 12; proposal++) {
                float[] moved = new float[frames * MOVED];
                sampler.move(tracks, ProposalForm.TRACK, proposal, moved, 0);
                int track = proposal * BoxTracker.TRACK_FIELDS;
                double radius = 1.1
                        * Math.sqrt((double) tracks[track + 4] * tracks[track + 4]
                                + (double) tracks[track + 5] * tracks[track + 5])
                        / 2;
                for (int k = 0; k < frames; k++) {
                    double seconds = (nanos[0] - nanos[k]) * 1e-9;
                    float x = (float) (tracks[track + 1] - seconds * tracks[track + 8]);
                    float y = (float) (tracks[track + 2] - seconds * tracks[track + 9]);
                    Set<Integer> all = inside(clouds[k], x, y, radius);
                    float[] cloud = clouds[k];
                    all.removeIf(i -> Math.abs(cloud[i * FIELDS]) > 75.2 || Math.abs(cloud[i * FIELDS + 1]) > 75.2);
                    assertThat(taken(sampler, moved, k * MOVED, k, proposal, MANY))
                            .as("seed=%d, scene=%d, proposal=%d, frame=%d", SEED, scene, proposal, k)
                            .isEqualTo(all);
                    tested += all.size();
                }
            }
            assertThat(sampler.ledger().touchedPoints())
                    .isBetween(tested, sampler.ledger().allPoints());
        }
    }

    /** Borders at 3, 4, 5 m: what lies on one belongs to it, what lies the least number beyond does not. */
    @Test
    void takesPointsOnTheBorderWhereverTheCentreLiesInItsPillar() {
        float[] offsets = {0, 0.1f, 0.2f, 0.39999f, 0.4f, -0.4f, 12.34567f, -70};
        for (float offset : offsets) {
            SequenceSampler sampler = new SamplerBuilder()
                    .samples(1, 64, 1, 0)
                    .space(100, 0.4, -10, 10)
                    .limits(1 << 20, 1 << 20, 64)
                    .build(FIELDS);
            float[][] places = {
                {5, 0}, {-5, 0}, {0, 5}, {0, -5}, {3, 4}, {-3, 4}, {4, -3}, {-4, -3}, {5.001f, 0}, {3.6f, 3.6f}
            };
            float[] cloud = new float[places.length * FIELDS];
            for (int i = 0; i < places.length; i++) {
                cloud[i * FIELDS] = offset + places[i][0];
                cloud[i * FIELDS + 1] = offset + places[i][1];
                cloud[i * FIELDS + 3] = i;
            }
            sampler.take(cloud, START_NANOS);
            float[] box = {offset, offset, 0, 8, 6, 1, 0.3f, 9};
            float[] moved = new float[MOVED];
            sampler.move(box, ProposalForm.BOX, 0, moved, 0);
            assertThat(taken(sampler, moved, 0, 0, 0, 64))
                    .as("offset=%s", offset)
                    .isEqualTo(inside(cloud, offset, offset, 5));
        }
    }

    /** The strict test of the pillars that the authors' code has finds 3 to 4 % less; that is why it is another here. */
    @Test
    void findsWhatTheStrictTestOfThePillarsLoses() {
        Random random = new Random(SEED);
        long all = 0;
        long strict = 0;
        for (int scene = 0; scene < 60; scene++) {
            float[] cloud = cloud(random, 4000, 6);
            SequenceSampler sampler = unlimited(1, MANY).build(FIELDS);
            sampler.take(cloud, START_NANOS);
            float l = 0.5f + 5 * random.nextFloat();
            float w = 0.5f + 2 * random.nextFloat();
            float[] box = {random.nextFloat(), random.nextFloat(), 0, l, w, 1, 0, 9};
            float[] moved = new float[MOVED];
            sampler.move(box, ProposalForm.BOX, 0, moved, 0);
            double reach = Math.ceil(1.1 * Math.sqrt(l * l + w * w) / 2 / 0.4);
            for (int i : taken(sampler, moved, 0, 0, 0, MANY)) {
                all++;
                strict += Math.abs(pillar(cloud[i * FIELDS]) - pillar(box[0])) < reach
                                && Math.abs(pillar(cloud[i * FIELDS + 1]) - pillar(box[1])) < reach
                        ? 1
                        : 0;
            }
        }
        assertThat(1 - strict / (double) all).as("seed=%d", SEED).isBetween(0.01, 0.08);
    }

    private static double pillar(double meters) {
        return Math.floor((meters + 75.2) / 0.4);
    }

    @Test
    void keepsTheFirstPointsOfEachPillarAndTheFirstPillars() {
        Random random = new Random(SEED);
        int perPillar = 3;
        int pillars = 100;
        SequenceSampler sampler = new SamplerBuilder()
                .samples(1, MANY, 1.1, 7)
                .limits(pillars, perPillar, MANY)
                .build(FIELDS);
        float[] cloud = cloud(random, 3000, 4);
        Map<Long, Integer> counts = new HashMap<>();
        Set<Integer> kept = new TreeSet<>();
        for (int i = 0; i < 3000; i++) {
            long key = (long) (pillar(cloud[i * FIELDS]) * 1000 + pillar(cloud[i * FIELDS + 1]));
            if (!counts.containsKey(key) && counts.size() == pillars) {
                continue;
            }
            if (counts.merge(key, 1, Integer::sum) <= perPillar) {
                kept.add(i);
            }
        }
        sampler.take(cloud, START_NANOS);
        float[] moved = new float[MOVED];
        sampler.move(new float[] {0, 0, 0, 3, 3, 1, 0, 9}, ProposalForm.BOX, 0, moved, 0);
        Set<Integer> expected = inside(cloud, 0, 0, 1.1 * Math.sqrt(18) / 2);
        expected.retainAll(kept);
        assertThat(taken(sampler, moved, 0, 0, 0, MANY)).as("seed=%d", SEED).isEqualTo(expected);
        assertThat(sampler.leftOut()).isEqualTo(3000 - kept.size());
    }

    @Test
    void choosesAmongTooManyAtRandomButTheSameForOneSeed() {
        Random random = new Random(SEED);
        float[] cloud = cloud(random, 400, 1);
        Set<Integer> all = inside(cloud, 0, 0, 1.1 * Math.sqrt(8) / 2);
        assertThat(all).hasSize(400);
        int[] chosen = new int[400];
        Set<Set<Integer>> choices = new HashSet<>();
        for (long seed = 0; seed < 500; seed++) {
            List<Set<Integer>> twice = new ArrayList<>();
            for (int run = 0; run < 2; run++) {
                SequenceSampler sampler = new SamplerBuilder()
                        .samples(1, 100, 1.1, seed)
                        .space(4, 0.4, -10, 10)
                        .limits(1 << 20, 1 << 20, 400)
                        .build(FIELDS);
                sampler.take(cloud, START_NANOS);
                float[] moved = new float[MOVED];
                sampler.move(new float[] {0, 0, 0, 2, 2, 1, 0, 9}, ProposalForm.BOX, 0, moved, 0);
                twice.add(taken(sampler, moved, 0, 0, 0, 100));
            }
            assertThat(twice.get(0)).hasSize(100).isEqualTo(twice.get(1));
            choices.add(twice.get(0));
            twice.get(0).forEach(i -> chosen[i]++);
        }
        assertThat(choices).hasSize(500);
        // Each is chosen 125 times of 500 with standard deviation 9.7; 6 of these hold for 400 points but once in a
        // million.
        assertThat(Arrays.stream(chosen).min().getAsInt()).isGreaterThan(125 - 58);
        assertThat(Arrays.stream(chosen).max().getAsInt()).isLessThan(125 + 58);
    }

    /** A box that moves at constant velocity: every point measured on it is found, in every frame, and in the moved box. */
    @Test
    void findsEveryPointOfAThingThatMovesAtConstantVelocity() {
        Random random = new Random(SEED);
        int frames = 4;
        int points = 100;
        double vx = 17;
        double vy = -9;
        double yaw = Math.atan2(vy, vx);
        SequenceSampler sampler = new SamplerBuilder()
                .samples(frames, 128, 1.1, 3)
                .limits(50_000, 32, 2 * points)
                .build(FIELDS);
        for (int k = frames - 1; k >= 0; k--) {
            float[] cloud = cloud(random, 2 * points, 60);
            for (int i = 0; i < points; i++) {
                double u = 4.4 * (random.nextDouble() - 0.5);
                double v = 1.8 * (random.nextDouble() - 0.5);
                cloud[i * FIELDS] = (float) (20 - 0.1 * k * vx + Math.cos(yaw) * u - Math.sin(yaw) * v);
                cloud[i * FIELDS + 1] = (float) (5 - 0.1 * k * vy + Math.sin(yaw) * u + Math.cos(yaw) * v);
                cloud[i * FIELDS + 2] = random.nextFloat() - 0.5f;
            }
            sampler.take(cloud, START_NANOS - k * FRAME_NANOS);
        }
        float[] track = {1, 20, 5, 0, 4.4f, 1.8f, 1, (float) yaw, (float) vx, (float) vy, 9, 0};
        float[] moved = new float[frames * MOVED];
        sampler.move(track, ProposalForm.TRACK, 0, moved, 0);
        for (int k = 0; k < frames; k++) {
            assertThat((double) moved[k * MOVED + 7]).isCloseTo(0.1 * k, within(1e-6));
            float[] out = new float[128 * FIELDS];
            int count = sampler.sample(moved, k * MOVED, k, 0, out, 0);
            Set<Integer> own = new TreeSet<>();
            for (int i = 0; i < count; i++) {
                double dx = out[i * FIELDS] - moved[k * MOVED];
                double dy = out[i * FIELDS + 1] - moved[k * MOVED + 1];
                double u = Math.cos(yaw) * dx + Math.sin(yaw) * dy;
                double v = Math.cos(yaw) * dy - Math.sin(yaw) * dx;
                if (out[i * FIELDS + 3] < points) {
                    own.add((int) out[i * FIELDS + 3]);
                    assertThat(Math.abs(u)).isLessThan(2.2 + 1e-5);
                    assertThat(Math.abs(v)).isLessThan(0.9 + 1e-5);
                }
            }
            assertThat(own).as("seed=%d, frame=%d", SEED, k).hasSize(points);
        }
    }

    @Test
    void sortsEveryFrameOnce() {
        SequenceSampler sampler = unlimited(3, 10).build(FIELDS);
        float[] pair = {1, 1, 0, 0, 0, 9, 9, 0, 1, 0};
        sampler.take(pair, START_NANOS);
        assertThat(sampler.ledger().reusedPoints()).isZero();
        sampler.take(pair, START_NANOS + FRAME_NANOS);
        sampler.take(pair, START_NANOS + 2 * FRAME_NANOS);
        sampler.take(pair, START_NANOS + 3 * FRAME_NANOS);
        assertThat(sampler.ledger().reusedPoints()).isEqualTo(4);
        assertThat(sampler.ledger().reusedVoxels()).isEqualTo(4);
        float[] moved = new float[3 * MOVED];
        sampler.move(new float[] {1, 1, 0, 1, 1, 1, 0, 2}, ProposalForm.BOX, 0, moved, 0);
        for (int k = 0; k < 3; k++) {
            assertThat(taken(sampler, moved, k * MOVED, k, 0, 10)).containsExactly(0);
        }
        assertThat(sampler.ledger().touchedPoints()).isEqualTo(3);
        assertThat(sampler.ledger().touchedVoxels()).isEqualTo(3);
        assertThat(sampler.ledger().allPoints()).isEqualTo(6);
    }

    @Test
    void goesOnFromWhatWasSaved() throws IOException {
        Random random = new Random(SEED);
        SequenceSampler first =
                new SamplerBuilder().samples(3, 20, 1.1, 5).limits(60, 4, 500).build(FIELDS);
        SequenceSampler second =
                new SamplerBuilder().samples(3, 20, 1.1, 5).limits(60, 4, 500).build(FIELDS);
        second.take(cloud(random, 300, 5), 1);
        for (int frame = 0; frame < 8; frame++) {
            float[] cloud = cloud(random, random.nextInt(600), 3);
            first.take(cloud, frame * FRAME_NANOS);
            if (frame > 3) {
                second.take(cloud, frame * FRAME_NANOS);
                assertThat(samples(second)).as("seed=%d, frame=%d", SEED, frame).isEqualTo(samples(first));
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            first.save(new DataOutputStream(bytes));
            second.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            assertThat((long) bytes.size()).isLessThan(first.stateBytes());
        }
    }

    private static float[] samples(SequenceSampler sampler) {
        float[] moved = new float[3 * MOVED];
        float[] out = new float[3 * 20 * FIELDS];
        sampler.move(new float[] {1, 0, 0, 0, 3, 2, 1, 0, 2, 1, 9, 0}, ProposalForm.TRACK, 0, moved, 0);
        for (int k = 0; k < sampler.frames(); k++) {
            sampler.sample(moved, k * MOVED, k, 0, out, k * 20 * FIELDS);
        }
        return out;
    }

    @Test
    void refusesAWindowThatHoldsTooMuch() {
        assertThatThrownBy(() -> new SamplerBuilder()
                        .samples(64, 1, 1, 0)
                        .limits(1, 1, 1 << 20)
                        .build(5))
                .hasMessage("argument out of range: points of the window=67108864 (expected 1..8388608)");
        assertThatThrownBy(() -> new SamplerBuilder().space(1000, 0.1, -1, 1))
                .hasMessage("argument out of range: pillars across=20000 (expected 1..4096)");
    }
}
