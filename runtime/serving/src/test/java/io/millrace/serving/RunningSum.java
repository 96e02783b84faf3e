package io.millrace.serving;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;

/** The plainest state there is: what a stream has brought so far. A negative value is more than it bears. */
final class RunningSum implements Operator<RunningSum.Settings> {

    record Settings(
            @Setting(help = "Weight of each value.", orElse = "1", live = true)
            double gain,

            @Setting(help = "Frames given for each taken.", orElse = "1", min = 0, max = 9)
            int copies) {}

    @Override
    public String name() {
        return "running-sum";
    }

    @Override
    public String summary() {
        return "Adds up.";
    }

    @Override
    public Class<Settings> settings() {
        return Settings.class;
    }

    @Override
    public Contract contract(Settings settings, Inputs inputs) {
        return Contract.of(inputs.single().spec());
    }

    @Override
    public Processor open(Settings settings, OpenContext context) {
        return new Processor() {
            private float[] sum = new float[0];

            @Override
            public void process(int input, Frame frame, Emitter out) {
                float[] values = frame.tensor().floats();
                if (values.length > 0 && values[0] < 0) {
                    throw new IllegalArgumentException("negative");
                }
                float[] next = new float[values.length];
                for (int i = 0; i < next.length; i++) {
                    next[i] = (i < sum.length ? sum[i] : 0) + (float) settings.gain() * values[i];
                }
                sum = next;
                for (int copy = 0; copy < settings.copies(); copy++) {
                    out.emit(frame.withPayload(Tensor.of(frame.tensor().shape(), next)));
                }
            }

            @Override
            public void reset() {
                sum = new float[0];
            }
        };
    }
}
