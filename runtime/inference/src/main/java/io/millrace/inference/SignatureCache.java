package io.millrace.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.millrace.api.frame.ElementType;
import io.millrace.api.stream.Axis;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what models say of themselves, once for each state of a file: compile asks for it several times, and opening
 * asks again.
 */
final class SignatureCache {

    /** More models than one process is likely to plan with; a bound all the same. */
    private static final int MAX_MODELS = 64;

    private static final Map<ModelFile, ModelSignature> READ = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ModelFile, ModelSignature> eldest) {
            return size() > MAX_MODELS;
        }
    };

    private SignatureCache() {}

    /**
     * The signature, read with plain options: providers and sizes of axes do not change it.
     *
     * @throws OrtException if the model cannot be loaded
     * @throws IOException if the file cannot be read
     */
    static ModelSignature read(ModelFile file) throws OrtException, IOException {
        synchronized (READ) {
            ModelSignature known = READ.get(file);
            if (known == null) {
                known = load(file);
                READ.put(file, known);
            }
            return known;
        }
    }

    private static ModelSignature load(ModelFile file) throws OrtException, IOException {
        OrtSession session = SessionPool.load(new SessionKey(file, Map.of(), List.of("cpu"), 1));
        try {
            return new ModelSignature(
                    ports(session.getInputInfo().values()),
                    ports(session.getOutputInfo().values()),
                    session.getMetadata().getCustomMetadata(),
                    digest(file.path()));
        } finally {
            SessionPool.close(session);
        }
    }

    private static List<ModelPort> ports(Collection<NodeInfo> nodes) {
        List<ModelPort> ports = new ArrayList<>();
        for (NodeInfo node : nodes) {
            if (node.getInfo() instanceof TensorInfo tensor) {
                ports.add(port(node.getName(), tensor));
            } else {
                String type = node.getInfo().getClass().getSimpleName().replace("Info", "");
                ports.add(new ModelPort(node.getName(), type.toLowerCase(Locale.ROOT), null, List.of()));
            }
        }
        return ports;
    }

    private static ModelPort port(String name, TensorInfo tensor) {
        ElementType element = ElementTypes.of(tensor.type);
        String[] names = tensor.getDimensionNames();
        long[] shape = tensor.getShape();
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < shape.length; i++) {
            axes.add(shape[i] < 0 ? Axis.dynamic(names[i]) : Axis.of("axis-" + i, Math.toIntExact(shape[i])));
        }
        String typeName = (element == null ? tensor.type.name() : element.name()).toLowerCase(Locale.ROOT);
        return new ModelPort(name, typeName, element, axes);
    }

    private static String digest(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] block = new byte[1 << 16];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                sha.update(block, 0, n);
            }
            return "sha256:" + HexFormat.of().formatHex(sha.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("digest is missing: algorithm=SHA-256 (expected in every JDK)", e);
        }
    }
}
