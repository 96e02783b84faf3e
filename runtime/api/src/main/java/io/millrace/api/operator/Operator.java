package io.millrace.api.operator;

/**
 * A named, versioned factory: settings and inputs give a contract, contract and settings give a processor. Found by
 * {@link java.util.ServiceLoader}; stateless, so that one instance serves every pipeline.
 *
 * @param <C> settings: a record whose components carry {@link io.millrace.api.config.Setting}
 */
public interface Operator<C extends Record> {

    /**
     * The name in pipeline files.
     *
     * @return kebab-case noun, unique among operators
     */
    String name();

    /**
     * What it does to a stream, in one line.
     *
     * @return the line for catalogues
     */
    String summary();

    /**
     * The version of its state: raised when a snapshot of the former version cannot be restored.
     *
     * @return 1 or more
     */
    default int version() {
        return 1;
    }

    /**
     * The class of the settings.
     *
     * @return the record class
     */
    Class<C> settings();

    /**
     * States what this operator will do with these inputs. Called at compile time; opens nothing. Requirements are
     * stated through {@code inputs}, which notes a problem for each that is not met; a contract must be returned all
     * the same.
     *
     * @param settings the settings
     * @param inputs the inputs, by order and name
     * @return the contract
     */
    Contract contract(C settings, Inputs inputs);

    /**
     * Opens a processor for one run. Everything is allocated here, nothing later.
     *
     * @param settings the settings
     * @param context the inputs and contract as planned
     * @return the processor
     */
    Processor open(C settings, OpenContext context);
}
