package io.millrace.api.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a settings record: its key in a file is the component's name in kebab-case, so the unit
 * belongs into the name ({@code cutOffHz} is written {@code cut-off-hz}).
 *
 * <p>Types that can be written: {@code int}, {@code long}, {@code float}, {@code double}, {@code boolean},
 * {@code String}, {@link java.time.Duration} ({@code 20ms}), enums (kebab-case words), {@link java.nio.file.Path}
 * (relative to the file it stands in), lists of {@code Integer}, {@code Double}, {@code String} or {@code Path}, and
 * records of the same kind, which are written as a mapping ({@code delta: { threshold: 0.02 }}).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** The {@link #orElse()} of a setting that must be written. */
    String REQUIRED = "\u0000required";

    /** The {@link #orElse()} of a setting that is {@code null} unless written; for reference types only. */
    String ABSENT = "\u0000absent";

    /**
     * What it means, with unit and effect, in one line.
     *
     * @return the line
     */
    String help();

    /**
     * The value if none is written, spelled as in a file.
     *
     * @return the spelling, {@link #REQUIRED} or {@link #ABSENT}
     */
    String orElse() default REQUIRED;

    /**
     * Smallest number allowed.
     *
     * @return inclusive bound
     */
    double min() default Double.NEGATIVE_INFINITY;

    /**
     * Largest number allowed.
     *
     * @return inclusive bound
     */
    double max() default Double.POSITIVE_INFINITY;

    /**
     * Whether it may change while the pipeline runs: a state saved with one value can be restored with another.
     *
     * @return true for thresholds, factors and the like; false for what shapes the state
     */
    boolean live() default false;
}
