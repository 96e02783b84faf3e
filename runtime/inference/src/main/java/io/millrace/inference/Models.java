package io.millrace.inference;

import ai.onnxruntime.OrtException;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.Shape;
import io.millrace.api.stream.StreamSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From settings and stream to a binding, the same way at compile time and when a run opens. */
final class Models {

    private Models() {}

    /** The binding, or null if something was refused. */
    static @Nullable ModelBinding bind(
            OnnxSettings settings, String inputName, StreamSpec stream, DeviceProfile profile, Refusals refusals) {
        String model = "model=" + settings.model();
        if (!CommandLineLimit.allows(refusals)) {
            return null;
        }
        try {
            List<String> providers = Providers.chosen(settings, profile);
            boolean available = Providers.allAvailable(providers, refusals);
            ModelFile file = ModelFile.of(settings.model());
            ModelLimits.check(file, profile, refusals);
            ModelSignature signature = SignatureCache.read(file);
            Matcher.Draft draft = new Matcher(settings, signature, inputName, stream, refusals).match();
            if (draft == null || !available) {
                return null;
            }
            return complete(
                    draft, signature, new SessionKey(file, draft.dims(), providers, settings.threads()), refusals);
        } catch (IOException e) {
            refusals.refuse("model file cannot be read", model, "a file in ONNX format");
        } catch (OrtException e) {
            refusals.refuse("model cannot be used", model + ", error=" + Errors.line(e), "a model that runs");
        } catch (ArithmeticException e) {
            refusals.refuse("tensor of the model is too large", model, "fewer than 2^31 elements in each");
        } catch (IllegalStateException | LinkageError e) {
            refusals.refuse(
                    "ONNX Runtime cannot be loaded",
                    model + ", os=" + System.getProperty("os.name") + ", arch=" + System.getProperty("os.arch")
                            + ", error=" + Errors.line(e),
                    "linux on x86-64 or aarch64 with glibc, macos on aarch64, windows on x86-64");
        }
        return null;
    }

    private static @Nullable ModelBinding complete(
            Matcher.Draft draft, ModelSignature signature, SessionKey key, Refusals refusals) throws OrtException {
        TrialRun.Trial trial = trial(draft, signature, key);
        List<ModelBinding.Output> outputs = new ArrayList<>();
        boolean fits = true;
        for (ModelPort port : signature.outputs()) {
            Shape shape = Objects.requireNonNull(trial.shapes().get(port.name()));
            ModelBinding.Input state = draft.states().get(port.name());
            if (state != null && !state.shape().equals(shape)) {
                refusals.refuse(
                        "state changes its shape",
                        "state=" + state.name() + "->" + port.name() + ", from=" + state.shape() + ", to=" + shape,
                        "equal shapes; dims fixes named axes");
                fits = false;
            }
            outputs.add(new ModelBinding.Output(
                    port.name(),
                    Matcher.elementOf(port),
                    shape,
                    withoutLeading(shape, draft.missingAxes()),
                    state != null));
        }
        return fits ? new ModelBinding(draft.inputs(), outputs, key, signature, trial.macs()) : null;
    }

    /** A model that fails on zeros may still be one for real frames, if its signature tells every shape. */
    private static TrialRun.Trial trial(Matcher.Draft draft, ModelSignature signature, SessionKey key)
            throws OrtException {
        try {
            return TrialRun.of(key, draft.inputs());
        } catch (OrtException e) {
            if (draft.shapes().size() < signature.outputs().size()) {
                throw e;
            }
            return new TrialRun.Trial(draft.shapes(), 0);
        }
    }

    /** The shape less as many leading axes of 1 as the stream lacks; at least one axis stays. */
    private static Shape withoutLeading(Shape shape, int missingAxes) {
        int dropped = 0;
        while (dropped < missingAxes && dropped < shape.rank() - 1 && shape.extent(dropped) == 1) {
            dropped++;
        }
        return Shape.of(Arrays.copyOfRange(shape.toArray(), dropped, shape.rank()));
    }
}
