package io.millrace.transport.grpc;

import io.millrace.api.time.Clock;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A few pages over HTTP/1.1, such as {@code /metrics}, for a process that serves no pipeline: with the limits, the deadlines
 * and the refusals of a {@link RestServer}, and two threads of its own. Nobody is asked who they are: what only some may do
 * is up to the pages, which see where a request comes from.
 */
public final class PageServer implements AutoCloseable {

    private static final int ANSWERING_THREADS = 2; // one that waits for a change leaves the other for the probes

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("millrace-pages-io", true), NioIoHandler.newFactory());
    private final ExecutorService answering =
            Executors.newFixedThreadPool(ANSWERING_THREADS, new DefaultThreadFactory("millrace-pages", true));
    private final RestServer server;

    /**
     * What is asked.
     *
     * @param method GET, POST
     * @param path from the first slash on, without the query
     * @param contentType as the client says, "" if it does not
     * @param body the body
     * @param from who asks
     */
    public record Request(String method, String path, String contentType, ByteBuffer body, InetAddress from) {}

    /**
     * What is answered.
     *
     * @param status status of HTTP
     * @param contentType what it is
     * @param body the text, sent as UTF-8
     */
    public record Answer(int status, String contentType, String body) {

        /**
         * A refusal as JSON, of the form that all refusals over HTTP have.
         *
         * @param status status of HTTP
         * @param reason what is wrong
         * @return the answer
         */
        public static Answer error(int status, String reason) {
            RestAnswer answer = RestAnswer.error(status, reason);
            return new Answer(status, answer.type(), answer.body().toStringUtf8());
        }
    }

    /** Makes the answers. Two threads may ask at a time. */
    public interface Pages {

        /**
         * Answers.
         *
         * @param request what is asked
         * @return the answer; what it throws becomes status 500 and goes to the log
         */
        Answer answer(Request request);
    }

    /** Pages as a service of the REST server. */
    private record Service(Pages pages) implements RestService {

        @Override
        public boolean isOpen(RestCall call) {
            return true;
        }

        @Override
        public RestAnswer answer(RestCall call, Caller caller) {
            try {
                Answer answer = pages.answer(new Request(
                        call.method(), "/" + String.join("/", call.path()), call.type(), call.body(), call.from()));
                return RestAnswer.text(answer.status(), answer.contentType(), answer.body());
            } catch (RuntimeException e) {
                return RestAnswer.unexpected(call, e);
            }
        }
    }

    private PageServer(InetSocketAddress address, ServerLimits limits, Clock clock, Pages pages) throws IOException {
        ServerSettings settings = new ServerSettings(address, null, null, true, limits, 1, ANSWERING_THREADS);
        try {
            this.server = new RestServer(
                    address,
                    settings,
                    new Service(pages),
                    clock,
                    null,
                    answering,
                    loop,
                    loop,
                    RestServer.WHOLE_REQUEST);
        } catch (IOException e) {
            stopThreads();
            throw e;
        }
    }

    /**
     * Starts to listen.
     *
     * @param address where
     * @param limits what it bears: message bytes, connections, messages a second
     * @param clock clock of the limits
     * @param pages what is answered
     * @return the server
     * @throws IOException if the address cannot be used
     */
    public static PageServer start(InetSocketAddress address, ServerLimits limits, Clock clock, Pages pages)
            throws IOException {
        return new PageServer(address, limits, clock, pages);
    }

    /**
     * Where it listens.
     *
     * @return the port
     */
    public int port() {
        return server.port();
    }

    /** Ends connections and threads. */
    @Override
    public void close() {
        server.close();
        stopThreads();
    }

    private void stopThreads() {
        answering.shutdownNow();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
