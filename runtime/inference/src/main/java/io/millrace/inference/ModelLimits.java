package io.millrace.inference;

import io.millrace.api.config.Words;
import io.millrace.api.device.DeviceProfile;
import java.io.IOException;
import java.util.List;

/** Holds a model against the device: memory for its weights, and formats in which they can be multiplied. */
final class ModelLimits {

    private ModelLimits() {}

    /**
     * Notes what the device does not have. A model takes at least the bytes of its file; what a session adds is not
     * known before it runs.
     */
    static void check(ModelFile file, DeviceProfile profile, Refusals refusals) throws IOException {
        if (file.bytes() > profile.nativeBytes()) {
            refusals.refuse(
                    "model does not fit the native memory",
                    "model=" + file.path().getFileName() + ", bytes=" + file.bytes(),
                    "at most " + profile.nativeBytes() + ", from profile " + profile.name());
        }
        List<String> known =
                profile.terms().numericFormats().stream().map(Words::of).toList();
        if (known.isEmpty()) {
            return;
        }
        for (String format : WeightFormats.of(file)) {
            if (!known.contains(format)) {
                refusals.refuse(
                        "device does not compute in the format of the weights",
                        "model=" + file.path().getFileName() + ", format=" + format,
                        Words.oneOf(format, known) + ", from profile " + profile.name());
            }
        }
    }
}
