package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short calibration of the machine that tests run on, and what the commands make of it. No figure is asserted. */
class CalibrateTest {

    @TempDir
    private static Path folder;

    private static Path profile = Path.of("");

    @BeforeAll
    static void calibrate() {
        profile = folder.resolve("mine.yaml");
        Cli cli = Cli.run("profile", "calibrate", "--seconds", "0", "--name", "mine", "--out", profile.toString());
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).startsWith("written: " + profile);
    }

    @Test
    void everyFigureHasItsSource() {
        Cli cli = Cli.run("profile", "show", profile.toString(), "--json");
        assertThat(cli.code()).isZero();
        Map<?, ?> figures = (Map<?, ?>) cli.object().get("figures");
        assertThat(figures.keySet().stream().map(String::valueOf))
                .contains("cores", "dense-64", "delta-1024", "bandwidth-memory", "call p50", "hop p99")
                .anyMatch(key -> key.startsWith("hampel java busy f32[value=16] window-frames=7"));
        figures.remove("numeric-formats"); // cannot be measured: the base's, with its source
        figures.forEach((key, figure) -> assertThat(((Map<?, ?>) figure).get("source"))
                .as("%s", key)
                .asString()
                .matches("calibrated \\d{4}-\\d\\d-\\d\\d .+|unmeasured"));
    }

    @Test
    void showsTheRoofline() throws IOException {
        Path picture = folder.resolve("roofline.svg");
        Cli cli = Cli.run("profile", "show", profile.toString(), "--picture", picture.toString());
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("roofline of one core", "GB/s, bound by memory below");
        assertThat(Files.readString(picture))
                .startsWith("<svg ")
                .endsWith("</svg>\n")
                .contains("<polyline", "<circle");
    }

    @Test
    void saysWhatCannotBeDrawn() {
        Cli cli = Cli.run(
                "profile",
                "show",
                "raspberry-pi-4",
                "--picture",
                folder.resolve("a.svg").toString());
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err())
                .contains("profile has no roofline: profile=raspberry-pi-4 (expected a measured one, see millrace"
                        + " profile calibrate)");
    }

    @Test
    void showsWhatDiffers() {
        Cli cli = Cli.run("profile", "diff", "raspberry-pi-4", "raspberry-pi-5", "--json");
        assertThat(cli.code()).isZero();
        List<?> differences = (List<?>) cli.object().get("differences");
        assertThat(differences).anySatisfy(d -> {
            Map<?, ?> difference = (Map<?, ?>) d;
            assertThat(difference.get("figure")).isEqualTo("clock");
            assertThat(((Map<?, ?>) difference.get("a")).get("value")).isEqualTo(1_500_000_000);
            assertThat(((Map<?, ?>) difference.get("b")).get("value")).isEqualTo(2_400_000_000L);
        });
        assertThat(Cli.run("profile", "diff", profile.toString(), profile.toString())
                        .out())
                .isEqualTo("no difference\n");
    }

    @Test
    void thePlanSaysWhatIsUnknownAndTheRunWhatItMeasured() {
        Cli plan = Cli.run("plan", Cli.example(), "--profile", profile.toString());
        assertThat(plan.err()).isEmpty();
        assertThat(plan.code()).isZero();
        assertThat(plan.out())
                .contains("forecast for mine, frames paced", "from arrival to view")
                .containsPattern("csi +unknown +unknown +unknown")
                .containsPattern("clean +.*near\n");
        Cli run = Cli.run("run", Cli.example(), "--profile", profile.toString(), "--speed", "max", "--json");
        assertThat(run.code()).isZero();
        Map<String, Object> report = run.lines().get(run.lines().size() - 1);
        Map<?, ?> forecast = (Map<?, ?>) report.get("forecast");
        assertThat(forecast.get("pace")).isEqualTo("busy");
        assertThat(forecast.get("forced")).isEqualTo(false);
        assertThat((List<?>) forecast.get("compared")).anySatisfy(row -> {
            Map<?, ?> clean = (Map<?, ?>) row;
            assertThat(clean.get("node")).isEqualTo("clean");
            assertThat(clean.get("basis")).isEqualTo("near");
            assertThat(((Number) clean.get("measuredP50Nanos")).longValue()).isPositive();
        });
    }

    @Test
    void whatIsRefusedRunsOnlyByForceAndSaysSo() throws IOException {
        Path small = Files.writeString(folder.resolve("small.yaml"), """
                profile: small
                title: room for a model, but not for a session of it
                extends: raspberry-pi-4
                native: 60 KiB
                sources: { native: chosen }
                """);
        String refusal = "models do not fit the memory outside the heap: nativeBytes=";
        Cli plan = Cli.run("plan", Cli.example(), "--profile", small.toString());
        assertThat(plan.code()).isEqualTo(ExitCode.USAGE);
        assertThat(plan.err()).contains(refusal).contains("(expected at most 61440, from profile small)");
        Cli run = Cli.run("run", Cli.example(), "--profile", small.toString(), "--speed", "max");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(refusal);
        Cli forced = Cli.run("run", Cli.example(), "--profile", small.toString(), "--speed", "max", "--force");
        assertThat(forced.err()).isEmpty();
        assertThat(forced.code()).isZero();
        assertThat(forced.out())
                .contains("FORCED: profile small refused this pipeline")
                .contains(refusal);
    }

    @Test
    void refusesTimesOutOfRange() {
        Cli cli = Cli.run("profile", "calibrate", "--seconds", "-1");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err()).contains("time out of range: seconds=-1.0, runs=3, pipeline-seconds=20 (expected");
    }
}
