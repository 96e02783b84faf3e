package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.plan.Plan;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks on at a run from its first frame to its last: what it asks for it hears on the thread of the stage, and must
 * neither wait nor throw there. A run without one pays nothing.
 */
public interface RunTap {

    /**
     * Everything is open and nothing has started.
     *
     * @param plan what will run
     * @param virtual whether on a virtual clock
     * @param notes takes what the report of the run should say
     */
    default void opened(Plan plan, boolean virtual, Consumer<String> notes) {}

    /**
     * Whether it wants what is taken from a source, before it is decoded.
     *
     * @param source name of the source
     * @return takes the frames, or null
     */
    default @Nullable Consumer<Frame> source(String source) {
        return null;
    }

    /**
     * Whether it wants what a port gives.
     *
     * @param port name of the node, or {@code node.output} for an output that is not its first
     * @return takes the frames, or null
     */
    default @Nullable Consumer<Frame> port(String port) {
        return null;
    }

    /**
     * Live settings of a node were changed.
     *
     * @param change what and where
     */
    default void changed(NodeChange change) {}

    /**
     * Every stage has ended.
     *
     * @param report of the run, but for what this may add to its notes
     */
    default void ended(RunReport report) {}
}
