package io.millrace.api.operator;

import io.millrace.api.device.DeviceProfile;
import io.millrace.api.stream.StreamSpec;
import java.util.List;

/**
 * What a processor is opened with: the plan's word on its surroundings.
 *
 * @param node name of the node in the pipeline
 * @param inputs what the inputs carry, in order
 * @param contract what the operator promised for them
 * @param profile the device it runs on
 */
public record OpenContext(String node, List<StreamSpec> inputs, Contract contract, DeviceProfile profile) {

    /**
     * Makes the list immutable.
     *
     * @param node name of the node
     * @param inputs what the inputs carry
     * @param contract what was promised
     * @param profile the device
     */
    public OpenContext {
        inputs = List.copyOf(inputs);
    }

    /**
     * What the first input carries.
     *
     * @return its spec
     */
    public StreamSpec input() {
        return inputs.get(0);
    }

    /**
     * What the first output carries.
     *
     * @return its spec
     */
    public StreamSpec output() {
        return contract.outputs().get(0).spec();
    }
}
