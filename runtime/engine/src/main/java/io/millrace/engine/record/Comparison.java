package io.millrace.engine.record;

import io.millrace.api.frame.Frame;
import io.millrace.api.plan.Plan;
import io.millrace.engine.run.RunReport;
import io.millrace.engine.run.RunTap;
import io.millrace.protocol.v1.FrameDigest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares the frames of every port with what was recorded. On the one thread of a virtual clock. */
final class Comparison implements RunTap {

    private final Recording recording;
    private final FrameDigests digests = new FrameDigests();
    private final Map<String, Port> ports = new LinkedHashMap<>();
    private List<String> order = List.of();

    /** How far one port has come. */
    private final class Port implements Consumer<Frame> {

        private final String name;
        private final List<FrameDigest> recorded;
        private int frames;
        private @Nullable String difference;

        Port(String name) {
            this.name = name;
            this.recorded = recording.digests().getOrDefault(name, List.of());
        }

        @Override
        public void accept(Frame frame) {
            int at = frames++;
            if (difference != null) {
                return;
            }
            if (at >= recorded.size()) {
                boolean open = recording.end() == null
                        || !"COMPLETED".equals(recording.end().get("state"));
                difference = open ? null : "frame=" + at + ", sequence=" + frame.sequence() + " was not recorded";
                return;
            }
            FrameDigest was = recorded.get(at);
            FrameDigest is = digests.of(frame);
            if (!was.equals(is)) {
                difference = "frame=" + at + ", sequence=" + is.getSequence()
                        + differs("sequence", was.getSequence(), is.getSequence())
                        + differs("time-nanos", was.getTimeNanos(), is.getTimeNanos())
                        + (was.getDigest().equals(is.getDigest()) ? "" : ", content differs");
            }
        }

        Certificate.PortResult result() {
            String found = difference;
            if (found == null && frames < recorded.size()) {
                found = "frame=" + frames + ", sequence=" + recorded.get(frames).getSequence() + " did not come again";
            }
            return new Certificate.PortResult(name, frames, recorded.size(), found);
        }
    }

    Comparison(Recording recording) {
        this.recording = recording;
    }

    @Override
    public void opened(Plan plan, boolean virtual, Consumer<String> notes) {
        order = plan.nodes().stream().map(node -> node.name()).toList();
    }

    @Override
    public Consumer<Frame> port(String port) {
        return ports.computeIfAbsent(port, Port::new);
    }

    Certificate certificate(RunReport report) {
        Set<String> names = new LinkedHashSet<>();
        for (String node : order) { // what comes first in the plan is nearest to the cause
            ports.keySet().stream()
                    .filter(port -> port.equals(node) || port.startsWith(node + "."))
                    .forEach(names::add);
        }
        names.addAll(recording.digests().keySet());
        List<Certificate.PortResult> results = new ArrayList<>();
        names.forEach(name -> results.add(ports.computeIfAbsent(name, Port::new).result()));
        StringBuilder all = new StringBuilder();
        recording.digests().forEach((port, list) -> all.append(port).append(list));
        String digest = RecordingHead.digest(all.toString().getBytes(StandardCharsets.UTF_8));
        return new Certificate(recording, results, digest, report);
    }

    private static String differs(String what, long was, long is) {
        return was == is ? "" : ", " + what + "=" + is + " (recorded " + was + ")";
    }
}
