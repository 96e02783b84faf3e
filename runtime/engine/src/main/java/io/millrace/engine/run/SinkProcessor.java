package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Processor;
import io.millrace.api.transport.SinkConnection;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A sink as the last processor of its stage. */
public final class SinkProcessor implements Processor {

    private final SinkConnection connection;

    /**
     * Wraps an open way out.
     *
     * @param connection the way out
     */
    public SinkProcessor(SinkConnection connection) {
        this.connection = connection;
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        connection.accept(input, frame);
    }

    @Override
    public void flush(Emitter out) {
        connection.flush();
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        connection.snapshot(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        connection.restore(in);
    }

    @Override
    public void close() {
        connection.close();
    }
}
