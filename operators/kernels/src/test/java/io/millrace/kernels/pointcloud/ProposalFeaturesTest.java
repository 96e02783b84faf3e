package io.millrace.kernels.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import org.junit.jupiter.api.Test;

/** Against operators/reference/sequential_fusion.py. */
class ProposalFeaturesTest {

    /** Features are at most 2 pi or some tens of diagonals: doubles of the same formula, rounded to float once. */
    private static final double TOLERANCE = 2e-5;

    private final Golden golden = Golden.resource(ProposalFeaturesTest.class, "/golden/sequential-fusion.txt");
    private final int proposals = golden.shape("taken")[0];
    private final int frames = golden.shape("taken")[1];
    private final int samples = golden.shape("taken")[2];
    private final int fields = golden.shape("taken")[3];

    private int[] counts() {
        double[] given = golden.doubles("counts");
        int[] counts = new int[given.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = (int) given[i];
        }
        return counts;
    }

    private static void compare(String name, float[] found, double[] expected) {
        assertThat(found.length).isEqualTo(expected.length);
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i])
                    .as("%s[%d]", name, i)
                    .isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void agreesWithNumpy() {
        ProposalFeatures features = new ProposalFeatures(fields, samples);
        float[] geometry = new float[proposals * frames * samples * features.geometryFeatures()];
        float[] motion = new float[proposals * frames * samples * ProposalFeatures.MOTION_FEATURES];
        float[] sequence = new float[proposals * frames * ProposalFeatures.SEQUENCE_FEATURES];
        for (int proposal = 0; proposal < proposals; proposal++) {
            features.describe(
                    proposal, frames, golden.floats("moved"), golden.floats("taken"), counts(), geometry, motion);
            ProposalFeatures.sequence(proposal, frames, golden.floats("moved"), sequence);
        }
        compare("geometry", geometry, golden.doubles("geometry"));
        compare("motion", motion, golden.doubles("motion"));
        compare("sequence", sequence, golden.doubles("sequence"));
    }

    @Test
    void describesAPointInACornerAndTheOneAtTheCentre() {
        ProposalFeatures features = new ProposalFeatures(3, 2);
        float[] moved = {1, 2, 3, 2, 2, 2, 0, 0};
        float[] points = {0, 1, 2, 1, 2, 3};
        float[] geometry = new float[2 * 27];
        float[] motion = new float[2 * 30];
        features.describe(0, 1, moved, points, new int[] {2}, geometry, motion);
        assertThat(geometry[0]).isZero(); // its own corner
        assertThat((double) geometry[7]).isCloseTo(1, within(1e-5)); // the opposite one
        assertThat((double) geometry[8]).isCloseTo(0.5, within(1e-5)); // the centre
        assertThat((double) geometry[27]).isCloseTo(0.5, within(1e-5)); // the centre from a corner
        assertThat(geometry[27 + 8]).isZero();
        assertThat((double) geometry[18]).isCloseTo(Math.PI / 2, within(1e-6)); // no height: acos(0)
    }

    @Test
    void leavesWhatIsNotThereAtZero() {
        float[] moved = {5, 5, 5, 2, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        float[] sequence = new float[16];
        ProposalFeatures.sequence(0, 2, moved, sequence);
        assertThat(sequence).containsExactly(0, 0, 0, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
