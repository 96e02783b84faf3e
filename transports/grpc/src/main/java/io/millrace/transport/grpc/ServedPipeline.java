package io.millrace.transport.grpc;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Provenance;
import io.millrace.api.operator.Port;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server sees of a pipeline. Any thread may call any method. */
public interface ServedPipeline {

    /**
     * The name that clients call it by.
     *
     * @return the pipeline's name
     */
    String name();

    /**
     * What an instance takes: the sources without their transports.
     *
     * @return name and spec of each; {@link io.millrace.api.stream.StreamSpec#records} where a decoder follows
     */
    List<Port> inputs();

    /**
     * What an instance gives: what the sinks are fed with.
     *
     * @return name and spec of each
     */
    List<Port> outputs();

    /**
     * What goes onto the frames of an input, unless a client states another origin.
     *
     * @param input index in {@link #inputs}
     * @return origin and sensor as the pipeline states them
     */
    Provenance provenance(int input);

    /**
     * What runs.
     *
     * @return the plan as text
     */
    String plan();

    /**
     * Starts an instance with a state of its own. It runs on the threads that call it and in the time of its frames.
     *
     * @param settings settings of nodes to change for this instance, {@code node.setting} to its text; may be empty
     * @param output takes what it gives, on the thread that offers
     * @return the instance
     * @throws io.millrace.api.config.ConfigException if a setting is not understood
     * @throws IOException if something outside cannot be opened
     */
    Instance open(Map<String, String> settings, Output output) throws IOException;

    /**
     * The graph that runs with its own sensors, if it does.
     *
     * @return the running graph, or null if the pipeline only serves instances
     */
    @Nullable LiveGraph live();

    /** Takes what an instance gives. */
    @FunctionalInterface
    interface Output {

        /**
         * A frame has come out.
         *
         * @param output index in {@link ServedPipeline#outputs}
         * @param frame the frame
         */
        void frame(int output, Frame frame);
    }

    /** A pipeline with a state of its own, carried by the thread that offers. One thread at a time. */
    interface Instance extends AutoCloseable {

        /**
         * Carries a frame through the graph; what comes out has come out when this returns.
         *
         * @param input index in {@link ServedPipeline#inputs}
         * @param frame the frame
         * @throws IllegalStateException if the instance has failed or ended; the message says why
         */
        void offer(int input, Frame frame);

        /** No more frames: gives what is still held back, then ends. */
        void finish();

        /** Ends at once. */
        @Override
        void close();
    }
}
