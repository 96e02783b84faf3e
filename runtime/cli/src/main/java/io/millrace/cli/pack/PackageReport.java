package io.millrace.cli.pack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was packaged.
 *
 * @param target processor and Java version
 * @param modules modules of the JDK
 * @param libraries jars
 * @param files number of files
 * @param bytes length of the files below each part of the folder, by part
 * @param heapMib what -Xmx got
 * @param archive what became of the start archive, for people
 */
public record PackageReport(
        String target,
        List<String> modules,
        List<String> libraries,
        int files,
        Map<String, Long> bytes,
        long heapMib,
        String archive) {

    static PackageReport of(Manifest manifest, Target target, NeededLibraries needed, long heapMib, String archive) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        for (Manifest.Entry entry : manifest.entries()) {
            int slash = entry.path().indexOf('/');
            bytes.merge(slash < 0 ? entry.path() : entry.path().substring(0, slash), entry.bytes(), Long::sum);
        }
        return new PackageReport(
                "linux-" + target.arch() + ", Java " + target.version(),
                List.copyOf(needed.modules()),
                needed.libraries().stream().map(Library::file).toList(),
                manifest.entries().size(),
                bytes,
                heapMib,
                archive);
    }

    /**
     * Length of all files.
     *
     * @return bytes
     */
    public long totalBytes() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }
}
