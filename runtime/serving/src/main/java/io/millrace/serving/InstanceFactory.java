package io.millrace.serving;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Port;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import io.millrace.engine.Pipeline;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.transport.grpc.ServedPipeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/*
 * Starts instances of one compiled pipeline: runs on a virtual clock, carried by the thread that offers. A pipeline is
 * compiled with the publishers and the sink of all its instances; which of them an instance gets is known because
 * starting is synchronous and one at a time: `opening` is the instance that is being started.
 */
final class InstanceFactory {

    private final Pipeline pipeline;
    private final List<Port> outputs;
    private final Inputs inputs;
    private final Reply reply;

    InstanceFactory(Pipeline pipeline, List<String> outputNames, Inputs inputs, Reply reply) {
        this.pipeline = pipeline;
        this.inputs = inputs;
        this.reply = reply;
        Plan plan = pipeline.plan();
        List<PlannedEdge> fed = plan.edges().stream()
                .filter(e -> e.to().equals(reply.name()))
                .sorted((a, b) -> Integer.compare(a.input(), b.input()))
                .toList();
        List<Port> ports = new ArrayList<>();
        for (int i = 0; i < outputNames.size(); i++) {
            ports.add(new Port(outputNames.get(i), fed.get(i).spec()));
        }
        this.outputs = List.copyOf(ports);
    }

    List<Port> outputs() {
        return outputs;
    }

    synchronized ServedPipeline.Instance open(ServedPipeline.Output output) throws IOException {
        List<Feed> feeds = new ArrayList<>();
        inputs.opening = feeds;
        reply.opening = output;
        try {
            Run run = pipeline.start(RunOptions.virtualTime());
            feeds.sort((a, b) -> Integer.compare(a.input, b.input));
            return new Instance(run, feeds.toArray(new Feed[0]));
        } finally {
            inputs.opening = null;
            reply.opening = null;
        }
    }

    /** The publishers that a pipeline is compiled with. */
    static final class Inputs {

        private @Nullable List<Feed> opening;

        Publisher<Frame> publisher(int input) {
            return subscriber -> {
                List<Feed> feeds = opening;
                if (feeds == null) {
                    throw new IllegalStateException("instance is started by others: input=" + input);
                }
                Feed feed = new Feed(input, subscriber);
                feeds.add(feed);
                subscriber.onSubscribe(feed);
            };
        }
    }

    /** No settings. */
    record ReplySettings() {}

    /** The sink that a pipeline is compiled with. */
    static final class Reply implements SinkTransport<ReplySettings> {

        private final String name;
        private ServedPipeline.@Nullable Output opening;

        Reply(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String summary() {
            return "Answers the requests that an instance is fed with.";
        }

        @Override
        public Class<ReplySettings> settings() {
            return ReplySettings.class;
        }

        @Override
        public SinkConnection open(ReplySettings settings, SinkContext context) {
            ServedPipeline.Output output = opening;
            if (output == null) {
                throw new IllegalStateException("instance is started by others: sink=" + context.name());
            }
            return new SinkConnection() {
                @Override
                public void accept(int input, Frame frame) {
                    output.frame(input, frame);
                }

                @Override
                public void close() {
                    // nothing is held
                }
            };
        }
    }

    /** One input of one instance. */
    private static final class Feed implements Subscription {

        private final int input;
        private final Subscriber<? super Frame> subscriber;
        private boolean cancelled;

        Feed(int input, Subscriber<? super Frame> subscriber) {
            this.input = input;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            // On a virtual clock a frame has left its queue when onNext returns: there is always room for one.
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** A run of its own. */
    private static final class Instance implements ServedPipeline.Instance {

        private final Run run;
        private final Feed[] feeds;

        Instance(Run run, Feed[] feeds) {
            this.run = run;
            this.feeds = feeds;
        }

        @Override
        public void offer(int input, Frame frame) {
            Feed feed = feeds[input];
            if (!feed.cancelled) {
                feed.subscriber.onNext(frame);
            }
            String failure = run.failure(); // known before the run has closed its sources
            if (feed.cancelled || failure != null) {
                throw new IllegalStateException(failure == null ? "it has ended" : failure);
            }
        }

        @Override
        public void finish() {
            run.drain();
        }

        @Override
        public void close() {
            run.cancel();
        }
    }
}
