package io.millrace.api.transport;

import io.millrace.api.frame.Frame;
import java.util.concurrent.Semaphore;

/**
 * An {@link Ingress} for sources that read in a thread of their own: where the ingress is full, the thread waits until
 * there is space. One thread.
 */
public final class WaitingIngress {

    private final Ingress ingress;
    private final Semaphore space = new Semaphore(0);

    /**
     * Wraps an ingress.
     *
     * @param ingress where frames go
     */
    public WaitingIngress(Ingress ingress) {
        this.ingress = ingress;
    }

    /**
     * Puts a frame in, waiting for space if need be.
     *
     * @param frame the frame
     * @return false if the run is over and the frame was not taken
     * @throws InterruptedException if the thread was interrupted while it waited: the frame was not taken
     */
    public boolean put(Frame frame) throws InterruptedException {
        Offer offer = ingress.offer(frame);
        while (offer == Offer.FULL) {
            ingress.onSpace(space::release);
            space.acquire();
            offer = ingress.offer(frame);
        }
        return offer != Offer.CLOSED;
    }
}
