package io.millrace.engine.run;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A change of a node's live settings at one place of its stream.
 *
 * @param node name of the node
 * @param afterFrames how many frames it has taken, of all its inputs: the change comes before the next
 * @param settings new values by key, spelled as in a file
 */
public record NodeChange(String node, long afterFrames, Map<String, String> settings) {

    /**
     * Makes the map immutable, in the order of its keys.
     *
     * @param node name of the node
     * @param afterFrames how many frames it has taken
     * @param settings new values by key
     */
    public NodeChange {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }
}
