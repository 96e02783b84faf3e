/**
 * Settings as a user wrote them ({@link io.millrace.api.config.ConfigValue}, each value with file and line), how they
 * become records ({@link io.millrace.api.config.Settings}), and what is said when they do not
 * ({@link io.millrace.api.config.Problem}).
 */
@NullMarked
package io.millrace.api.config;

import org.jspecify.annotations.NullMarked;
