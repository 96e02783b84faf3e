package io.millrace.transport.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.time.SystemClock;
import io.millrace.api.transport.Ingress;
import io.millrace.api.transport.Offer;
import io.millrace.api.transport.SourceContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSourceTest {

    @Test
    void staysClosedWhenItIsClosedWhileALineIsHandedOver() {
        Closing ingress = new Closing();
        LineSource source = new LineSource(
                new SourceContext(
                        "csi", ingress, SystemClock.INSTANCE, Provenance.of(Origin.REAL, "wire"), RecordTimer.NONE),
                64);
        ingress.source = source;
        byte[] lines = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);

        source.feed(lines, lines.length);

        assertThat(source.isClosed()).isTrue();
        assertThat(ingress.taken).hasSize(1);
    }

    /** Closes the source from within the handing over, as another thread may. */
    private static final class Closing implements Ingress {

        private final List<Frame> taken = new ArrayList<>();
        private LineSource source;

        @Override
        public Offer offer(Frame frame) {
            taken.add(frame);
            source.close();
            return Offer.ACCEPTED;
        }

        @Override
        public void onSpace(Runnable action) {
            throw new AssertionError("never full");
        }

        @Override
        public void lost(DropReason reason, long count) {
            throw new AssertionError("lost: " + reason);
        }

        @Override
        public void complete() {
            throw new AssertionError("not ended");
        }

        @Override
        public void fail(Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
