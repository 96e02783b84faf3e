package io.millrace.echo;

import io.millrace.kernels.audio.aec.EchoCancellation.Algorithm;
import io.millrace.speech.Aecmos;
import io.millrace.speech.Aecmos.Scenario;
import io.millrace.speech.Aecmos.Scores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints how well echo cancellers do on the same recordings, one row each:
 *
 * <pre>
 * java -cp ... io.millrace.echo.Compare DATA [PEERS]
 * </pre>
 *
 * <p>DATA is a folder with {@code aec-challenge-dtln}, {@code aec-mediastreamer2} and {@code models/aecmos}; PEERS the program
 * built of {@code compare/peers.cc}, without which only Millrace is measured.
 */
public final class Compare {

    /** What the far end is delayed by before the rows that get help: a little less than the delay of the first recording. */
    private static final int HELP_SAMPLES = 540;

    private final PrintStream out;
    private final Recording farOnly;
    private final Recording nearOnly;
    private final Recording both;
    private final Recording conversation;
    private final Recording nearAlone;
    private final Aecmos aecmos;

    private Compare(Path data, PrintStream out, Aecmos aecmos) throws IOException {
        this.out = out;
        this.aecmos = aecmos;
        this.farOnly = Recording.challenge(data, "9mkQhVtzTEy2hDk-6u2Sww_farend_singletalk");
        this.nearOnly = Recording.challenge(data, "DLhjtuwiEkS-68TsUVvW5g_nearend_singletalk");
        this.both = Recording.challenge(data, "DMTgmZwtgUilp4omPK7-OQ_doubletalk");
        this.conversation = Recording.mixed(data, "echo_simple_talk");
        this.nearAlone = conversation.withoutEcho();
    }

    /**
     * Prints the table.
     *
     * @param arguments folder of recordings, and the program of the peers if it was built
     * @throws IOException if a recording cannot be read or the peers do not run
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            System.err.println("usage: Compare DATA [PEERS]");
            System.exit(2);
        }
        run(System.out, Path.of(arguments[0]), arguments.length == 2 ? Path.of(arguments[1]) : null);
    }

    static void run(PrintStream out, Path data, @Nullable Path peers) throws IOException {
        try (Aecmos aecmos = new Aecmos(data.resolve("models/aecmos/Run_1663915512_Stage_0.onnx"))) {
            Compare compare = new Compare(data, out, aecmos);
            compare.head();
            for (Algorithm algorithm : Algorithm.values()) {
                compare.row(new Millrace(algorithm, true));
                compare.row(new Millrace(algorithm, false));
            }
            List<Canceller> others = new ArrayList<>();
            if (peers != null) {
                others.addAll(new Peers(peers, Files.createTempDirectory("peers")).cancellers(compare.farOnly));
            }
            for (Canceller other : others) {
                compare.row(other);
            }
            Recording helped = compare.farOnly.delayed(HELP_SAMPLES);
            out.printf(
                    Locale.ROOT,
                    "with the far end delayed by hand, %d samples, on the first recording:%n",
                    HELP_SAMPLES);
            compare.helped(new Millrace(Algorithm.KALMAN, true), helped);
            compare.helped(new Millrace(Algorithm.MDF, true), helped);
            for (Canceller other : others) {
                compare.helped(other, helped);
            }
            out.println("real-time factors of Millrace's stages, each alone:");
            new Stages(compare.conversation, out).print();
        }
    }

    private void head() {
        out.println("                              far end only       both ends        near end only   conversation");
        out.println(
                "                              ERLE 2nd  AECMOS   AECMOS           gain   AECMOS   true ERLE     real-time");
        out.println(
                "canceller                     half, dB  echo     echo  other      dB     other    dB            factor");
    }

    private void row(Canceller canceller) throws IOException {
        Output echo = canceller.cancel(farOnly);
        Output spoken = canceller.cancel(both);
        Output near = canceller.cancel(nearOnly);
        Output talk = canceller.cancel(conversation);
        Output alone = canceller.cancel(nearAlone);
        Scores onEcho = score(Scenario.FAR_END_SINGLE_TALK, farOnly, echo);
        Scores onBoth = score(Scenario.DOUBLE_TALK, both, spoken);
        Scores onNear = score(Scenario.NEAR_END_SINGLE_TALK, nearOnly, near);
        // The echo over what is left of it beside what the canceller makes of the near end alone.
        float[] reference = conversation.near == null ? new float[0] : conversation.near;
        float[] echoIn = Output.minus(conversation.mic, reference);
        double trueErle = Output.ratioDb(echoIn, Output.minus(talk.samples, alone.samples), 0);
        double seconds = echo.seconds + spoken.seconds + near.seconds + talk.seconds;
        double length = farOnly.seconds() + both.seconds() + nearOnly.seconds() + conversation.seconds();
        out.printf(
                Locale.ROOT,
                "%-28s  %6.2f    %4.2f     %4.2f  %4.2f     %6.2f  %4.2f     %6.2f        %.4f%n",
                canceller.name(),
                Output.ratioDb(farOnly.mic, echo.samples, echo.samples.length / 2),
                onEcho.echo(),
                onBoth.echo(),
                onBoth.degradation(),
                Output.ratioDb(near.samples, nearOnly.mic, 0),
                onNear.degradation(),
                trueErle,
                seconds / length);
    }

    private void helped(Canceller canceller, Recording helped) throws IOException {
        Output echo = canceller.cancel(helped);
        out.printf(
                Locale.ROOT,
                "%-28s  %6.2f    %4.2f%n",
                canceller.name(),
                Output.ratioDb(helped.mic, echo.samples, echo.samples.length / 2),
                score(Scenario.FAR_END_SINGLE_TALK, farOnly, echo).echo());
    }

    private Scores score(Scenario scenario, Recording recording, Output output) throws IOException {
        return aecmos.score(scenario, recording.far, recording.mic, output.samples);
    }
}
