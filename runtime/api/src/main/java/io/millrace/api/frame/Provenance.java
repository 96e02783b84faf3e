package io.millrace.api.frame;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a frame comes from: travels with every frame to every screen and client. One instance is shared by all frames
 * of a stream, so that carrying it costs nothing.
 *
 * @param origin real, replayed or simulated
 * @param sensors identifiers of the sensors involved, sorted, without repeats
 * @param models digests of the models that had a part, in the order they ran
 * @param execution how faithfully the models were computed
 */
public record Provenance(Origin origin, List<String> sensors, List<String> models, Execution execution) {

    /**
     * Checks nothing but makes the lists immutable.
     *
     * @param origin real, replayed or simulated
     * @param sensors identifiers of the sensors involved
     * @param models digests of the models that had a part
     * @param execution how faithfully the models were computed
     */
    public Provenance {
        sensors = List.copyOf(sensors);
        models = List.copyOf(models);
    }

    /**
     * The provenance of a source.
     *
     * @param origin real, replayed or simulated
     * @param sensor identifier of the sensor
     * @return provenance without models
     */
    public static Provenance of(Origin origin, String sensor) {
        return new Provenance(origin, List.of(sensor), List.of(), Execution.DENSE);
    }

    /**
     * The provenance of what a model made of this.
     *
     * @param digest digest of the model
     * @return this with the model added
     */
    public Provenance through(String digest) {
        List<String> longer = new ArrayList<>(models);
        longer.add(digest);
        return new Provenance(origin, sensors, longer, execution);
    }

    /**
     * The provenance of what was derived from this and another: the weakest origin and execution win.
     *
     * @param other the other
     * @return the merged provenance; {@code this} when both are the same object
     */
    @SuppressWarnings("ReferenceEquality") // the usual case is the shared instance; equal lists need no shortcut
    public Provenance with(Provenance other) {
        if (this == other) {
            return this;
        }
        List<String> allSensors = new ArrayList<>(sensors);
        other.sensors.stream().filter(s -> !allSensors.contains(s)).forEach(allSensors::add);
        allSensors.sort(null);
        List<String> allModels = new ArrayList<>(models);
        other.models.stream().filter(m -> !allModels.contains(m)).forEach(allModels::add);
        return new Provenance(origin.weaker(other.origin), allSensors, allModels, execution.weaker(other.execution));
    }
}
