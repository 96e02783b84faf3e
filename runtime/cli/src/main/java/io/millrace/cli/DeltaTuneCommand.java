package io.millrace.cli;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.SystemClock;
import io.millrace.cli.delta.AnswersChart;
import io.millrace.cli.delta.ParetoChart;
import io.millrace.cli.delta.TuneText;
import io.millrace.inference.DeltaTuner;
import io.millrace.inference.OnnxSettings;
import io.millrace.profiles.DeviceProfiles;
import io.millrace.transport.files.TensorFrames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace delta tune}. */
@Command(
        name = "tune",
        sortOptions = false,
        header = "Find thresholds for a model: how much work can be spared at which error.",
        description =
                "Runs the model on a recording of its input, densely and by changes, raises thresholds from front to"
                        + " back within the allowed error, and measures on this machine from which share of the work on"
                        + " dense is cheaper. The data is a .frames file, as a file sink in front of the model writes it,"
                        + " or a .npy array of float32 with frames along the first axis.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace delta tune activity.onnx --data windows.frames --max-error 1%%",
            "  millrace delta tune vad.onnx --data audio.npy --state 'state->stateN' --constants sr=16000 --svg"
                    + " vad.svg",
            "",
            "Exit codes: 0 done, 1 the data cannot be read, 2 the model does not fit it or cannot run by changes."
        })
final class DeltaTuneCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A model in ONNX format.")
    private Path model = Path.of("");

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Frames of the model's input.")
    private Path data = Path.of("");

    @Option(
            names = "--max-error",
            paramLabel = "PERCENT",
            description = "Allowed error of the outputs over the recording, |delta - dense| / |dense|. Default: 1%%.")
    private String maxError = "1%";

    @Option(names = "--frames", paramLabel = "N", description = "Frames used at most. Default: 500.")
    private int frames = 500;

    @Option(names = "--state", paramLabel = "IN->OUT", description = "A recurrent pair of the model; may be repeated.")
    private List<String> state = new ArrayList<>();

    @Option(
            names = "--constants",
            paramLabel = "NAME=NUMBER",
            description = "An input that does not change; may be repeated.")
    private List<String> constants = new ArrayList<>();

    @Option(names = "--svg", paramLabel = "FILE", description = "Draws error against work into this file.")
    private @Nullable Path svg;

    @Option(
            names = "--answers",
            paramLabel = "KIND",
            description =
                    "What the task makes of several outputs: largest (a class) or halves (of each, which side of one "
                            + "half it is on: a mask). Of one output it is always the latter. Default: largest.")
    private String answers = "largest";

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "The true answer of each frame, a .npy array of float32: index of the class, or 0 and 1 of one "
                            + "output. Tells how many answers are right, not only how many are the dense model's.")
    private @Nullable Path labels;

    @Option(
            names = "--answers-svg",
            paramLabel = "FILE",
            description = "Draws the share of unchanged and of right answers against the threshold into this file.")
    private @Nullable Path answersSvg;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    HelpOption help = new HelpOption();

    /** For picocli. */
    DeltaTuneCommand() {}

    @Override
    public Integer call() throws IOException {
        double allowed = percent(maxError);
        List<Tensor> tensors = TensorFrames.read(data, frames);
        if (tensors.size() < 2) {
            throw new IOException(
                    "too few frames: file=" + data + ", frames=" + tensors.size() + " (expected at least 2)");
        }
        OnnxSettings settings = OnnxSettings.of(model)
                .withState(state.toArray(new String[0]))
                .withConstants(constants.toArray(new String[0]));
        DeltaTuner.Outcome outcome = new DeltaTuner(
                        settings, stream(tensors.get(0)), tensors, DeviceProfiles.thisMachine())
                .answering(halves(), labels(tensors.size()))
                .tune(allowed, SystemClock.INSTANCE);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.page(TuneText.json(outcome)));
        } else {
            out.println(model.getFileName() + " on " + tensors.size() + " frames of " + stream(tensors.get(0)));
            out.println();
            TuneText.of(outcome, allowed).forEach(out::println);
        }
        if (svg != null) {
            Files.writeString(svg, ParetoChart.of(model.getFileName() + " on " + data.getFileName(), outcome, allowed));
            if (!json) {
                out.println("curve: " + svg);
            }
        }
        if (answersSvg != null) {
            Files.writeString(answersSvg, AnswersChart.of(model.getFileName() + " on " + data.getFileName(), outcome));
            if (!json) {
                out.println("answers: " + answersSvg);
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    private boolean halves() {
        if (!answers.equals("largest") && !answers.equals("halves")) {
            throw new UsageException("answers not understood: answers=" + answers + " (expected largest or halves)");
        }
        return answers.equals("halves");
    }

    private List<Integer> labels(int count) throws IOException {
        List<Integer> found = new ArrayList<>();
        if (labels != null) {
            for (Tensor frame : TensorFrames.read(labels, count)) {
                found.add(Math.round(frame.floats()[0]));
            }
            if (found.size() != count) {
                throw new IOException("labels do not fit the data: file=" + labels + ", labels=" + found.size()
                        + " (expected " + count + ", one a frame)");
            }
        }
        return found;
    }

    private static StreamSpec stream(Tensor frame) {
        Axis[] axes = new Axis[frame.shape().rank()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = Axis.of("axis-" + i, frame.shape().extent(i));
        }
        return StreamSpec.tensor(ElementType.F32, axes);
    }

    private static double percent(String text) {
        String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
        try {
            double value = Double.parseDouble(number.strip()) / 100;
            if (value >= 0 && value < Double.POSITIVE_INFINITY) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the message
        }
        throw new UsageException("error not understood: max-error=" + text + " (expected a percentage such as 1%)");
    }
}
