/**
 * What a plan will cost on a device: {@link io.millrace.profiles.forecast.Forecast} says how long every node takes, how
 * old frames are at the ends, how busy the cores are and how much memory it takes, from what was measured on the device,
 * and what of that cannot hold. Everything here is stateless: any thread may call.
 */
@NullMarked
package io.millrace.profiles.forecast;

import org.jspecify.annotations.NullMarked;
