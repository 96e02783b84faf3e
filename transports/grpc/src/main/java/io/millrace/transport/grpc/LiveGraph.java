package io.millrace.transport.grpc;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.operator.Port;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.reactivestreams.Publisher;

/** A running graph that many clients watch and feed at once. Any thread may call any method. */
public interface LiveGraph {

    /**
     * Outputs that can be watched.
     *
     * @return name and spec of each
     */
    List<Port> ports();

    /**
     * Sources that take frames from clients.
     *
     * @return name and spec of each
     */
    List<Port> sources();

    /**
     * Watches a port. Each subscriber has a queue of its own and never slows the graph.
     *
     * @param port name of the port
     * @param policy what a full queue does: not {@code block}, not {@code fail}
     * @return the frames, ending with the run
     * @throws IllegalArgumentException if there is no such port, or the policy would slow the graph
     */
    Publisher<Frame> watch(String port, EdgePolicy policy);

    /**
     * Offers a frame to a source.
     *
     * @param source name of the source
     * @param frame the frame
     * @param onSpace called once, on any thread, when there is room again; only used when false is returned
     * @return true if it was taken; false if there is no room now and it must be offered again
     * @throws IllegalArgumentException if no such source takes frames
     * @throws IllegalStateException if the run has ended
     */
    boolean publish(String source, Frame frame, Runnable onSpace);

    /**
     * The books of every edge.
     *
     * @return books in plan order
     */
    List<Books> edges();

    /**
     * The books of everyone who watches a port, and of those who did lately.
     *
     * @return books
     */
    List<Books> watchers();

    /**
     * Writes the state to disk.
     *
     * @return the name of the file
     * @throws UnsupportedOperationException if the run takes no checkpoints
     */
    CompletionStage<String> checkpoint();

    /**
     * Changes live settings of a node between two frames.
     *
     * @param node name of the node
     * @param settings new values by key, spelled as in a file
     * @return the note that the run keeps of it, once it is made; a failure if it cannot be, and nothing has changed
     * @throws IllegalArgumentException if there is no such node, or with everything that is wrong with the settings
     */
    CompletionStage<String> set(String node, Map<String, String> settings);

    /**
     * What the latest frames went through.
     *
     * @param otlp whether as an OpenTelemetry export request, else for Chrome's viewers
     * @return JSON
     * @throws UnsupportedOperationException if the run is not traced
     */
    String trace(boolean otlp);

    /**
     * The books of an edge: in = out + dropped + inFlight.
     *
     * @param id the edge
     * @param in frames that came
     * @param out frames that went
     * @param dropped frames that were dropped, by reason
     * @param inFlight frames in its queue
     */
    record Books(String id, long in, long out, Map<String, Long> dropped, long inFlight) {

        /**
         * Makes the map immutable.
         *
         * @param id the edge
         * @param in frames that came
         * @param out frames that went
         * @param dropped frames that were dropped, by reason
         * @param inFlight frames in its queue
         */
        public Books {
            dropped = Map.copyOf(dropped);
        }
    }
}
