package io.millrace.operators.spikes;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.kernels.spikes.DropOuts;
import io.millrace.operators.support.KernelProcessor;
import java.util.List;

/** Values with stand-ins. */
final class DropOutProcessor extends KernelProcessor {

    private final DropOuts kernel;
    private final Shape shape;
    private final Gauge channelsOut = Gauge.of("channels-out", "channels masked or dropped out in the newest frame");
    private final List<Gauge> gauges = List.of(channelsOut);

    DropOutProcessor(DropOuts kernel, Shape shape) {
        super(kernel);
        this.kernel = kernel;
        this.shape = shape;
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        float[] values = frame.tensor().floats();
        if (NotFinite.in(values)) {
            out.drop(NotFinite.REASON);
            return;
        }
        float[] result = new float[values.length];
        kernel.process(values, result);
        channelsOut.set(kernel.channelsOut());
        out.emit(frame.withPayload(Tensor.of(shape, result)));
    }

    @Override
    public List<Gauge> gauges() {
        return gauges;
    }
}
