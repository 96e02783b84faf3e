package io.millrace.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.millrace.api.config.Words;
import io.millrace.api.device.DeviceProfile;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Execution providers by the words of profiles and pipeline files: {@code cpu}, {@code cuda}, {@code core-ml}. */
final class Providers {

    /** Adds a provider to the options of a session. */
    @FunctionalInterface
    private interface Adder {
        void add(SessionOptions options) throws OrtException;
    }

    private static final Map<OrtProvider, Adder> KNOWN = known();

    private Providers() {}

    private static Map<OrtProvider, Adder> known() {
        Map<OrtProvider, Adder> adders = new EnumMap<>(OrtProvider.class);
        adders.put(OrtProvider.CPU, options -> {}); // always there, and last
        adders.put(OrtProvider.CUDA, SessionOptions::addCUDA);
        adders.put(OrtProvider.TENSOR_RT, options -> options.addTensorrt(0));
        adders.put(OrtProvider.CORE_ML, SessionOptions::addCoreML);
        adders.put(OrtProvider.NNAPI, SessionOptions::addNnapi);
        adders.put(OrtProvider.XNNPACK, options -> options.addXnnpack(Map.of()));
        adders.put(OrtProvider.QNN, options -> options.addQnn(Map.of()));
        adders.put(OrtProvider.ACL, options -> options.addACL(false));
        adders.put(OrtProvider.DNNL, options -> options.addDnnl(true));
        adders.put(OrtProvider.DIRECT_ML, options -> options.addDirectML(0));
        return adders;
    }

    /** The providers of the settings, else those of the profile. */
    static List<String> chosen(OnnxSettings settings, DeviceProfile profile) {
        if (!settings.providers().isEmpty()) {
            return settings.providers();
        }
        return profile.executionProviders().isEmpty() ? List.of("cpu") : profile.executionProviders();
    }

    /** The providers that this build of ONNX Runtime has. */
    static List<String> available() {
        return OrtEnvironment.getAvailableProviders().stream()
                .filter(KNOWN::containsKey)
                .map(Words::of)
                .toList();
    }

    static boolean allAvailable(List<String> names, Refusals refusals) {
        List<String> available = available();
        boolean all = true;
        for (String name : names) {
            Optional<OrtProvider> provider = find(name);
            if (provider.isEmpty() || !available.contains(Words.of(provider.get()))) {
                refusals.refuse(
                        "execution provider is not in this build",
                        "provider=" + name + ", available=" + available,
                        Words.oneOf(name, available));
                all = false;
            }
        }
        return all;
    }

    static void add(List<String> names, SessionOptions options) throws OrtException {
        for (String name : names) {
            Adder adder = find(name).map(KNOWN::get).orElse(null);
            if (adder == null) {
                throw new IllegalStateException("execution provider is not in this build: provider=" + name
                        + ", available=" + available() + " (expected one of these)");
            }
            adder.add(options);
        }
    }

    private static Optional<OrtProvider> find(String name) {
        String bare = name.replace("-", "");
        return KNOWN.keySet().stream()
                .filter(p -> Words.of(p).replace("-", "").equals(bare))
                .findFirst();
    }
}
