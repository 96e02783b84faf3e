package io.millrace.api.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param location where it stands
 * @param message what is wrong: {@code what: key=value, key=value (expected ...)}
 */
public record Problem(Location location, String message) {

    @Override
    public String toString() {
        return location + ": " + message;
    }
}
