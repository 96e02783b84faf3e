package io.millrace.transport.netty;

import java.util.concurrent.RejectedExecutionException;

/** How a source ends: what waits is counted on the loop, then the loop ends. Closing twice does nothing. */
final class Stopping {

    private Stopping() {}

    static void on(Loop loop, Delivery delivery) {
        try {
            loop.executor().execute(delivery::close);
        } catch (RejectedExecutionException closedBefore) {
            // Nothing left to count.
        }
        loop.close();
    }
}
