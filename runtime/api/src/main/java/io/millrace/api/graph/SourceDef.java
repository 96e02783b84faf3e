package io.millrace.api.graph;

import io.millrace.api.config.Location;
import io.millrace.api.frame.Origin;
import io.millrace.api.stream.StreamSpec;
import org.jspecify.annotations.Nullable;

/**
 * A way in, as stated.
 *
 * @param name name of the source, and of the stream it feeds
 * @param transport how records arrive; null for a source that code feeds with a publisher
 * @param declared what a source without transport carries; null otherwise
 * @param decoder how records become frames; null if they are frames already
 * @param policy how the edge from the transport to the first stage is bounded; null if it was not written
 * @param onDisorder what happens to late frames
 * @param onFailure what happens when the decoder throws
 * @param limits what the decoder does not work on
 * @param rateHz nominal rate of the stream, 0 if not known, not-a-number if what is written is no rate
 * @param sensor identifier of the sensor for provenance, and its name in the device profile if that has sensors
 * @param origin whether what arrives is real, replayed or simulated
 * @param demo a recording for trying the pipeline out, relative to its file; null if there is none
 * @param location where it stands
 */
public record SourceDef(
        String name,
        @Nullable Component transport,
        @Nullable StreamSpec declared,
        @Nullable Component decoder,
        @Nullable EdgePolicy policy,
        OnDisorder onDisorder,
        OnFailure onFailure,
        Limits limits,
        double rateHz,
        String sensor,
        Origin origin,
        @Nullable String demo,
        Location location) {

    /**
     * A source whose decoder works on everything.
     *
     * @param name name of the source
     * @param transport how records arrive, or null
     * @param declared what a source without transport carries, or null
     * @param decoder how records become frames, or null
     * @param policy how the first edge is bounded, or null
     * @param onDisorder what happens to late frames
     * @param onFailure what happens when the decoder throws
     * @param rateHz nominal rate, 0 if not known
     * @param sensor identifier of the sensor
     * @param origin whether what arrives is real, replayed or simulated
     * @param demo a recording for trying the pipeline out, or null
     * @param location where it stands
     */
    public SourceDef(
            String name,
            @Nullable Component transport,
            @Nullable StreamSpec declared,
            @Nullable Component decoder,
            @Nullable EdgePolicy policy,
            OnDisorder onDisorder,
            OnFailure onFailure,
            double rateHz,
            String sensor,
            Origin origin,
            @Nullable String demo,
            Location location) {
        this(
                name,
                transport,
                declared,
                decoder,
                policy,
                onDisorder,
                onFailure,
                Limits.NONE,
                rateHz,
                sensor,
                origin,
                demo,
                location);
    }

    /**
     * The same source, fed by code: without a transport, and with word on what it carries.
     *
     * @param spec what arrives
     * @return the source
     */
    public SourceDef declared(StreamSpec spec) {
        return new SourceDef(
                name,
                null,
                spec,
                decoder,
                policy,
                onDisorder,
                onFailure,
                limits,
                rateHz,
                sensor,
                origin,
                demo,
                location);
    }

    /**
     * The same source, its first edge bounded in another way.
     *
     * @param other how it is bounded
     * @return the source
     */
    public SourceDef with(EdgePolicy other) {
        return new SourceDef(
                name,
                transport,
                declared,
                decoder,
                other,
                onDisorder,
                onFailure,
                limits,
                rateHz,
                sensor,
                origin,
                demo,
                location);
    }

    /**
     * The same source with another decoder and rate.
     *
     * @param otherDecoder how records become frames, or null
     * @param otherRateHz nominal rate, 0 if not known
     * @return the source
     */
    public SourceDef with(@Nullable Component otherDecoder, double otherRateHz) {
        return new SourceDef(
                name,
                transport,
                declared,
                otherDecoder,
                policy,
                onDisorder,
                onFailure,
                limits,
                otherRateHz,
                sensor,
                origin,
                demo,
                location);
    }

    /**
     * The same source through another transport: what {@code --input} does.
     *
     * @param other the transport
     * @param otherOrigin whether what it delivers is real, replayed or simulated
     * @return the source
     */
    public SourceDef through(Component other, Origin otherOrigin) {
        return new SourceDef(
                name,
                other,
                declared,
                decoder,
                policy,
                onDisorder,
                onFailure,
                limits,
                rateHz,
                sensor,
                otherOrigin,
                demo,
                location);
    }
}
