package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Processor;

/** Passes frames on unchanged: what stands in for the decoder of a source that delivers frames. */
public final class PassThrough implements Processor {

    /** Makes one. */
    public PassThrough() {}

    @Override
    public void process(int input, Frame frame, Emitter out) {
        out.emit(frame);
    }
}
