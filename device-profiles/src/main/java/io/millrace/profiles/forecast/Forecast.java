package io.millrace.profiles.forecast;

import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.plan.Plan;
import java.util.List;

/**
 * What a plan will cost on a device, and what of it cannot hold there.
 *
 * @param profile name of the device
 * @param pace how frames come
 * @param nodes decoders, operators and sinks, in plan order
 * @param ends ends of the graph
 * @param load cores that are busy, as far as it is known
 * @param heapBytes full queues and state
 * @param nativeBytes memory outside the heap: twice the size of each model, for its weights and their packed copy
 * @param refusals what cannot hold; empty if the device can run the plan as far as it is known
 */
public record Forecast(
        String profile,
        Pace pace,
        List<NodeForecast> nodes,
        List<EndForecast> ends,
        double load,
        long heapBytes,
        long nativeBytes,
        List<String> refusals) {

    /**
     * Makes the lists immutable.
     *
     * @param profile name of the device
     * @param pace how frames come
     * @param nodes decoders, operators and sinks
     * @param ends ends of the graph
     * @param load cores that are busy
     * @param heapBytes full queues and state
     * @param nativeBytes memory outside the heap
     * @param refusals what cannot hold
     */
    public Forecast {
        nodes = List.copyOf(nodes);
        ends = List.copyOf(ends);
        refusals = List.copyOf(refusals);
    }

    /**
     * Forecasts a plan.
     *
     * @param plan the plan
     * @param profile the device, which may be another than the one planned for
     * @param pace how frames will come: paced from sensors, busy from recordings played as fast as it goes
     * @return the forecast
     */
    public static Forecast of(Plan plan, DeviceProfile profile, Pace pace) {
        return new Forecaster(plan, profile, pace).forecast();
    }

    /**
     * Nodes of which nothing is known.
     *
     * @return their names
     */
    public List<String> unknown() {
        return nodes.stream()
                .filter(node -> node.basis() == Basis.UNKNOWN)
                .map(NodeForecast::node)
                .toList();
    }
}
