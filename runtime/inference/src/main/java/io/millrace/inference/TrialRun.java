package io.millrace.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.millrace.api.frame.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a model once on zeros (constants have their value) when it is planned: signatures leave shapes open, and some
 * state wrong ones. It runs unoptimised under ONNX Runtime's profiler, whose events carry the shapes that every node
 * really had, so that the multiply-accumulates are counted without doing shape arithmetic a second time.
 */
final class TrialRun {

    /** More plans than one process is likely to make; a bound all the same. */
    private static final int MAX_TRIALS = 64;

    private static final Map<Call, Trial> DONE = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Call, Trial> eldest) {
            return size() > MAX_TRIALS;
        }
    };

    private record Call(SessionKey key, List<ModelBinding.Input> inputs) {}

    /**
     * What came out.
     *
     * @param shapes shape of every output, by name
     * @param macs multiply-accumulates of one call; 0 where they could not be counted
     */
    record Trial(Map<String, Shape> shapes, long macs) {

        Trial {
            shapes = Map.copyOf(shapes);
        }
    }

    private TrialRun() {}

    /**
     * The outcome, run once for each call of its kind.
     *
     * @throws OrtException if the model fails
     */
    static Trial of(SessionKey key, List<ModelBinding.Input> inputs) throws OrtException {
        Call call = new Call(key, inputs);
        synchronized (DONE) {
            Trial known = DONE.get(call);
            if (known == null) {
                known = run(key, inputs);
                DONE.put(call, known);
            }
            return known;
        }
    }

    private static Trial run(SessionKey key, List<ModelBinding.Input> inputs) throws OrtException {
        try {
            Path directory = Files.createTempDirectory("millrace-plan");
            try {
                return runProfiled(key, inputs, directory);
            } finally {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            // No place for the profile: the shapes matter more than the count.
            OrtSession session = SessionPool.load(key);
            try {
                return new Trial(shapes(session, inputs), 0);
            } finally {
                SessionPool.close(session);
            }
        }
    }

    private static Trial runProfiled(SessionKey key, List<ModelBinding.Input> inputs, Path directory)
            throws OrtException, IOException {
        List<Path> profile = new ArrayList<>();
        try {
            Map<String, Shape> shapes;
            OrtSession session = SessionPool.loadProfiled(key, directory.resolve("profile"));
            try {
                shapes = shapes(session, inputs);
            } finally {
                profile.add(Path.of(session.endProfiling()));
                SessionPool.close(session);
            }
            return new Trial(shapes, ProfiledMacs.sum(Files.readString(profile.get(0))));
        } finally {
            for (Path file : profile) {
                Files.delete(file);
            }
        }
    }

    private static Map<String, Shape> shapes(OrtSession session, List<ModelBinding.Input> inputs) throws OrtException {
        List<PinnedTensor> made = new ArrayList<>();
        Map<String, OnnxTensor> arguments = new LinkedHashMap<>();
        try {
            for (ModelBinding.Input input : inputs) {
                PinnedTensor tensor = new PinnedTensor(input.element(), input.shape());
                made.add(tensor);
                arguments.put(input.name(), tensor.tensor());
                if (input.feed() instanceof ModelBinding.Constant constant) {
                    tensor.fill(constant.value());
                }
            }
            try (OrtSession.Result result = session.run(arguments)) {
                return shapes(result);
            }
        } finally {
            made.forEach(PinnedTensor::close);
        }
    }

    private static Map<String, Shape> shapes(OrtSession.Result result) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
            if (output.getValue().getInfo() instanceof TensorInfo tensor) {
                int[] extents = Arrays.stream(tensor.getShape())
                        .mapToInt(Math::toIntExact)
                        .toArray();
                shapes.put(output.getKey(), Shape.of(extents));
            }
        }
        return shapes;
    }
}
