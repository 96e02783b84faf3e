package io.millrace.inference.delta;

import io.millrace.inference.onnx.NodeProto;
import io.millrace.kernels.delta.DeltaSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One layer by the dense engine, between the signals of its delta layer: from what they are now, without a jump. */
final class DenseLayer implements AutoCloseable {

    private final DenseEngine.Call call;
    private final List<DeltaStep.Exit> inputs;
    private final List<DeltaStep.Exit> outputs;

    private DenseLayer(DenseEngine.Call call, List<DeltaStep.Exit> inputs, List<DeltaStep.Exit> outputs) {
        this.call = call;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** A session of one node. */
    static DenseLayer open(DeltaPlan plan, NodeProto node, Map<String, DeltaSignal> signals, DenseEngine engine)
            throws UnsupportedModelException {
        List<DeltaStep.Exit> inputs = ways(plan, OnnxModels.reads(node).stream().toList(), signals);
        List<DeltaStep.Exit> outputs = ways(plan, node.getOutputList(), signals);
        List<Slot> in = inputs.stream().map(DeltaStep.Exit::slot).toList();
        List<Slot> out = outputs.stream().map(DeltaStep.Exit::slot).toList();
        byte[] part = OnnxModels.part(
                plan.model(),
                List.of(node),
                in.stream().map(Specialiser::info).toList(),
                out.stream().map(Slot::name).toList());
        return new DenseLayer(engine.open(part, in, out), inputs, outputs);
    }

    private static List<DeltaStep.Exit> ways(DeltaPlan plan, List<String> names, Map<String, DeltaSignal> signals) {
        List<DeltaStep.Exit> ways = new ArrayList<>();
        for (String name : names) {
            if (!name.isEmpty() && !plan.table().isConstant(name)) {
                Slot slot = new Slot(name, DenseStep.zeros(plan.table(), name));
                ways.add(new DeltaStep.Exit(Objects.requireNonNull(signals.get(name), name), slot));
            }
        }
        return ways;
    }

    void run() {
        for (int i = 0; i < inputs.size(); i++) {
            inputs.get(i).signal().read(inputs.get(i).slot().floats());
        }
        call.run();
        for (int i = 0; i < outputs.size(); i++) {
            outputs.get(i).signal().become(outputs.get(i).slot().floats());
        }
    }

    @Override
    public void close() {
        call.close();
    }
}
