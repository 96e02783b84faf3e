package io.millrace.api.config;

import java.lang.reflect.Type;

/**
 * One setting as catalogues and schemas show it.
 *
 * @param key name in a file
 * @param type Java type of the component
 * @param help what it means
 * @param orElse default as spelled in a file, {@link Setting#REQUIRED} or {@link Setting#ABSENT}
 * @param min smallest number allowed
 * @param max largest number allowed
 * @param live whether it may change while the pipeline runs
 */
public record SettingInfo(String key, Type type, String help, String orElse, double min, double max, boolean live) {

    /**
     * Whether it must be written.
     *
     * @return true if it has no default
     */
    public boolean isRequired() {
        return orElse.equals(Setting.REQUIRED);
    }

    /**
     * Whether it is simply not there unless written.
     *
     * @return true if its default is absence
     */
    public boolean isOptional() {
        return orElse.equals(Setting.ABSENT);
    }
}
