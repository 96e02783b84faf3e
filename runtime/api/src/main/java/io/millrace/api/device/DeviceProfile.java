package io.millrace.api.device;

import java.util.List;
import java.util.Map;

/**
 * What a device has and allows. Compile reads it: a plan that does not fit is refused before anything starts.
 *
 * @param name name that pipeline files use: {@code raspberry-pi-4}
 * @param title the device in words
 * @param cores processor cores that stages may use, 1 or more
 * @param isa instruction set with the vector extension: {@code x86-64-v3}, {@code aarch64-neon}
 * @param heapBytes Java heap that a pipeline may plan for: queues, frames in flight and state
 * @param nativeBytes memory outside the heap that models may take
 * @param hardware clock, memory and caches as far as they are known
 * @param executionProviders names of ONNX Runtime execution providers, preferred first; {@code cpu} is always there
 * @param maxLatencyNanos longest algorithmic delay allowed from a source to a sink, ns; 0 for no limit
 * @param terms numeric formats, network, sensors and what full queues may do
 * @param sources where each figure comes from, by key of the profile file, or the word that it was not measured
 * @param measured what operators measured on the device, by their own keys; a replay is given what the recording was
 *     made with, so that choices which go by it are made again as they were. Empty: operators measure when they are planned
 * @param calibration how fast the device was found to be, as its file says
 */
public record DeviceProfile(
        String name,
        String title,
        int cores,
        String isa,
        long heapBytes,
        long nativeBytes,
        Hardware hardware,
        List<String> executionProviders,
        long maxLatencyNanos,
        Terms terms,
        Map<String, String> sources,
        Map<String, String> measured,
        Calibration calibration) {

    /**
     * Checks ranges and makes the collections immutable.
     *
     * @param name name that pipeline files use
     * @param title the device in words
     * @param cores processor cores, 1 or more
     * @param isa instruction set
     * @param heapBytes Java heap, more than 0
     * @param nativeBytes memory outside the heap, 0 or more
     * @param hardware clock, memory and caches
     * @param executionProviders execution providers, preferred first
     * @param maxLatencyNanos longest delay allowed, 0 for no limit
     * @param terms numeric formats, network, sensors and what full queues may do
     * @param sources where each figure comes from
     * @param measured what operators measured
     * @param calibration how fast it is
     * @throws IllegalArgumentException if a figure is out of range
     */
    public DeviceProfile {
        executionProviders = List.copyOf(executionProviders);
        sources = Map.copyOf(sources);
        measured = Map.copyOf(measured);
        if (cores < 1 || heapBytes < 1 || nativeBytes < 0 || maxLatencyNanos < 0) {
            throw new IllegalArgumentException("device profile out of range: name=" + name + ", cores=" + cores
                    + ", heapBytes=" + heapBytes + ", nativeBytes=" + nativeBytes + ", maxLatencyNanos="
                    + maxLatencyNanos + " (expected cores and heap above 0, the rest at least 0)");
        }
    }

    /**
     * A profile of a device that nothing was measured on.
     *
     * @param name name that pipeline files use
     * @param title the device in words
     * @param cores processor cores, 1 or more
     * @param isa instruction set
     * @param heapBytes Java heap, more than 0
     * @param nativeBytes memory outside the heap, 0 or more
     * @param hardware clock, memory and caches
     * @param executionProviders execution providers, preferred first
     * @param maxLatencyNanos longest delay allowed, 0 for no limit
     * @param terms numeric formats, network, sensors and what full queues may do
     * @param sources where each figure comes from
     */
    public DeviceProfile(
            String name,
            String title,
            int cores,
            String isa,
            long heapBytes,
            long nativeBytes,
            Hardware hardware,
            List<String> executionProviders,
            long maxLatencyNanos,
            Terms terms,
            Map<String, String> sources) {
        this(
                name,
                title,
                cores,
                isa,
                heapBytes,
                nativeBytes,
                hardware,
                executionProviders,
                maxLatencyNanos,
                terms,
                sources,
                Map.of(),
                Calibration.NONE);
    }

    /**
     * Sets what was measured.
     *
     * @param figures by the keys of the operators
     * @return the profile with them
     */
    public DeviceProfile withMeasured(Map<String, String> figures) {
        return new DeviceProfile(
                name,
                title,
                cores,
                isa,
                heapBytes,
                nativeBytes,
                hardware,
                executionProviders,
                maxLatencyNanos,
                terms,
                sources,
                figures,
                calibration);
    }

    /**
     * A profile of a device whose clock, memory and caches do not matter and which sets no terms.
     *
     * @param name name that pipeline files use
     * @param title the device in words
     * @param cores processor cores, 1 or more
     * @param isa instruction set
     * @param heapBytes Java heap, more than 0
     * @param nativeBytes memory outside the heap, 0 or more
     * @param executionProviders execution providers, preferred first
     * @param maxLatencyNanos longest delay allowed, 0 for no limit
     * @param sources where each figure comes from
     */
    public DeviceProfile(
            String name,
            String title,
            int cores,
            String isa,
            long heapBytes,
            long nativeBytes,
            List<String> executionProviders,
            long maxLatencyNanos,
            Map<String, String> sources) {
        this(
                name,
                title,
                cores,
                isa,
                heapBytes,
                nativeBytes,
                Hardware.UNKNOWN,
                executionProviders,
                maxLatencyNanos,
                Terms.NONE,
                sources);
    }

    /**
     * The same device on other terms.
     *
     * @param other the terms
     * @return a profile
     */
    public DeviceProfile with(Terms other) {
        return new DeviceProfile(
                name,
                title,
                cores,
                isa,
                heapBytes,
                nativeBytes,
                hardware,
                executionProviders,
                maxLatencyNanos,
                other,
                sources,
                measured,
                calibration);
    }

    /**
     * The same device, calibrated.
     *
     * @param found how fast it is
     * @return a profile with it
     */
    public DeviceProfile with(Calibration found) {
        return new DeviceProfile(
                name,
                title,
                cores,
                isa,
                heapBytes,
                nativeBytes,
                hardware,
                executionProviders,
                maxLatencyNanos,
                terms,
                sources,
                measured,
                found);
    }
}
