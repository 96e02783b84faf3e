package io.millrace.transport.grpc;

import io.grpc.Channel;
import io.millrace.api.frame.Frame;
import io.millrace.transport.grpc.v1.CheckpointRequest;
import io.millrace.transport.grpc.v1.ListRequest;
import io.millrace.transport.grpc.v1.MetricsRequest;
import io.millrace.transport.grpc.v1.MetricsResponse;
import io.millrace.transport.grpc.v1.MillraceGrpc;
import io.millrace.transport.grpc.v1.Pipeline;
import io.millrace.transport.grpc.v1.PlanRequest;
import io.millrace.transport.grpc.v1.SetRequest;
import io.millrace.transport.grpc.v1.SubscribeRequest;
import io.millrace.transport.grpc.v1.TraceRequest;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A client of {@code millrace.v1}. Demand travels to the server, which sends no more than was asked for: nothing piles up
 * on the way. Any thread.
 *
 * <pre>{@code
 * MillraceClient client = new MillraceClient(channel);
 * client.subscribe("csi-presence", "presence").subscribe(frame -> ...);
 * client.publish("csi-presence", "csi", frames).block();
 * }</pre>
 */
public final class MillraceClient {

    private final Channel channel;

    /**
     * Speaks through a connection.
     *
     * @param channel the connection; it stays the caller's to close
     */
    public MillraceClient(Channel channel) {
        this.channel = channel;
    }

    /**
     * The pipelines that this client may see.
     *
     * @return names and ports
     */
    public List<Pipeline> list() {
        return MillraceGrpc.newBlockingStub(channel)
                .list(ListRequest.getDefaultInstance())
                .getPipelinesList();
    }

    /**
     * What a pipeline runs.
     *
     * @param pipeline its name
     * @return the plan as text
     */
    public String plan(String pipeline) {
        return MillraceGrpc.newBlockingStub(channel)
                .plan(PlanRequest.newBuilder().setPipeline(pipeline).build())
                .getText();
    }

    /**
     * The books of a running pipeline.
     *
     * @param pipeline its name
     * @return books of its edges and of those who watch
     */
    public MetricsResponse metrics(String pipeline) {
        return MillraceGrpc.newBlockingStub(channel)
                .metrics(MetricsRequest.newBuilder().setPipeline(pipeline).build());
    }

    /**
     * Changes live settings of a node of a running pipeline, or swaps its model.
     *
     * @param pipeline name of the pipeline
     * @param node name of the node
     * @param settings new values by key, spelled as in a file
     * @return the line that the run keeps of it; a failure says why nothing has changed
     */
    public String set(String pipeline, String node, Map<String, String> settings) {
        return MillraceGrpc.newBlockingStub(channel)
                .set(SetRequest.newBuilder()
                        .setPipeline(pipeline)
                        .setNode(node)
                        .putAllSettings(settings)
                        .build())
                .getNote();
    }

    /**
     * Writes the state of a running pipeline to the server's disk.
     *
     * @param pipeline name of the pipeline
     * @return name of the file there
     */
    public String checkpoint(String pipeline) {
        return MillraceGrpc.newBlockingStub(channel)
                .checkpoint(CheckpointRequest.newBuilder().setPipeline(pipeline).build())
                .getFile();
    }

    /**
     * What the latest frames of a running pipeline went through.
     *
     * @param pipeline name of the pipeline
     * @param format for Perfetto, or as OpenTelemetry spans
     * @return JSON
     */
    public String trace(String pipeline, TraceRequest.Format format) {
        return MillraceGrpc.newBlockingStub(channel)
                .trace(TraceRequest.newBuilder()
                        .setPipeline(pipeline)
                        .setFormat(format)
                        .build())
                .getJson();
    }

    /**
     * Watches a port: {@code drop-oldest} at the server's default queue, as deltas.
     *
     * @param pipeline name of the pipeline
     * @param port name of the port
     * @return its frames, whole; ends with the run
     */
    public Flux<Frame> subscribe(String pipeline, String port) {
        return subscribe(SubscribeRequest.newBuilder()
                .setPipeline(pipeline)
                .setPort(port)
                .setEncoding(SubscribeRequest.Encoding.DELTA)
                .build());
    }

    /**
     * Watches a port.
     *
     * @param wish port, policy, queue and encoding; demand is the subscriber's
     * @return its frames, whole; ends with the run
     */
    public Flux<Frame> subscribe(SubscribeRequest wish) {
        Publisher<Frame> publisher = subscriber -> {
            PortWatch watch = new PortWatch(wish, subscriber);
            MillraceGrpc.newStub(channel).subscribe(watch);
            subscriber.onSubscribe(watch);
        };
        return Flux.from(publisher);
    }

    /**
     * Feeds a source.
     *
     * @param pipeline name of the pipeline
     * @param source name of the source
     * @param frames the frames; asked for as the pipeline takes them
     * @return how many were taken, once all were
     */
    public Mono<Long> publish(String pipeline, String source, Publisher<Frame> frames) {
        return Mono.create(sink -> {
            SourceFeed feed = new SourceFeed(pipeline, source, frames, sink);
            MillraceGrpc.newStub(channel).publish(feed);
        });
    }
}
