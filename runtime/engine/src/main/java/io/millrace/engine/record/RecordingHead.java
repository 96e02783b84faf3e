package io.millrace.engine.record;

import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedNode;
import io.millrace.engine.print.PlanText;
import io.millrace.protocol.mcap.McapItem;
import io.millrace.protocol.mcap.McapWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a recording says of the run.
 *
 * @param fileName the pipeline file
 * @param text what it says, overrides applied: YAML
 */
public record RecordingHead(String fileName, String text) {

    static final String PIPELINE = "pipeline.yaml";
    static final String METADATA = "millrace";

    /** Before the keys of what operators measured and went by. */
    static final String MEASURED = "measured ";

    void write(McapWriter to, Plan plan, boolean virtual) throws IOException {
        Map<String, String> words = new TreeMap<>();
        words.put("pipeline", plan.pipeline());
        words.put("file", fileName);
        words.put("profile", plan.profile().name());
        words.put("device", plan.profile().toString());
        words.put("time", virtual ? "virtual" : "real");
        words.put("plan-digest", digest(planText(plan).getBytes(StandardCharsets.UTF_8)));
        plan.nodes().forEach(node -> files(node, words));
        plan.nodes()
                .forEach(node ->
                        node.contract().measured().forEach((key, figures) -> words.put(MEASURED + key, figures)));
        to.metadata(new McapItem.Metadata(METADATA, words));
        to.attachment(new McapItem.Attachment(0, PIPELINE, "application/yaml", text.getBytes(StandardCharsets.UTF_8)));
        to.attachment(new McapItem.Attachment(
                0, "plan.txt", "text/plain", planText(plan).getBytes(StandardCharsets.UTF_8)));
    }

    private static String planText(Plan plan) {
        return PlanText.of(plan);
    }

    /** Models and tables: whatever a node's settings name that is a file, by its digest. */
    private static void files(PlannedNode node, Map<String, String> words) {
        for (String setting : node.settings()) {
            String value = setting.substring(setting.indexOf('=') + 1);
            try {
                Path file = Path.of(value);
                if (node.role() != PlannedNode.Role.SOURCE
                        && node.role() != PlannedNode.Role.SINK
                        && value.contains("/")
                        && Files.isRegularFile(file)) {
                    String first = "file-of-" + node.name();
                    String key = setting.substring(0, setting.indexOf('='));
                    words.put(
                            words.containsKey(first) ? first + "-" + key : first,
                            file + " " + digest(Files.readAllBytes(file)));
                }
            } catch (InvalidPathException | IOException e) {
                words.put("file-of-" + node.name(), value + " unreadable: " + e.getMessage());
            }
        }
    }

    static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
