package io.millrace.cli.pack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What is in a packaged folder, as CycloneDX 1.6: libraries with Maven's coordinates, the JDK, native code and models,
 * each with its SHA-256. Without time and chance: its serial number follows from its content.
 */
final class Sbom {

    static final String FILE = "sbom.cdx.json";

    private final List<Map<String, Object>> components = new ArrayList<>();

    void jdk(Target target) {
        Map<String, Object> component = component("platform", "openjdk", target.version());
        component.put(
                "description",
                "run-time image linked from the JDK of " + target.vendor() + " for Linux on " + target.arch());
        components.add(component);
    }

    /** A jar as it lies in the folder: repacked, so its hash is not the repository's. */
    void library(Library library, Manifest.Entry entry) {
        Map<String, Object> component = component("library", library.artifact(), library.version());
        if (!library.group().isEmpty()) {
            component.put("group", library.group());
            if (!library.version().isEmpty()) {
                component.put(
                        "purl",
                        "pkg:maven/" + library.group() + "/" + library.artifact() + "@" + library.version()
                                + "?type=jar");
            }
        }
        located(component, entry);
    }

    void file(String type, Manifest.Entry entry) {
        located(component(type, entry.path().substring(entry.path().lastIndexOf('/') + 1), ""), entry);
    }

    private void located(Map<String, Object> component, Manifest.Entry entry) {
        component.put("bom-ref", entry.path());
        component.put("hashes", List.of(pair("alg", "SHA-256", "content", entry.sha256())));
        component.put("properties", List.of(pair("name", "millrace:path", "value", entry.path())));
        components.add(component);
    }

    /** Not Map.of: its order differs from run to run. */
    private static Map<String, Object> pair(String key, String value, String key2, String value2) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put(key, value);
        pair.put(key2, value2);
        return pair;
    }

    private static Map<String, Object> component(String type, String name, String version) {
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("type", type);
        component.put("name", name);
        if (!version.isEmpty()) {
            component.put("version", version);
        }
        return component;
    }

    /**
     * The whole document.
     *
     * @param pipeline the pipeline's name
     * @param version of the command that packages
     * @return for a JSON writer
     */
    Map<String, Object> page(String pipeline, String version) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("bomFormat", "CycloneDX");
        page.put("specVersion", "1.6");
        page.put(
                "serialNumber",
                "urn:uuid:"
                        + UUID.nameUUIDFromBytes((pipeline + version + components).getBytes(StandardCharsets.UTF_8)));
        page.put("version", 1);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("component", component("application", pipeline, ""));
        metadata.put("tools", Map.of("components", List.of(component("application", "millrace package", version))));
        page.put("metadata", metadata);
        page.put("components", components);
        return page;
    }
}
