package io.millrace.cli;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.SystemClock;
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
                "Runs the model on a recording of its input, densely and by changes, raises thresholds from front to "
                        + "back within the allowed error, and measures on this machine from which share of the work on dense is "
                        + "cheaper. The data is a .frames file, as a file sink in front of the model writes it, or a .npy array of "
                        + "float32 with frames along the first axis.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace delta tune activity.onnx --data windows.frames --max-error 1%%",
            "  millrace delta tune vad.onnx --data audio.npy --state 'state->stateN' --constants sr=16000 --svg vad.svg",
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
        out.flush();
        return ExitCode.OK;
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
